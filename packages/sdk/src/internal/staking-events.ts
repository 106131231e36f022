import type { ABIS } from "../generated/index.ts";
import { Grid } from "../units/grid.ts";
import { bitsOf } from "./bits.ts";
import { dateOf, type Decoders } from "./decoders.ts";

const gridOf = (args: { readonly amount: bigint }) => Grid.ofBase(args.amount);
const poolOf = (args: { readonly pool: bigint }) => Number(args.pool);
const epochOf = (args: { readonly epoch: bigint }) => Number(args.epoch);

/** The numbers of pools that are bits of a word, rising. */
export function poolsOf(bits: bigint): number[] {
  return Array.from({ length: 64 }, (_, pool) => pool).filter((pool) => bitsOf(bits, [pool, 1]) === 1n);
}

export const GRID = {
  Transfer: ({ from, to, value }) => ({ from, to, amount: Grid.ofBase(value) }),
} satisfies Decoders<typeof ABIS.grid>;

export const STAKING = {
  PoolOpened: (args) => ({ pool: poolOf(args), operator: args.operator, commission: Number(args.commission) }),
  /** {basis point}, from a day on */
  CommissionAnnounced: (args) => {
    return { pool: poolOf(args), commission: Number(args.commission), fromEpoch: Number(args.fromEpoch) };
  },
  Staked: (args) => ({ pool: poolOf(args), account: args.account, amount: gridOf(args), shares: args.shares }),
  Unbonded: (args) => ({
    pool: poolOf(args),
    account: args.account,
    epoch: epochOf(args),
    /** Shares of the pool that are given up. */
    left: args.left,
    amount: gridOf(args),
    /** Shares of what left the pool that day. */
    shares: args.shares,
    maturesAt: dateOf(args.maturesAt),
  }),
  UnbondedWithdrawn: (args) => {
    return { pool: poolOf(args), account: args.account, epoch: epochOf(args), amount: gridOf(args) };
  },
  RewardsClaimed: (args) => ({ pool: poolOf(args), account: args.account, amount: gridOf(args) }),
  CommissionClaimed: (args) => ({ pool: poolOf(args), operator: args.operator, amount: gridOf(args) }),
  RewardsFunded: (args) => ({ from: args.from, amount: gridOf(args) }),
  RewardsAccrued: (args) => ({ index: args.index, promised: Grid.ofBase(args.promised) }),
  PoolStopped: (args) => ({ pool: poolOf(args), stopped: args.stopped }),
  PoolHeld: (args) => ({ pool: poolOf(args), holds: Number(args.holds) }),
  PoolSlashed: (args) => ({ pool: poolOf(args), fromEpoch: Number(args.fromEpoch), amount: gridOf(args) }),
  AccountSlashed: (args) => ({ account: args.account, amount: gridOf(args) }),
  /** Part of the next `AccountSlashed`. */
  UnbondingSlashed: (args) => ({ account: args.account, epoch: epochOf(args), amount: gridOf(args) }),
  AccountHeld: (args) => ({ account: args.account, until: dateOf(args.until) }),
  SlashedPaid: (args) => ({ to: args.to, amount: gridOf(args) }),
  RewardRateSet: ({ ratePerSecond }) => ({ ratePerSecond }),
  /** {s} */
  UnbondingPeriodSet: (args) => ({ period: Number(args.period) }),
  PoolPriceSet: (args) => ({ price: Grid.ofBase(args.price) }),
  DelegateChanged: (args) => ({ delegator: args.delegator, from: args.fromDelegate, to: args.toDelegate }),
  DelegateVotesChanged: (args) => ({
    delegate: args.delegate,
    before: Grid.ofBase(args.previousVotes),
    votes: Grid.ofBase(args.newVotes),
  }),
} satisfies Decoders<typeof ABIS.staking>;

export const ELECTION = {
  CandidateSet: (args) => ({ pool: poolOf(args), isCandidate: args.isCandidate }),
  Nominated: (args) => ({ nominator: args.nominator, pools: poolsOf(args.pools) }),
  SolutionBegun: (args) => ({ epoch: epochOf(args), by: args.by, winners: poolsOf(args.winners) }),
  PageAdded: (args) => ({ epoch: epochOf(args), by: args.by, page: args.page }),
  /** {gwei} of the winners' pools, and the hash over who backs each. */
  Exposed: (args) => ({ epoch: epochOf(args), owns: [...args.owns], chains: [...args.chains] }),
  SolutionFinished: ({ score: { least, sum, squares }, ...args }) => {
    return { epoch: epochOf(args), by: args.by, score: { least, sum, squares }, isBest: args.isBest };
  },
  SolutionSolved: (args) => {
    return { epoch: epochOf(args), by: args.by, winners: poolsOf(args.winners), page: args.page };
  },
  SolutionAbandoned: (args) => ({ epoch: epochOf(args), by: args.by, deposit: Grid.ofBase(args.deposit) }),
  Elected: (args) => {
    return { epoch: epochOf(args), winners: poolsOf(args.winners), configuration: args.configuration };
  },
  SeatsSet: (args) => ({ seats: Number(args.seats) }),
  MinSelfStakeSet: (args) => ({ amount: gridOf(args) }),
  SolutionDepositSet: (args) => ({ amount: gridOf(args) }),
} satisfies Decoders<typeof ABIS.election>;
