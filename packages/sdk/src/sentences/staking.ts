import { ABIS } from "../generated/index.ts";
import type { Sentences, Texts } from "./sentences.ts";
import { base, duration, formatGwei, share, time } from "./words.ts";

/** What OpenZeppelin's tokens and helpers raise, for which other lists have sentences. */
type Shared =
  Texts | `ECDSA${string}` | `ERC${string}` | "InvalidAccountNonce" | "VotesExpiredSignature" | `Safe${string}`;

/** What each error of staking means. */
export const STAKING_SENTENCES: Sentences<typeof ABIS.staking, Shared | "ReentrancyGuardReentrantCall"> = {
  PoolNotFound: ({ pool }) => `There is no pool ${pool}.`,
  TooManyPools: ({ most }) => `There are ${most} pools, and no more can be opened.`,
  OperatorHasPool: ({ operator, pool }) => `${operator} has pool ${pool}: one each.`,
  NotPoolOperator: ({ pool, caller }) => `${caller} is not the operator of pool ${pool}.`,
  CommissionTooHigh: ({ commission, most }) => `A commission of ${share(commission)} is above ${share(most)}.`,
  StakeTooSmall: ({ amount }) => `${base(amount, "GRID")} is too little to be a share of the pool.`,
  PoolIsDead: ({ pool }) => `Nearly all of pool ${pool} was slashed: nobody can join it any more.`,
  SharesExceeded: ({ pool, shares, held }) =>
    `${shares} shares of pool ${pool} are none, or more than the ${held} held.`,
  UnbondingNotFound: ({ account, pool, epoch }) =>
    `${account} unbonded nothing of pool ${pool} on day ${epoch}, or has withdrawn it.`,
  NotMatured: ({ maturesAt }) => `It can be withdrawn from ${time(maturesAt)} on.`,
  PoolOnHold: ({ pool }) => `Withdrawals from pool ${pool} wait until a possible slash is decided.`,
  PoolNotHeld: ({ pool }) => `No withdrawal from pool ${pool} is waiting for a slash.`,
  AccountOnHold: ({ account, until }) =>
    `What ${account} withdraws from the neutral pool waits until ${time(until)} for a possible slash.`,
  AccountNotHeld: ({ account }) => `What ${account} withdraws from the neutral pool waits for no slash.`,
  RewardRateTooHigh: ({ rate, most }) => `A reward rate of ${rate} is above ${most}, which is 8% a year.`,
  UnbondingPeriodOutOfRange: ({ period, least, most }) =>
    `Unbonding takes ${duration(least)} to ${duration(most)}, not ${duration(period)}.`,
  PoolPriceOutOfRange: ({ price, least, most }) =>
    `A pool costs ${base(least, "GRID")} to ${base(most, "GRID")}, not ${base(price, "GRID")}.`,
  NothingToFund: () => "Nothing funds no rewards.",
  NeutralPool: () => "The neutral pool has no operator: it is never stopped, and is slashed account by account.",
};

/** What each error of the election means. */
export const ELECTION_SENTENCES: Sentences<typeof ABIS.election, `Safe${string}` | "ReentrancyGuardReentrantCall"> = {
  NotPoolOwner: ({ caller }) => `${caller} has no pool: open one first.`,
  TooManyNominations: ({ count, most }) => `${count} pools are nominated at once, ${most} at most.`,
  NotNominable: ({ pool }) => `Pool ${pool} has no operator who could be elected.`,
  WrongWinnerCount: ({ count, expected }) => `A solution has ${expected} winners today, not ${count}.`,
  NotElectable: ({ pool }) => `Pool ${pool} cannot be elected today.`,
  SolutionOpen: ({ by }) => `${by} has begun a solution today: finish it first.`,
  TooManyToSolve: ({ candidates, nominators }) =>
    `The chain solves no election of ${candidates} candidates and ${nominators} nominators: submit a solution.`,
  SetNotElected: () => "No election named these operators.",
  NoSolution: ({ by }) => `${by} has begun no solution that day.`,
  WrongProgress: () => "The progress is not the one that the last page returned.",
  PageMalformed: ({ place }) => `The page has a nominator that is not whole, or without backing, at byte ${place}.`,
  NominatorsNotSorted: ({ nominator }) => `Nominators come once, in rising order: ${nominator} is out of it.`,
  InvalidEdge: ({ nominator, pool }) =>
    `${nominator} cannot back pool ${pool}: it did not win or was not nominated, or the backing is zero or double.`,
  WrongStake: ({ nominator, shared, staked }) =>
    `${nominator} had ${formatGwei(staked)} GRID in the neutral pool, and the solution shares out ${formatGwei(shared)}.`,
  NotYetOver: ({ epoch }) => `Day ${epoch} is not over.`,
  NothingElected: ({ epoch }) => `Nobody was elected on day ${epoch}, or the winners serve already.`,
  MinSelfStakeOutOfRange: ({ amount, least, most }) =>
    `An operator's own stake is ${base(least, "GRID")} to ${base(most, "GRID")} at least, not ${base(amount, "GRID")}.`,
  SolutionDepositOutOfRange: ({ amount, least, most }) =>
    `A solution's deposit is ${base(least, "GRID")} to ${base(most, "GRID")}, not ${base(amount, "GRID")}.`,
  SeatsOutOfRange: ({ seats, most }) => `There are 1 to ${most} seats, not ${seats}.`,
};
