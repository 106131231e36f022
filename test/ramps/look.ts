import { backingOf, growthAvailable, isFresh, mintAvailable } from "./reserve.ts";
import { heldOf, payoutOf } from "./redemptions.ts";
import type { Redemption, State } from "./types.ts";
import { STATES } from "./types.ts";
import { allowanceOf, balanceOf, frozenOf, isPaused, supplyOf } from "./watt.ts";
import type { RampReader } from "../../typechain-types/contracts/mocks/RampReader.ts";

/** Of which amounts payouts are compared {wad}: a coin, and more. */
export const SAMPLES = [10n ** 16n, 10n ** 18n, 123_450_000_000_000_000_001n];

/** All that is compared after each step. */
export interface Look {
  readonly time: bigint;
  readonly supply: bigint;
  readonly balances: ReadonlyMap<string, bigint>;
  readonly frozen: ReadonlyMap<string, bigint>;
  /** Of each account to each. */
  readonly allowances: readonly bigint[];
  readonly mintPausedUntil: bigint;
  readonly attested: { readonly amount: bigint; readonly asOf: bigint; readonly document: string };
  readonly backing: bigint;
  readonly isFresh: boolean;
  readonly growthAvailable: bigint;
  readonly totalPaid: bigint;
  readonly mintAvailable: readonly bigint[];
  readonly next: bigint;
  readonly held: bigint;
  readonly redemptions: readonly Redemption[];
  /** Of the samples. */
  readonly payouts: readonly bigint[];
}

interface Of {
  readonly accounts: readonly string[];
  readonly operators: readonly string[];
}

/** What the model says. */
export function expected(state: State, { accounts, operators }: Of): Look {
  return {
    time: state.now,
    supply: supplyOf(state),
    balances: new Map(accounts.map((account) => [account, balanceOf(state, account)])),
    frozen: new Map(accounts.map((account) => [account, frozenOf(state, account)])),
    allowances: accounts.flatMap((owner) => accounts.map((spender) => allowanceOf(state, { owner, spender }))),
    mintPausedUntil: isPaused(state) ? state.pausedUntil : 0n,
    attested: state.attested,
    backing: backingOf(state),
    isFresh: isFresh(state),
    growthAvailable: growthAvailable(state),
    totalPaid: state.paid.reduce((sum, { amount }) => sum + amount, 0n),
    mintAvailable: operators.map((operator) => mintAvailable(state, operator)),
    next: state.next,
    held: heldOf(state),
    redemptions: state.redemptions,
    payouts: SAMPLES.map((amount) => payoutOf(state, amount)),
  };
}

/** What the contracts say. */
export function plain(look: RampReader.LookStructOutput, { accounts }: Of): Look {
  const { time, supply, mintPausedUntil, backing, isFresh, growthAvailable, totalPaid, next, held } = look;
  const { amount, asOf, document } = look.attested;
  return {
    ...{ time, supply, mintPausedUntil, backing, isFresh, growthAvailable, totalPaid, next, held },
    balances: new Map(accounts.map((account, i) => [account, look.balances[i] ?? -1n])),
    frozen: new Map(accounts.map((account, i) => [account, look.frozen[i] ?? -1n])),
    allowances: [...look.allowances],
    attested: { amount, asOf, document },
    mintAvailable: [...look.mintAvailable],
    redemptions: look.redemptions.map((one) => ({
      ...{ holder: one.holder, deadline: one.deadline, amount: one.amount, payout: one.payout, payTo: one.payTo },
      state: STATES[Number(one.state)] ?? "None",
    })),
    payouts: [...look.payouts],
  };
}
