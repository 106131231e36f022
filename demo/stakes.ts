import { backingsOf, electPhragmen } from "@gridwatt/election";
import {
  approveGrid,
  claimRewards,
  delegateVotes,
  enactElection,
  fundRewards,
  getElectionSnapshot,
  getStake,
  getStaking,
  Grid,
  nominate,
  openPool,
  setCandidate,
  stake,
  submitSolution,
  type Client,
  type Written,
} from "@gridwatt/sdk";

import { CANDIDATES, KEEPER_SIGNER, NOMINATIONS, REWARDS, SOLUTION_ROUNDS } from "./cast.ts";
import type { DemoChain } from "./chain.ts";
import type { CandidateRow, ElectionStep, Prosumer, StakerRow } from "./story.ts";

const NEUTRAL = 0;
const STEP = 9;

interface Standing {
  readonly name: string;
  readonly address: string;
  readonly pool: number;
}

/** GRID is staked for operators of the oracle, who are elected by it. */
export class Stakes {
  readonly #chain: DemoChain;

  constructor(chain: DemoChain) {
    this.#chain = chain;
  }

  /** Operators stand, prosumers nominate them; a day later anybody solves the election, and another day later they serve. */
  async elect(prosumers: readonly Prosumer[]): Promise<ElectionStep> {
    await this.#fund();
    const standing: Standing[] = [];
    for (const candidate of CANDIDATES) standing.push(await this.#stand(candidate));
    const stakers = prosumers.map((prosumer) => ({ prosumer, ...NOMINATIONS[prosumer.name] }));
    for (const { prosumer, staked, nominates } of stakers) {
      const pools = standing.filter(({ name }) => nominates.includes(name)).map(({ pool }) => pool);
      await this.#nominate(prosumer, { staked, pools });
    }
    await this.#chain.nextDay();
    const snapshot = await getElectionSnapshot(this.#chain.client);
    const solution = electPhragmen(snapshot, { balancing: { rounds: SOLUTION_ROUNDS, tolerance: 0n } });
    const { client: keeper, address } = await this.#chain.asSigner(KEEPER_SIGNER);
    await this.#chain.giveGrid(address, this.#chain.solutionDeposit);
    await this.#send("approve GRID", () => {
      return approveGrid(keeper, { amount: this.#chain.solutionDeposit, spender: "election" });
    });
    const submitted = await submitSolution(keeper, { solution });
    for (const written of submitted.transactions) await this.#send("submit solution", () => Promise.resolve(written));
    await this.#chain.nextDay();
    await this.#send("enact election", () => enactElection(keeper));
    const backings = backingsOf(snapshot, solution);
    const candidates = standing.map(({ name, address, pool }): CandidateRow => {
      const own = snapshot.candidates.find(({ id }) => id === String(pool))?.selfStake ?? 0n;
      const backing = backings.get(String(pool));
      return { name, address, pool, own: gwei(own), backing: backing === undefined ? null : gwei(backing) };
    });
    const { fundedUntil } = await getStaking(this.#chain.client);
    return { candidates, stakers: await this.#earnings(stakers), fundedUntil };
  }

  /** What stakers have earned in the two days; they have it paid. */
  async #earnings(
    stakers: readonly { prosumer: Prosumer; staked: Grid; nominates: readonly string[] }[],
  ): Promise<StakerRow[]> {
    const rows: StakerRow[] = [];
    for (const { prosumer, staked, nominates } of stakers) {
      const { amount } = await this.#send("claim rewards", () => claimRewards(prosumer.client, { pools: [NEUTRAL] }));
      const { amount: left } = await getStake(this.#chain.client, { account: prosumer.address, pool: NEUTRAL });
      if (!left.equals(staked)) throw new Error(`${prosumer.name} has staked ${left}, not ${staked}`);
      rows.push({ name: prosumer.name, staked, nominates, earned: amount });
    }
    return rows;
  }

  async #fund(): Promise<void> {
    const { client, address } = await this.#chain.asSigner(KEEPER_SIGNER);
    await this.#chain.giveGrid(address, REWARDS);
    await this.#send("approve GRID", () => approveGrid(client, { amount: REWARDS }));
    await this.#send("fund rewards", () => fundRewards(client, { amount: REWARDS }));
  }

  async #stand({ name, signer, own, commission }: (typeof CANDIDATES)[number]): Promise<Standing> {
    const { client, address } = await this.#chain.asSigner(signer);
    const { pool } = await this.#send("open pool", () => openPool(client, { commission }));
    await this.#stake(client, { address, pool, amount: own });
    await this.#send("stand for election", () => setCandidate(client, { isCandidate: true }));
    return { name, address, pool };
  }

  async #nominate(
    { client, address }: Prosumer,
    { staked, pools }: { staked: Grid; pools: readonly number[] },
  ): Promise<void> {
    await this.#stake(client, { address, pool: NEUTRAL, amount: staked });
    await this.#send("nominate", () => nominate(client, { pools }));
  }

  async #stake(client: Client, of: { address: string; pool: number; amount: Grid }): Promise<void> {
    const { address, pool, amount } = of;
    await this.#chain.giveGrid(address, amount);
    await this.#send("delegate votes", () => delegateVotes(client, { to: address, of: "staking" }));
    await this.#send("approve GRID", () => approveGrid(client, { amount }));
    await this.#send("stake", () => stake(client, { pool, amount }));
  }

  #send<W extends Written>(call: string, work: () => Promise<W>): Promise<W> {
    return this.#chain.send(STEP, call, work);
  }
}

function gwei(count: bigint): Grid {
  return Grid.ofBase(count * 10n ** 9n);
}
