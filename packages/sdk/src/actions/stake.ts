import { MaxUint256 } from "ethers";

import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { poolNumber, toAddress, toGrid } from "../internal/values.ts";
import { uint } from "../order.ts";
import { Grid } from "../units/grid.ts";

export interface ApproveGridParameters extends WriteParameters {
  /** "unlimited" is not counted down; zero takes an approval back. */
  readonly amount: Grid | "unlimited";
  /**
   * Who may take it: staking for stakes and rewards (default), the election for deposits of solutions, the rewards reserve
   * for WATT, or the registry of hosts for locks.
   */
  readonly spender?: "staking" | "election" | "rewardsReserve" | "hosts";
}

/**
 * Lets staking, the election or the registry of hosts take GRID of the runner.
 * @example
 * await approveGrid(client, { amount: Grid.parse("1000") });
 */
export async function approveGrid(client: Client, parameters: ApproveGridParameters): Promise<Written> {
  const { amount, spender = "staking", overrides } = parameters;
  const base = amount === "unlimited" ? MaxUint256 : amount.equals(Grid.ZERO) ? 0n : toGrid(amount, "amount");
  const args = [client.deployment.contracts[spender], base] as const;
  return write(client, { contract: "grid", name: "approve", args, overrides });
}

export interface StakeParameters extends WriteParameters {
  /** An operator's pool; 0 is the neutral one, with which operators are nominated. */
  readonly pool: number;
  readonly amount: Grid;
}
export interface StakeReturnType extends Written {
  /** Of the pool. */
  readonly shares: bigint;
}

/**
 * Stakes GRID of the runner, who has approved it.
 * Throws `GridwattError`, e.g. "PoolIsDead", "ERC20InsufficientAllowance".
 * @example
 * await stake(client, { pool: 0, amount: Grid.parse("1000") });
 */
export async function stake(client: Client, { pool, amount, overrides }: StakeParameters): Promise<StakeReturnType> {
  const args = [poolNumber(pool), toGrid(amount, "amount")] as const;
  const written = await write(client, { contract: "staking", name: "stake", args, overrides });
  const [staked] = eventsNamed(written.events, "Staked");
  if (staked === undefined) throw new GridwattError("NotStaked", { message: "Staking told of no stake." });
  return { ...written, shares: staked.shares };
}

export interface UnbondParameters extends WriteParameters {
  readonly pool: number;
  /** Of the pool, as `getStake` tells them. */
  readonly shares: bigint;
}
export interface UnbondReturnType extends Written {
  /** What it was worth; a slash until the end of the period takes of it. */
  readonly amount: Grid;
  /** Day since 1970 by which it is withdrawn. */
  readonly epoch: number;
  readonly maturesAt: Date;
}

/**
 * Leaves a pool; after the unbonding period it can be withdrawn.
 * Throws `GridwattError`, e.g. "SharesExceeded".
 * @example
 * const { epoch, maturesAt } = await unbond(client, { pool: 0, shares });
 */
export async function unbond(client: Client, { pool, shares, overrides }: UnbondParameters): Promise<UnbondReturnType> {
  const args = [poolNumber(pool), shares] as const;
  const written = await write(client, { contract: "staking", name: "unbond", args, overrides });
  const [left] = eventsNamed(written.events, "Unbonded");
  if (left === undefined) throw new GridwattError("NotUnbonded", { message: "Staking told of no unbonding." });
  return { ...written, amount: left.amount, epoch: left.epoch, maturesAt: left.maturesAt };
}

export interface WithdrawUnbondedParameters extends WriteParameters {
  readonly account: string;
  readonly pool: number;
  /** Days since 1970 on which it left. */
  readonly epochs: readonly number[];
}

/**
 * Pays to an account what it unbonded of a pool and what has matured. Anyone may.
 * Throws `GridwattError`, e.g. "NotMatured", "PoolOnHold".
 * @example
 * await withdrawUnbonded(client, { account, pool: 0, epochs: [epoch] });
 */
export async function withdrawUnbonded(client: Client, parameters: WithdrawUnbondedParameters): Promise<Written> {
  const epochs = parameters.epochs.map((epoch) => uint(epoch, { name: "epoch", bits: 32 }));
  const args = [toAddress(parameters.account, "account"), poolNumber(parameters.pool), epochs] as const;
  return write(client, { contract: "staking", name: "withdraw", args, overrides: parameters.overrides });
}

export interface ClaimRewardsParameters extends WriteParameters {
  readonly pools: readonly number[];
}
export interface ClaimRewardsReturnType extends Written {
  /** Rewards, and an operator's commission. */
  readonly amount: Grid;
}

/**
 * Pays the runner its rewards of some pools, as an operator its commission too.
 * @example
 * const { amount } = await claimRewards(client, { pools: [0] });
 */
export async function claimRewards(
  client: Client,
  parameters: ClaimRewardsParameters,
): Promise<ClaimRewardsReturnType> {
  const args = [parameters.pools.map(poolNumber)] as const;
  const { overrides } = parameters;
  const written = await write(client, { contract: "staking", name: "claimRewards", args, overrides });
  const paid = [...eventsNamed(written.events, "RewardsClaimed"), ...eventsNamed(written.events, "CommissionClaimed")];
  return { ...written, amount: paid.reduce((sum, { amount }) => sum.plus(amount), Grid.ZERO) };
}

export interface FundRewardsParameters extends WriteParameters {
  readonly amount: Grid;
}

/**
 * Funds rewards with GRID of the runner, who has approved it. They are earned from now on.
 * @example
 * await fundRewards(client, { amount: Grid.parse("100000") });
 */
export async function fundRewards(client: Client, { amount, overrides }: FundRewardsParameters): Promise<Written> {
  const args = [toGrid(amount, "amount")] as const;
  return write(client, { contract: "staking", name: "fundRewards", args, overrides });
}

export interface DelegateVotesParameters extends WriteParameters {
  /** Who votes; the runner itself for its own votes. */
  readonly to: string;
  /** The runner's staked GRID, or what lies in its wallet. */
  readonly of: "staking" | "grid";
}

/**
 * Names who votes with the runner's GRID. Until then it does not vote.
 * @example
 * await delegateVotes(client, { to: me, of: "staking" });
 */
export async function delegateVotes(client: Client, { to, of, overrides }: DelegateVotesParameters): Promise<Written> {
  return write(client, { contract: of, name: "delegate", args: [toAddress(to, "to")], overrides });
}
