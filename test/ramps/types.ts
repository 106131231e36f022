/**
 * The money of the reference model. All amounts are {wad}, all times {s}, both bigints; accounts are their addresses, so
 * that events and errors can be held against the contracts' own.
 */

/** A transaction: a verb of one of the contracts, who sends it, and its arguments. */
export type Call =
  | {
      readonly verb: "attest";
      readonly by: string;
      readonly amount: bigint;
      readonly asOf: bigint;
      readonly document: string;
      /** Addresses of the attestors who sign, rising. */
      readonly signers: readonly string[];
    }
  | {
      readonly verb: "mint";
      readonly by: string;
      readonly to: string;
      readonly amount: bigint;
      readonly reference: string;
    }
  | { readonly verb: "approve"; readonly by: string; readonly spender: string; readonly amount: bigint }
  | { readonly verb: "transfer"; readonly by: string; readonly to: string; readonly amount: bigint }
  | {
      readonly verb: "transferFrom";
      readonly by: string;
      readonly from: string;
      readonly to: string;
      readonly amount: bigint;
    }
  | { readonly verb: "setFrozenTokens"; readonly by: string; readonly account: string; readonly amount: bigint }
  | {
      readonly verb: "forcedTransfer";
      readonly by: string;
      readonly from: string;
      readonly to: string;
      readonly amount: bigint;
      readonly legalOrder: string;
    }
  | { readonly verb: "recover"; readonly by: string; readonly from: string; readonly to: string }
  | { readonly verb: "pauseMint"; readonly by: string }
  | { readonly verb: "unpauseMint"; readonly by: string }
  | { readonly verb: "request"; readonly by: string; readonly amount: bigint; readonly payTo: string }
  | { readonly verb: "markNext"; readonly by: string; readonly most: bigint }
  | { readonly verb: "markSetAside"; readonly by: string; readonly id: bigint }
  | {
      readonly verb: "confirm";
      readonly by: string;
      readonly ids: readonly bigint[];
      readonly references: readonly string[];
    }
  | { readonly verb: "giveBack"; readonly by: string; readonly id: bigint }
  | { readonly verb: "takeBack"; readonly by: string; readonly id: bigint };

export type Verb = Call["verb"];
export type CallOf<V extends Verb> = Extract<Call, { verb: V }>;

/** A name with its arguments: an event or an error. */
export type Named = readonly [name: string, ...args: unknown[]];

/** What a call that is taken says and returns. */
export interface Outcome {
  readonly events: readonly Named[];
  readonly returns: readonly unknown[];
}

/** In the contract's order: the index is its number there. */
export const STATES = ["None", "Requested", "Paying", "Paid", "Returned"] as const;
export type RedemptionState = (typeof STATES)[number];

/** Records are replaced, never changed in place. */
export interface Redemption {
  readonly holder: string;
  readonly amount: bigint;
  readonly payTo: string;
  readonly state: RedemptionState;
  /** 0 before it is marked. */
  readonly payout: bigint;
  /** From the second after it the holder may take the WATT back. */
  readonly deadline: bigint;
}

/** How much of a limit was used up when it was last used. */
export interface Usage {
  readonly used: bigint;
  readonly at: bigint;
}

/** What does not change. */
export interface Setup {
  readonly queue: string;
  /** How many attestors there are; more than two thirds must sign. */
  readonly attestors: bigint;
  readonly maxAge: bigint;
  /** By how much the reserve may grow, and what each operator of the on-ramp may make, in a window. */
  readonly growth: bigint;
  readonly mintLimit: bigint;
  readonly window: bigint;
  readonly coin: bigint;
  readonly least: bigint;
  /** Who may call the verbs that are not everybody's. */
  readonly roles: Partial<Record<Verb, readonly string[]>>;
}

/** All there is to know. Only the containers change. */
export interface State {
  readonly setup: Setup;
  now: bigint;
  minted: bigint;
  burned: bigint;
  readonly balances: Map<string, bigint>;
  /** The highest number stands for the whole account. */
  readonly frozen: Map<string, bigint>;
  /** By `${owner} ${spender}`. */
  readonly allowances: Map<string, bigint>;
  /** What was given to the queue without a request. */
  gifts: bigint;
  pausedUntil: bigint;
  pauseAgainFrom: bigint;
  attested: { readonly amount: bigint; readonly asOf: bigint; readonly document: string };
  readonly paid: { readonly at: bigint; readonly amount: bigint }[];
  growth: Usage;
  readonly made: Map<string, Usage>;
  /** References of payments that have come, and of those that have been made. */
  readonly references: { readonly in: Set<string>; readonly out: Set<string> };
  /** Number 1 comes first. */
  readonly redemptions: Redemption[];
  next: bigint;
}

/** A call that the rules refuse. Everything is then exactly as it was before. */
export class Refused extends Error {
  readonly error: Named;

  constructor(error: Named) {
    super(error.join(" "));
    this.error = error;
  }
}

/** Throws `Refused(error)` unless the condition holds. */
export function demand(condition: boolean, error: Named): void {
  if (!condition) throw new Refused(error);
}
