import { ZeroHash, ZeroAddress } from "ethers";

import type { CallOf, Named, Outcome, State, Usage } from "./types.ts";
import { demand } from "./types.ts";
import { atLeastZero, balanceOf, isPaused, isWhollyFrozen, supplyOf } from "./watt.ts";

/** What was paid for redemptions that were confirmed later than the attestation's time. */
export function paidSince(state: State): bigint {
  const later = state.paid.filter(({ at }) => at > state.attested.asOf);
  return later.reduce((sum, { amount }) => sum + amount, 0n);
}

/** The last attested amount, less what has been paid since. */
export function backingOf(state: State): bigint {
  return atLeastZero(state.attested.amount - paidSince(state));
}

export function isFresh(state: State): boolean {
  return state.attested.asOf !== 0n && state.now <= state.attested.asOf + state.setup.maxAge;
}

export function growthAvailable(state: State): bigint {
  return available(state, { usage: state.growth, capacity: state.setup.growth });
}

export function mintAvailable(state: State, operator: string): bigint {
  const usage = state.made.get(operator) ?? { used: 0n, at: 0n };
  return available(state, { usage, capacity: state.setup.mintLimit });
}

/** A limit refills evenly, a whole capacity in each window. */
function available(state: State, { usage, capacity }: { usage: Usage; capacity: bigint }): bigint {
  const refilled = ((state.now - usage.at) * capacity) / state.setup.window;
  return capacity - atLeastZero(usage.used - refilled);
}

export function attest(state: State, call: CallOf<"attest">): Outcome {
  const { amount, asOf, document, signers } = call;
  const { maxAge, attestors } = state.setup;
  demand(asOf < state.now, ["AttestationFromFuture", asOf]);
  demand(asOf > state.attested.asOf, ["AttestationNotNewer", asOf, state.attested.asOf]);
  demand(state.now <= asOf + maxAge, ["AttestationTooOld", asOf, maxAge]);
  demand(document !== ZeroHash, ["NoDocument"]);
  const signed = BigInt(signers.length);
  demand(3n * signed > 2n * attestors, ["NoQuorum", signed, attestors]);
  const [before, growable] = [backingOf(state), growthAvailable(state)];
  state.attested = { amount, asOf, document };
  const backing = backingOf(state);
  const increase = atLeastZero(backing - before);
  demand(increase <= growable, ["ReserveGrowthTooFast", increase, growable]);
  if (increase > 0n) state.growth = { used: state.setup.growth - growable + increase, at: state.now };
  const events: Named[] = [["ReserveAttested", amount, asOf, document, signers]];
  if (backing < supplyOf(state)) events.push(["ReserveBelowSupply", backing, supplyOf(state)]);
  return { events, returns: [] };
}

export function mint(state: State, { by, to, amount, reference }: CallOf<"mint">): Outcome {
  const { attested, setup } = state;
  demand(amount > 0n, ["ZeroAmount"]);
  useReference(state.references.in, reference);
  const free = mintAvailable(state, by);
  demand(amount <= free, ["MintLimitExceeded", by, amount, free]);
  state.made.set(by, { used: setup.mintLimit - free + amount, at: state.now });
  demand(!isPaused(state), ["MintIsPaused", state.pausedUntil]);
  demand(!isWhollyFrozen(state, to), ["ERC7943CannotReceive", to]);
  demand(isFresh(state), ["ReserveStale", attested.asOf, setup.maxAge]);
  const [supply, backing] = [supplyOf(state) + amount, backingOf(state)];
  demand(supply <= backing, ["ReserveExceeded", supply, backing]);
  state.minted += amount;
  state.balances.set(to, balanceOf(state, to) + amount);
  return {
    events: [
      ["WattMinted", by, to, amount, reference],
      ["Transfer", ZeroAddress, to, amount],
    ],
    returns: [],
  };
}

/** A payment has a reference, and each works once. */
export function useReference(used: Set<string>, reference: string): void {
  demand(reference !== ZeroHash, ["NoReference"]);
  demand(!used.has(reference), ["ReferenceUsed", reference]);
  used.add(reference);
}
