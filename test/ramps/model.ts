import { ZeroHash } from "ethers";

import { confirm, giveBack, markNext, markSetAside, request, takeBack } from "./redemptions.ts";
import { attest, mint } from "./reserve.ts";
import type { Call, CallOf, Outcome, Setup, State, Verb } from "./types.ts";
import { demand } from "./types.ts";
import {
  approve,
  forcedTransfer,
  pauseMint,
  recover,
  setFrozenTokens,
  transfer,
  transferFrom,
  unpauseMint,
} from "./watt.ts";

const VERBS: { readonly [V in Verb]: (state: State, call: CallOf<V>) => Outcome } = {
  attest,
  mint,
  approve,
  transfer,
  transferFrom,
  setFrozenTokens,
  forcedTransfer,
  recover,
  pauseMint,
  unpauseMint,
  request,
  markNext,
  markSetAside,
  confirm,
  giveBack,
  takeBack,
};

/** The money as the interfaces describe it, in plain lists and sums: slow, and easy to believe. */
export class Money {
  state: State;

  constructor(setup: Setup) {
    this.state = {
      ...{ setup, now: 0n, minted: 0n, burned: 0n, gifts: 0n, pausedUntil: 0n, pauseAgainFrom: 0n, next: 1n },
      ...{ balances: new Map(), frozen: new Map(), allowances: new Map(), made: new Map() },
      ...{ paid: [], redemptions: [], references: { in: new Set(), out: new Set() } },
      attested: { amount: 0n, asOf: 0n, document: ZeroHash },
      growth: { used: 0n, at: 0n },
    };
  }

  /** Plays a call now. Throws `Refused`, and is then as it was before. */
  play(call: Call): Outcome {
    const state = structuredClone(this.state);
    const allowed = state.setup.roles[call.verb];
    demand(allowed === undefined || allowed.includes(call.by), ["AccessManagedUnauthorized", call.by]);
    const outcome = (VERBS[call.verb] as (state: State, call: Call) => Outcome)(state, call);
    this.state = state;
    return outcome;
  }
}
