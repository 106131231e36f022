import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { Future, IgnitionModule } from "@nomicfoundation/ignition-core";

import { INTERFACES, selectorsOf } from "../contracts.ts";
import type { MarketParameters } from "../parameters.ts";
import type { ContractName } from "../roles.ts";
import { ALL_ROLES, holdersOf, ROLES } from "../roles.ts";
import type { ContractsModule } from "./contracts.ts";
import type { GenesisModule } from "./genesis.ts";

/**
 * Gives every restricted function its role and every role its holders. The deployer's own power ends with the last
 * call, unless it is the governor. What names no contract is known before any is deployed, and goes in one transaction.
 */
export function rolesModule(
  parameters: MarketParameters,
  deployer: string,
  modules: { contracts: ContractsModule; before: GenesisModule },
) {
  return buildModule("Roles", (m) => {
    const contracts = m.useModule(modules.contracts);
    const known: string[] = [];
    let last: Future | IgnitionModule = modules.before;
    const call = (id: string, method: string, args: readonly unknown[]) => {
      last = m.call(contracts.authority, method, args as never, { id, from: deployer, after: [last] });
    };
    for (const role of ALL_ROLES) {
      const { id, label, delay, functions } = role;
      if (id !== ROLES.GOVERNOR.id) known.push(INTERFACES.authority.encodeFunctionData("labelRole", [id, label]));
      for (const [name, methods] of Object.entries(functions) as [ContractName, readonly string[]][]) {
        const selectors = selectorsOf(name, methods);
        call(`functions_${label}_${name}`, "setTargetFunctionRole", [contracts[name], selectors, id]);
      }
      holdersOf<ContractsModule["results"][ContractName]>(role, { parameters, contracts }).forEach((holder, at) => {
        if (holder === deployer && id === ROLES.GOVERNOR.id) return;
        const grant = [id, holder, delay ?? 0];
        if (typeof holder === "string") known.push(INTERFACES.authority.encodeFunctionData("grantRole", grant));
        else call(`grant_${label}_${at}`, "grantRole", grant);
      });
    }
    call("labels_and_grants", "multicall", [known]);
    if (parameters.holders.governor !== deployer) {
      call("deployer_leaves", "renounceRole", [ROLES.GOVERNOR.id, deployer]);
    }
    return {};
  });
}
