import fc from "fast-check";

import { oneOf } from "./drawing.ts";
import { callsOfMoney } from "./moves-money.ts";
import { callsOfQueue } from "./moves-queue.ts";
import { isOpen } from "./redemptions.ts";
import type { Call, State, Verb } from "./types.ts";

/** Who plays: addresses. */
export interface Cast {
  readonly holders: readonly string[];
  readonly operators: readonly string[];
  readonly freezer: string;
  readonly enforcer: string;
  readonly recoverer: string;
  readonly guardian: string;
  readonly governor: string;
  /** Rising. */
  readonly attestors: readonly string[];
}

/** One random step: plain numbers, so that a failing run shrinks; what they mean depends on the state they meet. */
export interface Move {
  readonly verb: Verb | "wait";
  readonly who: number;
  readonly other: number;
  /** Thousandths of what there is. */
  readonly size: number;
  /** What is odd about the call: 0 a caller without the role, then whatever the verb can have; mostly nothing. */
  readonly twist: number;
  readonly pick: number;
}

/** A move, and what there is when it is played. */
export interface Scene extends Move {
  readonly state: State;
  readonly cast: Cast;
}

/** How often each verb is drawn. */
const WEIGHTS: Readonly<Record<Move["verb"], number>> = {
  ...{
    attest: 8,
    mint: 8,
    approve: 2,
    transfer: 5,
    transferFrom: 4,
    setFrozenTokens: 5,
    forcedTransfer: 2,
    recover: 1,
  },
  ...{ pauseMint: 1, unpauseMint: 2, request: 10, markNext: 4, markSetAside: 4, confirm: 4, giveBack: 2, takeBack: 4 },
  wait: 4,
};

const CALLS: Readonly<Record<Verb, (scene: Scene) => Call>> = { ...callsOfMoney, ...callsOfQueue };
export const VERBS = Object.keys(CALLS) as Verb[];

export const move: fc.Arbitrary<Move> = fc.record({
  verb: fc.oneof(
    ...(Object.keys(WEIGHTS) as Move["verb"][]).map((verb) => ({
      weight: WEIGHTS[verb],
      arbitrary: fc.constant(verb),
    })),
  ),
  who: fc.nat(99),
  other: fc.nat(99),
  size: fc.nat(1000),
  twist: fc.nat(24),
  pick: fc.nat(1 << 20),
});

/** The call that a move means now. */
export function callOf(scene: Scene & { verb: Verb }): Call {
  const { verb, twist, who, state, cast } = scene;
  const call = CALLS[verb](scene);
  const isRestricted = state.setup.roles[verb] !== undefined;
  return twist === 0 && isRestricted ? { ...call, by: oneOf(cast.holders, who) } : call;
}

/** Until when a wait lasts: any time, or just up to a time at which something changes. */
export function endOfWait({ state, size, pick }: Scene): bigint {
  const changes = [state.attested.asOf + state.setup.maxAge, state.pausedUntil, state.pauseAgainFrom];
  const deadlines = state.redemptions.filter(isOpen).map(({ deadline }) => deadline);
  const ahead = [...changes, ...deadlines].filter((time) => time > state.now + 1n);
  if (size < 400 && ahead.length > 0) return oneOf(ahead, pick) - BigInt(size % 2);
  return state.now + 1n + (BigInt(pick) % oneOf([60n, 3_600n, 86_400n], size));
}
