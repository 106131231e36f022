import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { dateOf } from "../internal/decoders.ts";
import { poolNumber, toAddress } from "../internal/values.ts";
import { Grid } from "../units/grid.ts";

export interface Staking {
  /** The present day since 1970. */
  readonly epoch: number;
  readonly pools: number;
  /** Until when rewards are funded at the present rate and stake; null where nothing earns. */
  readonly fundedUntil: Date | null;
  /** Funded and not promised yet. */
  readonly free: Grid;
  /** Earned and not claimed. */
  readonly promised: Grid;
  /** Slashed and not paid. */
  readonly slashed: Grid;
  /** {ray} What a GRID earns each second. */
  readonly rewardRate: bigint;
  /** {s} */
  readonly unbondingPeriod: number;
  /** What opening a pool costs now; it goes to the rewards fund. */
  readonly openingPrice: Grid;
}

/**
 * What staking is like now.
 * @example
 * const { fundedUntil } = await getStaking(client);
 */
export async function getStaking(client: Client, { block }: ReadParameters = {}): Promise<Staking> {
  const staking = <
    const N extends "epoch" | "poolCount" | "fundedUntil" | "funds" | "rewardRate" | "unbondingPeriod" | "openingPrice",
  >(
    name: N,
  ) => read(client, { contract: "staking", name, args: [] as never, block });
  const [epoch, pools, fundedUntil, funds, rewardRate, period, price] = await Promise.all([
    staking("epoch"),
    staking("poolCount"),
    staking("fundedUntil"),
    staking("funds"),
    staking("rewardRate"),
    staking("unbondingPeriod"),
    staking("openingPrice"),
  ]);
  return {
    epoch: Number(epoch),
    pools: Number(pools),
    fundedUntil: fundedUntil > LAST_DATE ? null : dateOf(fundedUntil),
    free: Grid.ofBase(funds.free),
    promised: Grid.ofBase(funds.promised),
    slashed: Grid.ofBase(funds.slashed),
    rewardRate,
    unbondingPeriod: Number(period),
    openingPrice: Grid.ofBase(price),
  };
}

/** {s} The last time that a Date can be. */
const LAST_DATE = 8_640_000_000_000n;

export interface GetPoolParameters extends ReadParameters {
  readonly pool: number;
}
export interface Pool {
  readonly pool: number;
  /** The zero address for the neutral pool. */
  readonly operator: string;
  /** {basis point} */
  readonly commission: number;
  /** {basis point} The one that is announced, and from which day since 1970 on; null where none is. */
  readonly announced: { readonly commission: number; readonly fromEpoch: number } | null;
  /** Whether it earns nothing for the time being. */
  readonly isStopped: boolean;
  /** Whether all of it was slashed. */
  readonly isDead: boolean;
  readonly assets: Grid;
  readonly shares: bigint;
  readonly commissionOwed: Grid;
}

/**
 * A pool of staked GRID; null where there is none of this number.
 * @example
 * const pool = await getPool(client, { pool: 1 });
 */
export async function getPool(client: Client, { pool, block }: GetPoolParameters): Promise<Pool | null> {
  const args = [poolNumber(pool)] as const;
  const count = await read(client, { contract: "staking", name: "poolCount", args: [], block });
  if (BigInt(pool) >= count) return null;
  const [data, epoch] = await Promise.all([
    read(client, { contract: "staking", name: "poolData", args, block }),
    read(client, { contract: "staking", name: "epoch", args: [], block }),
  ]);
  const announced = { commission: Number(data.nextCommission), fromEpoch: Number(data.commissionFrom) };
  const isAnnounced = announced.fromEpoch !== 0;
  // Staking writes an announced commission down when the pool is next touched; it counts from its day on.
  const isDue = isAnnounced && announced.fromEpoch <= Number(epoch);
  return {
    pool,
    operator: data.operator,
    commission: isDue ? announced.commission : Number(data.commission),
    announced: isDue || !isAnnounced ? null : announced,
    isStopped: data.isStopped,
    isDead: data.isDead,
    assets: Grid.ofBase(data.assets),
    shares: data.shares,
    commissionOwed: Grid.ofBase(data.commissionOwed),
  };
}

export interface GetStakeParameters extends GetPoolParameters {
  readonly account: string;
}
export interface Stake {
  /** Of the pool. */
  readonly shares: bigint;
  /** What they are worth. */
  readonly amount: Grid;
  /** Earned and not claimed, without commission. */
  readonly rewards: Grid;
}

/**
 * What an account has in a pool.
 * @example
 * const { amount, rewards } = await getStake(client, { account, pool: 0 });
 */
export async function getStake(client: Client, { account, pool, block }: GetStakeParameters): Promise<Stake> {
  const args = [toAddress(account, "account"), poolNumber(pool)] as const;
  const [shares, rewards] = await Promise.all([
    read(client, { contract: "staking", name: "sharesOf", args, block }),
    read(client, { contract: "staking", name: "rewardsOf", args, block }),
  ]);
  const worth = await read(client, { contract: "staking", name: "assetsOf", args: [args[1], shares], block });
  return { shares, amount: Grid.ofBase(worth), rewards: Grid.ofBase(rewards) };
}
