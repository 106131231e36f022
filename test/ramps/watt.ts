import { MaxUint256, ZeroAddress, ZeroHash } from "ethers";

import type { CallOf, Named, Outcome, State } from "./types.ts";
import { demand } from "./types.ts";

const PAUSE = 72n * 3_600n;
const PAUSE_AGAIN_AFTER = 7n * 86_400n;

export function balanceOf(state: State, account: string): bigint {
  return state.balances.get(account) ?? 0n;
}

export function frozenOf(state: State, account: string): bigint {
  return state.frozen.get(account) ?? 0n;
}

/** Whether an account is frozen as such, whatever it has. */
export function isWhollyFrozen(state: State, account: string): boolean {
  return frozenOf(state, account) === MaxUint256;
}

/** What an account may move. */
export function unfrozenOf(state: State, account: string): bigint {
  return atLeastZero(balanceOf(state, account) - frozenOf(state, account));
}

export function allowanceOf(state: State, { owner, spender }: { owner: string; spender: string }): bigint {
  return state.allowances.get(`${owner} ${spender}`) ?? 0n;
}

export function supplyOf(state: State): bigint {
  return state.minted - state.burned;
}

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

/** Moves WATT as its holder may. */
export function move(state: State, { from, to, amount }: Movement): Named {
  demand(!isWhollyFrozen(state, from), ["ERC7943CannotSend", from]);
  const [balance, unfrozen] = [balanceOf(state, from), unfrozenOf(state, from)];
  if (amount <= balance) {
    demand(amount <= unfrozen, ["ERC7943InsufficientUnfrozenBalance", from, amount, unfrozen]);
  }
  // What comes out of the queue is the receiver's own.
  const isOpen = !isWhollyFrozen(state, to) || from === state.setup.queue;
  demand(isOpen, ["ERC7943CannotReceive", to]);
  return carry(state, { from, to, amount });
}

/** Moves WATT whatever is frozen. */
function carry(state: State, { from, to, amount }: Movement): Named {
  const balance = balanceOf(state, from);
  demand(amount <= balance, ["ERC20InsufficientBalance", from, balance, amount]);
  state.balances.set(from, balance - amount);
  state.balances.set(to, balanceOf(state, to) + amount);
  return ["Transfer", from, to, amount];
}

/** Moves WATT that somebody else has been let move. */
export function spend(state: State, { by, ...movement }: Movement & { by: string }): Named {
  const pair = { owner: movement.from, spender: by };
  const allowed = allowanceOf(state, pair);
  demand(movement.amount <= allowed, ["ERC20InsufficientAllowance", by, allowed, movement.amount]);
  if (allowed !== MaxUint256) state.allowances.set(`${movement.from} ${by}`, allowed - movement.amount);
  return move(state, movement);
}

/** WATT that comes to the queue without a request stays there, nobody's. */
function noteGift(state: State, { from, to, amount }: Movement): void {
  if (to === state.setup.queue && from !== to) state.gifts += amount;
}

export function approve(state: State, { by, spender, amount }: CallOf<"approve">): Outcome {
  state.allowances.set(`${by} ${spender}`, amount);
  return { events: [["Approval", by, spender, amount]], returns: [true] };
}

export function transfer(state: State, { by, to, amount }: CallOf<"transfer">): Outcome {
  const movement = { from: by, to, amount };
  const event = move(state, movement);
  noteGift(state, movement);
  return { events: [event], returns: [true] };
}

export function transferFrom(state: State, call: CallOf<"transferFrom">): Outcome {
  const event = spend(state, call);
  noteGift(state, call);
  return { events: [event], returns: [true] };
}

export function setFrozenTokens(state: State, { account, amount }: CallOf<"setFrozenTokens">): Outcome {
  demand(account !== ZeroAddress, ["ERC20InvalidSender", account]);
  demand(account !== state.setup.queue, ["EscrowFrozen", account]);
  return { events: [freeze(state, { account, amount })], returns: [true] };
}

function freeze(state: State, { account, amount }: { account: string; amount: bigint }): Named {
  state.frozen.set(account, amount);
  return ["Frozen", account, amount];
}

export function forcedTransfer(state: State, call: CallOf<"forcedTransfer">): Outcome {
  const { from, to, amount, legalOrder } = call;
  demand(legalOrder !== ZeroHash, ["NoLegalOrder"]);
  demand(from !== state.setup.queue, ["EscrowFrozen", from]);
  const takenOfFrozen = atLeastZero(amount - unfrozenOf(state, from));
  const events = [carry(state, call)];
  noteGift(state, call);
  if (takenOfFrozen > 0n && !isWhollyFrozen(state, from)) {
    events.push(freeze(state, { account: from, amount: frozenOf(state, from) - takenOfFrozen }));
  }
  events.push(["ForcedTransfer", from, to, amount], ["LegalOrderExecuted", legalOrder, from, to, amount]);
  return { events, returns: [true] };
}

export function recover(state: State, { from, to }: CallOf<"recover">): Outcome {
  demand(from !== state.setup.queue, ["EscrowFrozen", from]);
  const amount = unfrozenOf(state, from);
  const moved = move(state, { from, to, amount });
  noteGift(state, { from, to, amount });
  return { events: [moved, ["ForcedTransfer", from, to, amount]], returns: [] };
}

export function isPaused(state: State): boolean {
  return state.now < state.pausedUntil;
}

export function pauseMint(state: State): Outcome {
  demand(state.now >= state.pauseAgainFrom, ["PauseTooSoon", state.pauseAgainFrom]);
  state.pausedUntil = state.now + PAUSE;
  state.pauseAgainFrom = state.pausedUntil + PAUSE_AGAIN_AFTER;
  return { events: [["MintPaused", state.pausedUntil]], returns: [] };
}

export function unpauseMint(state: State): Outcome {
  state.pausedUntil = 0n;
  return { events: [["MintUnpaused"]], returns: [] };
}

export function atLeastZero(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
