import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { poolsOf } from "../internal/staking-events.ts";
import { toAddress } from "../internal/values.ts";
import { Grid } from "../units/grid.ts";
import { getElected } from "./getElection.ts";
import { getPool, getStake, type Pool } from "./getStaking.ts";

export interface GetOperatorParameters extends ReadParameters {
  /** Address that the operator signs with, and that opened its pool. */
  readonly operator: string;
}
export interface Operator {
  readonly pool: Pool;
  /** What the operator has in its own pool now. */
  readonly ownStake: Grid;
  /** What of it counts today: what was there when the day began. */
  readonly countedStake: Grid;
  /** What has to count for the pool to be elected. */
  readonly minSelfStake: Grid;
  /** Whether the pool stands: as last said, which counts from the next day on, and as it counts today. */
  readonly isCandidate: boolean;
  readonly isCandidateToday: boolean;
  /** Whether it can be elected today: it stands, has enough of its own, was not stopped when the day began and is not dead. */
  readonly isElectable: boolean;
  /** Whether the best solution of today's election so far has it. */
  readonly isElected: boolean;
  /** Whether it signs roots now. */
  readonly isInOffice: boolean;
  /** Day since 1970 from which on a pool that attendance stopped can go on; null where it never stopped it. */
  readonly stoppedUntil: number | null;
}

/**
 * What is known of an operator of the oracle; null for one without a pool.
 * @example
 * const operator = await getOperator(client, { operator: "0x..." });
 */
export async function getOperator(client: Client, of: GetOperatorParameters): Promise<Operator | null> {
  const { block } = of;
  const operator = toAddress(of.operator, "operator");
  const number = await read(client, { contract: "staking", name: "poolOf", args: [operator], block });
  const pool = number === 0n ? null : await getPool(client, { pool: Number(number), block });
  if (pool === null) return null;
  const [{ amount: ownStake }, sharesToday, least, standing, electable, epoch, isInOffice, until] = await Promise.all([
    getStake(client, { account: operator, pool: pool.pool, block }),
    read(client, { contract: "staking", name: "sharesAtEpoch", args: [operator, number], block }),
    read(client, { contract: "election", name: "minSelfStake", args: [], block }),
    read(client, { contract: "election", name: "candidates", args: [], block }),
    read(client, { contract: "election", name: "electablePools", args: [], block }),
    read(client, { contract: "staking", name: "epoch", args: [], block }),
    read(client, { contract: "operatorSet", name: "isOperator", args: [operator], block }),
    read(client, { contract: "attendance", name: "stoppedUntil", args: [number], block }),
  ]);
  const counted = await read(client, { contract: "staking", name: "assetsOf", args: [number, sharesToday], block });
  const best = await getElected(client, { epoch: Number(epoch), block });
  return {
    pool,
    ownStake,
    countedStake: Grid.ofBase(counted),
    minSelfStake: Grid.ofBase(least),
    isCandidate: poolsOf(standing.now_).includes(pool.pool),
    isCandidateToday: poolsOf(standing.atEpoch).includes(pool.pool),
    isElectable: poolsOf(electable).includes(pool.pool),
    isElected: best?.winners.includes(pool.pool) ?? false,
    isInOffice,
    stoppedUntil: until === 0n ? null : Number(until),
  };
}
