import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractFuture, Future, IgnitionModule } from "@nomicfoundation/ignition-core";

import type { MarketParameters } from "../parameters.ts";
import { PURSES } from "../genesis.ts";
import type { Grant, PurseName } from "../genesis.ts";
import type { ContractsModule } from "./contracts.ts";
import type { SetupModule } from "./setup.ts";

/** What Solidity calls a grant that vests. */
const VESTING = "GridVesting";

/**
 * Makes the first GRID and gives it to those whom the distribution names. The deployer may, because making GRID has no
 * role of its own yet; it keeps what is its own by the distribution.
 */
export function genesisModule(
  { genesis }: MarketParameters,
  deployer: string,
  modules: { contracts: ContractsModule; setup: SetupModule },
) {
  return buildModule("Genesis", (m) => {
    const { grid, staking, ...contracts } = m.useModule(modules.contracts);
    const purses = Object.fromEntries(PURSES.map((name) => [name, contracts[name]])) as Record<PurseName, Holder>;
    const wallets: Record<string, ContractFuture<string>> = {};
    let last: Future | IgnitionModule = modules.setup;
    const call = (target: typeof grid | typeof staking, method: string, args: readonly unknown[], id: string) => {
      last = m.call(target, method, args as never, { id, from: deployer, after: [last] });
    };
    // Making GRID writes the supply down once for each second, and what it costs depends on that: all is made at once.
    const total = genesis.grants.reduce((sum, { amount }) => sum + amount, 0n);
    if (total > 0n) call(grid, "mint", [deployer, total], "mint");
    for (const grant of genesis.grants) {
      const { id, amount, to, vesting } = grant;
      if ("fund" in to) {
        call(grid, "approve", [staking, amount], `approve_${id}`);
        call(staking, "fundRewards", [amount], `fund_${id}`);
        continue;
      }
      let holder: Holder = "address" in to ? to.address : purses[to.purse];
      if (vesting !== null) {
        const terms = [holder, vesting.start, vesting.duration, vesting.cliff];
        holder = m.contract(VESTING, terms as never, { id: vestingId(grant) });
        wallets[vestingId(grant)] = holder;
      }
      if (holder !== deployer) call(grid, "transfer", [holder, amount], `give_${id}`);
    }
    return wallets;
  });
}

export type GenesisModule = ReturnType<typeof genesisModule>;

type Holder = string | ContractFuture<string>;

/** By what a grant's wallet is called in a deployment. */
export function vestingId({ id }: Grant): string {
  return `Vesting_${id}`;
}
