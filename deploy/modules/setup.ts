import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { Future } from "@nomicfoundation/ignition-core";

import { areaCalls, complianceCalls } from "../calls.ts";
import type { MarketParameters } from "../parameters.ts";
import { FEE_PAYEES } from "../parameters/market.ts";
import type { ContractsModule } from "./contracts.ts";

/**
 * Sets the market area up and lists it. The deployer may, because a function without a role of its own is the access
 * manager's admin's.
 */
export function setupModule(
  { area, balancingParty, compliance }: MarketParameters,
  deployer: string,
  contractsModule: ContractsModule,
) {
  return buildModule("Setup", (m) => {
    const contracts = m.useModule(contractsModule);
    let last: Future = m.call(contracts.registry, "addArea", [contracts.exchange], { from: deployer });
    // The extension behind the exchange has this function; its own ABI does not.
    const exchange = m.contractAt("IExchange", contracts.exchange, { id: "exchange" });
    last = m.call(exchange, "setSettlement", [contracts.settlement], { from: deployer, after: [last] });
    last = m.call(exchange, "setBalancingParty", [balancingParty], { from: deployer, after: [last] });
    last = m.call(contracts.watt, "setReserve", [contracts.reserve], { from: deployer, after: [last] });
    for (const escrow of ["exchange", "feeRouter", "redemptions", ...FEE_PAYEES] as const) {
      const id = `escrow_${escrow}`;
      last = m.call(contracts.watt, "setEscrow", [contracts[escrow]], { id, from: deployer, after: [last] });
    }
    last = m.call(exchange, "setCompliance", [contracts.compliance], { from: deployer, after: [last] });
    last = m.call(exchange, "setDiscounts", [contracts.stakeDiscounts], { from: deployer, after: [last] });
    const rule = { id: "watt_compliance", from: deployer, after: [last] };
    last = m.call(contracts.watt, "setCompliance", [contracts.compliance], rule);
    const calls = areaCalls(area, { caller: deployer, contracts });
    for (const { id, contract, method, args } of [...complianceCalls(compliance), ...calls]) {
      last = m.call(contracts[contract], method, args as never, { id, from: deployer, after: [last] });
    }
    return {};
  });
}

export type SetupModule = ReturnType<typeof setupModule>;
