import type { Client } from "@gridwatt/sdk";
import { parseEther } from "ethers";

import { ROLES } from "../../deploy/roles.ts";
import { addressOf } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { bits, pageOf, plain, type Shared } from "../helpers/election.ts";
import { Ramps } from "./ramps.ts";

export const DAY = 86_400;
export const NEUTRAL = 0;
/** {day} How long GRID waits that leaves: the least there is. */
export const PERIOD = 14;
export const grid = (amount: number) => parseEther(String(amount));

/** Operators in the order of their pools, of which only the first two are elected, and who stakes besides. */
export const STAKERS = { first: "opal", second: "otto", third: "owen", nominator: "nina", other: "nils" } as const;
/** Who slashes, stops pools and is paid what was slashed. */
export const JUDGE = "judith";

export type Name = (typeof STAKERS)[keyof typeof STAKERS];

/** A market's staking and election, used by those who may. */
export class Stakers {
  readonly #market: EmbeddedMarket;
  readonly #ramps: Ramps;

  constructor(market: EmbeddedMarket) {
    [this.#market, this.#ramps] = [market, new Ramps(market)];
  }

  get today(): number {
    return Math.floor(this.#market.now / DAY);
  }

  address(name: string): Promise<string> {
    return this.#market.asNamed(name).then(addressOf);
  }

  contract(name: "staking" | "election"): string {
    return this.#market.client.deployment.contracts[name];
  }

  async staking(name: string, call: string, ...args: readonly unknown[]): Promise<void> {
    await this.#ramps.call(await this.#market.asNamed(name), { contract: "staking", name: call, args });
  }

  async election(name: string, call: string, ...args: readonly unknown[]): Promise<void> {
    await this.#ramps.call(await this.#market.asNamed(name), { contract: "election", name: call, args });
  }

  async grid(name: string, call: string, ...args: readonly unknown[]): Promise<void> {
    await this.#ramps.call(await this.#market.asNamed(name), { contract: "grid", name: call, args });
  }

  async rule(contract: "staking" | "election", call: string, ...args: readonly unknown[]): Promise<void> {
    await this.#ramps.rule("STAKING_RULES", { contract, name: call, args });
  }

  /** Makes GRID for somebody, who lets staking and the election take it. */
  async pay(name: string, amount: bigint): Promise<void> {
    const args = [await this.address(name), amount];
    await this.#ramps.rule("GRID_MINTER", { contract: "grid", name: "mint", args });
    for (const spender of ["staking", "election"] as const) {
      await this.grid(name, "approve", this.contract(spender), amount);
    }
  }

  async grant(name: string, role: "ATTENDANCE" | "SLASHER"): Promise<void> {
    const args = [ROLES[role].id, await this.address(name), 0];
    await this.#ramps.rule("GOVERNOR", { contract: "authority", name: "grantRole", args });
  }

  /** Somebody's solution, as far as its last page; default: for the first two pools. */
  async solve(name: string, shared: readonly Shared[], winners = bits(1, 2)) {
    const { election } = (await this.#market.asNamed(name)).contracts;
    const begun = await progressOf(election, "begin", winners);
    await this.election(name, "begin", winners);
    const added = await progressOf(election, "addPage", begun, pageOf(shared));
    await this.election(name, "addPage", begun, pageOf(shared));
    return added;
  }

  async finish(name: string, shared: readonly Shared[]): Promise<void> {
    await this.election(name, "finish", await this.solve(name, shared));
  }

  /** A new day begins, and a block is made in it. */
  async nextDay(days = 1): Promise<void> {
    this.#market.advanceTo((this.today + days) * DAY + 60);
    await this.staking(JUDGE, "accrue");
  }

  wait(seconds: number): void {
    this.#ramps.wait(seconds);
  }
}

type Contract = Client["contracts"]["election"];

async function progressOf(election: Contract, name: "begin" | "addPage", ...args: readonly unknown[]) {
  return plain((await election.getFunction(name).staticCall(...args)) as Parameters<typeof plain>[0]);
}

/** Everybody has GRID, rewards are funded for some days, and rules are such that little time goes by. */
export async function begin(stakers: Stakers): Promise<void> {
  for (const role of ["ATTENDANCE", "SLASHER"] as const) await stakers.grant(JUDGE, role);
  await stakers.rule("staking", "setUnbondingPeriod", PERIOD * DAY);
  await stakers.rule("election", "setSeats", 2);
  await stakers.rule("election", "setMinSelfStake", grid(1_000));
  await stakers.rule("election", "setSolutionDeposit", grid(50));
  for (const name of [...Object.values(STAKERS), JUDGE]) await stakers.pay(name, grid(10_000));
  await stakers.staking(JUDGE, "fundRewards", grid(15));
}
