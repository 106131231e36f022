import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import type { MarketParameters } from "../parameters.ts";
import { CONTRACTS } from "../roles.ts";

/** The contracts of a market. Until the roles are given out, the deployer is the access manager's only admin. */
export function contractsModule({ currency, gridCap, unit }: MarketParameters, deployer: string) {
  return buildModule("Contracts", (m) => {
    const authority = m.contract(CONTRACTS.authority, [deployer]);
    const watt = m.contract(CONTRACTS.watt, [currency.name, currency.symbol, currency.code, authority]);
    const grid = m.contract(CONTRACTS.grid, [authority, gridCap]);
    const registry = m.contract(CONTRACTS.registry, [authority]);
    const area = m.contract(CONTRACTS.area, [authority]);
    const exchange = m.contract(CONTRACTS.exchange, [{ watt, registry, area, unit, authority }]);
    const feeRouter = m.contract(CONTRACTS.feeRouter, [exchange, authority]);
    const settlement = m.contract(CONTRACTS.settlement, []);
    return { authority, watt, grid, registry, area, exchange, feeRouter, settlement };
  });
}

export type ContractsModule = ReturnType<typeof contractsModule>;
