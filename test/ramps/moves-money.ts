import { id as hash, MaxUint256, ZeroHash } from "ethers";

import type { Scene } from "./moves.ts";
import { least, most, oneOf, share } from "./drawing.ts";
import { backingOf, growthAvailable, mintAvailable } from "./reserve.ts";
import type { Call, State } from "./types.ts";
import { allowanceOf, atLeastZero, balanceOf, supplyOf, unfrozenOf } from "./watt.ts";

/** What moves of WATT and its reserve mean. */
export const callsOfMoney = {
  attest,
  mint,
  approve,
  transfer,
  transferFrom,
  setFrozenTokens,
  forcedTransfer,
  recover: ({ state, cast, twist, who, other }: Scene): Call => {
    const from = twist === 1 ? state.setup.queue : oneOf(cast.holders, who);
    return { verb: "recover", by: cast.recoverer, from, to: oneOf(cast.holders, other) };
  },
  pauseMint: ({ cast }: Scene): Call => ({ verb: "pauseMint", by: cast.guardian }),
  unpauseMint: ({ cast }: Scene): Call => ({ verb: "unpauseMint", by: cast.governor }),
};

function attest({ state, cast, twist, size, pick }: Scene): Call {
  const { attested, setup, now, paid } = state;
  const earliest = most(attested.asOf + 1n, now - setup.maxAge);
  const usual = least(now - 1n, earliest + (atLeastZero(now - earliest) * BigInt(pick % 101)) / 100n);
  const asOf = [usual, now + BigInt(pick % 9), attested.asOf, now - setup.maxAge - 1n][twist] ?? usual;
  const paidLater = paid.filter(({ at }) => at > asOf).reduce((sum, { amount }) => sum + amount, 0n);
  return {
    ...{ verb: "attest", by: oneOf(cast.holders, pick), asOf, amount: nextBacking(state, size) + paidLater },
    document: twist === 4 ? ZeroHash : hash(`document ${asOf}`),
    signers: cast.attestors.slice(0, twist === 5 ? 2 : 3 + (pick % 2)),
  };
}

/** What an attestation makes of the backing: nothing, little, as much as the supply, too much; mostly more. */
function nextBacking(state: State, size: number): bigint {
  const [backing, supply, growth] = [backingOf(state), supplyOf(state), growthAvailable(state)];
  const more = least(backing + growth, most(backing, supply) + share(growth, size));
  const coins = BigInt(size) * state.setup.coin;
  return [0n, coins, share(supply, size), supply, backing + growth + 1n, backing + growth][size % 20] ?? more;
}

function mint({ state, cast, twist, other, size, pick }: Scene): Call {
  const by = oneOf(cast.operators, pick);
  const [free, room] = [mintAvailable(state, by), atLeastZero(backingOf(state) - supplyOf(state))];
  const within = least(free, room);
  const used = [...state.references.in];
  const fresh = hash(`in ${used.length}`);
  return {
    ...{ verb: "mint", by, to: oneOf(cast.holders, other) },
    amount: [undefined, 0n, free + 1n, room + 1n, within][twist] ?? most(1n, share(within, size)),
    reference: [fresh, fresh, fresh, fresh, fresh, ZeroHash, used.at(pick % 9)][twist] ?? fresh,
  };
}

function approve({ state, cast, twist, who, other, size, pick }: Scene): Call {
  const by = oneOf(cast.holders, who);
  const amount = pick % 3 === 0 ? MaxUint256 : share(2n * balanceOf(state, by), size);
  return { verb: "approve", by, spender: twist < 7 ? state.setup.queue : oneOf(cast.holders, other), amount };
}

function transfer(scene: Scene): Call {
  const { cast, who } = scene;
  const by = oneOf(cast.holders, who);
  return { verb: "transfer", by, to: receiverOf(scene), amount: amountOf(scene, by) };
}

function transferFrom(scene: Scene): Call {
  const { state, cast, who, pick, twist } = scene;
  const pairs = cast.holders.flatMap((owner) => cast.holders.map((spender) => ({ owner, spender })));
  const allowed = pairs.filter((pair) => allowanceOf(state, pair) > 0n);
  const pair = oneOf(allowed.length > 0 && twist !== 5 ? allowed : pairs, who + pick);
  const amount = twist === 6 ? allowanceOf(state, pair) : amountOf(scene, pair.owner);
  return { verb: "transferFrom", by: pair.spender, from: pair.owner, to: receiverOf(scene), amount };
}

/** Some of what an account may move; now and then all of it, or one more than it may or has. */
function amountOf({ state, size, twist }: Scene, account: string): bigint {
  const unfrozen = unfrozenOf(state, account);
  return [undefined, balanceOf(state, account) + 1n, unfrozen + 1n, 0n, unfrozen][twist] ?? share(unfrozen, size);
}

/** Now and then the queue, by mistake. */
function receiverOf({ state, cast, other, pick }: Scene): string {
  return pick % 40 === 0 ? state.setup.queue : oneOf(cast.holders, other);
}

function setFrozenTokens({ state, cast, twist, who, size, pick }: Scene): Call {
  const account = twist === 1 ? state.setup.queue : oneOf(cast.holders, who);
  const balance = balanceOf(state, account);
  const amount = [0n, 0n, 0n, 0n, MaxUint256, MaxUint256, 2n * balance + 1n, balance][size % 10];
  return { verb: "setFrozenTokens", by: cast.freezer, account, amount: amount ?? share(balance, pick % 1000) };
}

function forcedTransfer(scene: Scene): Call {
  const { state, cast, twist, who, size, pick } = scene;
  const from = twist === 1 ? state.setup.queue : oneOf(cast.holders, who);
  const balance = balanceOf(state, from);
  return {
    ...{ verb: "forcedTransfer", by: cast.enforcer, from, to: receiverOf(scene) },
    amount: [undefined, undefined, balance + 1n, balance][twist] ?? share(balance, size),
    legalOrder: twist === 4 || twist === 5 ? ZeroHash : hash(`order ${pick}`),
  };
}
