import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { Future, IgnitionModule } from "@nomicfoundation/ignition-core";

import { selectorsOf } from "../contracts.ts";
import type { MarketParameters } from "../parameters.ts";
import type { ContractName, RoleContracts } from "../roles.ts";
import { ALL_ROLES, ROLES } from "../roles.ts";
import type { ContractsModule } from "./contracts.ts";
import type { SetupModule } from "./setup.ts";

/**
 * Gives every restricted function its role and every role its holders. The deployer's own power ends with the last
 * call, unless it is the governor.
 */
export function rolesModule(
  parameters: MarketParameters,
  deployer: string,
  modules: { contracts: ContractsModule; setup: SetupModule },
) {
  return buildModule("Roles", (m) => {
    const contracts = m.useModule(modules.contracts);
    let last: Future | IgnitionModule = modules.setup;
    const call = (id: string, method: string, args: readonly unknown[]) => {
      last = m.call(contracts.authority, method, args as never, { id, from: deployer, after: [last] });
    };
    for (const { id, label, delay, functions, holders } of ALL_ROLES) {
      if (id !== ROLES.GOVERNOR.id) call(`label_${label}`, "labelRole", [id, label]);
      for (const [name, methods] of Object.entries(functions) as [ContractName, readonly string[]][]) {
        const selectors = selectorsOf(name, methods);
        call(`functions_${label}_${name}`, "setTargetFunctionRole", [contracts[name], selectors, id]);
      }
      const { feeRouter, oracle, onRamp, redemptions, watt, exchange, recovery } = contracts;
      const { election, slasher, attendance } = contracts;
      const base = { feeRouter, oracle, onRamp, redemptions, watt, exchange, recovery };
      const holding = { ...base, election, slasher, attendance };
      holders<(typeof holding)[keyof RoleContracts<unknown>]>(parameters, holding).forEach((holder, at) => {
        if (holder === deployer && id === ROLES.GOVERNOR.id) return;
        call(`grant_${label}_${at}`, "grantRole", [id, holder, delay ?? 0]);
      });
    }
    if (parameters.holders.governor !== deployer) {
      call("deployer_leaves", "renounceRole", [ROLES.GOVERNOR.id, deployer]);
    }
    return {};
  });
}
