import { ZeroAddress, ZeroHash } from "ethers";

import { CONFIRM_WITHIN, MARK_WITHIN } from "../helpers/ramps.ts";
import { backingOf, useReference } from "./reserve.ts";
import type { CallOf, Named, Outcome, Redemption, State } from "./types.ts";
import { demand, STATES } from "./types.ts";
import { atLeastZero, balanceOf, isWhollyFrozen, move, spend, supplyOf } from "./watt.ts";

const NOTHING: Redemption = {
  holder: ZeroAddress,
  amount: 0n,
  payTo: ZeroHash,
  state: "None",
  payout: 0n,
  deadline: 0n,
};

export function redemptionOf(state: State, id: bigint): Redemption {
  return state.redemptions[Number(id) - 1] ?? NOTHING;
}

export function isOpen({ state }: Redemption): boolean {
  return state === "Requested" || state === "Paying";
}

/** What lies in the queue for redemptions that have not ended. */
export function heldOf(state: State): bigint {
  return sumOf(state.redemptions.filter(isOpen), "amount");
}

/** The whole amount, or a fair share of what stands behind all WATT that is not being paid already, in whole coins. */
export function payoutOf(state: State, amount: bigint): bigint {
  const paying = state.redemptions.filter((redemption) => redemption.state === "Paying");
  const left = atLeastZero(backingOf(state) - sumOf(paying, "payout"));
  const claims = supplyOf(state) - sumOf(paying, "amount");
  if (left >= claims) return amount;
  const share = (amount * left) / claims;
  return share - (share % state.setup.coin);
}

export function request(state: State, { by, amount, payTo }: CallOf<"request">): Outcome {
  const { queue, least, coin } = state.setup;
  demand(amount >= least && amount % coin === 0n, ["InvalidRedemption", amount, least, coin]);
  demand(payTo !== ZeroHash, ["NoPayee"]);
  const moved = spend(state, { by: queue, from: by, to: queue, amount });
  const deadline = state.now + MARK_WITHIN;
  const count = state.redemptions.push({ holder: by, amount, payTo, state: "Requested", payout: 0n, deadline });
  const id = BigInt(count);
  return { events: [["RedemptionRequested", id, by, amount, payTo, deadline], moved], returns: [id] };
}

export function markNext(state: State, { most }: CallOf<"markNext">): Outcome {
  const events: Named[] = [];
  const last = state.next + most - 1n;
  for (; state.next <= last && state.next <= BigInt(state.redemptions.length); state.next += 1n) {
    const due = redemptionOf(state, state.next);
    if (due.state !== "Requested") continue;
    const canBePaid = !isWhollyFrozen(state, due.holder) && payoutOf(state, due.amount) > 0n;
    events.push(canBePaid ? mark(state, state.next) : ["RedemptionSetAside", state.next]);
  }
  return { events, returns: [] };
}

export function markSetAside(state: State, { id }: CallOf<"markSetAside">): Outcome {
  const due = demandState(state, { id, wanted: ["Requested"] });
  demand(id < state.next, ["NotYetDue", id]);
  demand(!isWhollyFrozen(state, due.holder), ["HolderFrozen", id, due.holder]);
  demand(payoutOf(state, due.amount) > 0n, ["NothingToPay", id]);
  return { events: [mark(state, id)], returns: [] };
}

function mark(state: State, id: bigint): Named {
  const payout = payoutOf(state, redemptionOf(state, id).amount);
  const deadline = state.now + CONFIRM_WITHIN;
  change(state, { id, to: { state: "Paying", payout, deadline } });
  return ["RedemptionMarked", id, payout, deadline];
}

export function confirm(state: State, { ids, references }: CallOf<"confirm">): Outcome {
  const { queue } = state.setup;
  demand(ids.length === references.length, ["LengthMismatch", BigInt(ids.length), BigInt(references.length)]);
  let [burned, paid] = [0n, 0n];
  const events = ids.map((id, at): Named => {
    const { amount, payout } = demandState(state, { id, wanted: ["Paying"] });
    const reference = references[at] ?? ZeroHash;
    useReference(state.references.out, reference);
    change(state, { id, to: { state: "Paid" } });
    [burned, paid] = [burned + amount, paid + payout];
    return ["RedemptionPaid", id, amount, payout, reference];
  });
  state.paid.push({ at: state.now, amount: paid });
  state.burned += burned;
  state.balances.set(queue, balanceOf(state, queue) - burned);
  return { events: [...events, ["ReservePaid", paid], ["Transfer", queue, ZeroAddress, burned]], returns: [] };
}

export function giveBack(state: State, { id }: CallOf<"giveBack">): Outcome {
  demandState(state, { id, wanted: ["Paying"] });
  return giveUp(state, id);
}

export function takeBack(state: State, { by, id }: CallOf<"takeBack">): Outcome {
  const { holder, deadline } = redemptionOf(state, id);
  demand(by === holder, ["NotHolder", id, by]);
  demandState(state, { id, wanted: ["Requested", "Paying"] });
  demand(state.now > deadline, ["DeadlineNotOver", id, deadline]);
  return giveUp(state, id);
}

function giveUp(state: State, id: bigint): Outcome {
  const { holder, amount } = redemptionOf(state, id);
  change(state, { id, to: { state: "Returned" } });
  const moved = move(state, { from: state.setup.queue, to: holder, amount });
  return { events: [["RedemptionReturned", id, holder, amount], moved], returns: [] };
}

function demandState(state: State, { id, wanted }: { id: bigint; wanted: Redemption["state"][] }): Redemption {
  const redemption = redemptionOf(state, id);
  demand(wanted.includes(redemption.state), ["WrongState", id, BigInt(STATES.indexOf(redemption.state))]);
  return redemption;
}

function change(state: State, { id, to }: { id: bigint; to: Partial<Redemption> }): void {
  state.redemptions[Number(id) - 1] = { ...redemptionOf(state, id), ...to };
}

export function sumOf(redemptions: readonly Redemption[], of: "amount" | "payout"): bigint {
  return redemptions.reduce((sum, redemption) => sum + redemption[of], 0n);
}
