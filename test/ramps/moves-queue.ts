import { id as hash, ZeroHash } from "ethers";

import { least, most, oneOf, share } from "./drawing.ts";
import type { Scene } from "./moves.ts";
import { isOpen, redemptionOf } from "./redemptions.ts";
import type { Call, Redemption } from "./types.ts";
import { balanceOf, unfrozenOf } from "./watt.ts";

/** What moves of redemptions mean. */
export const callsOfQueue = { request, markNext, markSetAside, confirm, giveBack, takeBack };

function request({ state, cast, twist, who, size, pick }: Scene): Call {
  const by = oneOf(cast.holders, who);
  const { coin, least: smallest } = state.setup;
  const all = unfrozenOf(state, by);
  // Round figures, so that some are equal; else any.
  const wanted = pick % 3 === 0 ? BigInt(1 + (pick % 5)) * smallest : share(all, size) / 2n;
  const amount = most(smallest, least(wanted, all));
  const odd = [undefined, amount + 1n, smallest - coin, undefined, all, balanceOf(state, by) + smallest][twist];
  const whole = (odd ?? amount) - ((odd ?? amount) % coin);
  return {
    ...{ verb: "request", by },
    amount: twist === 1 ? whole + 1n : whole,
    payTo: twist === 3 ? ZeroHash : hash(`account of ${by}`),
  };
}

function markNext({ cast, twist, pick }: Scene): Call {
  return { verb: "markNext", by: oneOf(cast.operators, pick), most: twist === 1 ? 0n : 1n + BigInt(pick % 5) };
}

function markSetAside(scene: Scene): Call {
  const { next } = scene.state;
  const id = choose(scene, (redemption, number) => redemption.state === "Requested" && number < next);
  return { verb: "markSetAside", by: oneOf(scene.cast.operators, scene.who), id };
}

function confirm(scene: Scene): Call {
  const { state, cast, twist, pick } = scene;
  const paying = idsOf(scene, (redemption) => redemption.state === "Paying");
  const from = twist === 6 ? paying.length : pick % Math.max(1, paying.length);
  const ids = paying.slice(from, from + 1 + (pick % 3));
  if (twist === 1 || paying.length === 0) ids.push(anyId(scene));
  if (twist === 2) ids.push(...ids);
  const used = [...state.references.out];
  const references = ids.map((id) => hash(`out ${used.length} ${id}`));
  if (twist === 3) references.pop();
  if (twist === 4) references.fill(ZeroHash);
  if (twist === 5) references.fill(used[pick % used.length] ?? ZeroHash);
  return { verb: "confirm", by: oneOf(cast.operators, pick), ids, references };
}

function giveBack(scene: Scene): Call {
  const id = choose(scene, (redemption) => redemption.state === "Paying");
  return { verb: "giveBack", by: oneOf(scene.cast.operators, scene.who), id };
}

function takeBack(scene: Scene): Call {
  const { state, cast, twist, who } = scene;
  const overdue = (redemption: Redemption) => isOpen(redemption) && redemption.deadline < state.now;
  const id = choose(scene, twist !== 2 && state.redemptions.some(overdue) ? overdue : isOpen);
  const { holder, state: at } = redemptionOf(state, id);
  return { verb: "takeBack", by: twist === 3 || at === "None" ? oneOf(cast.holders, who) : holder, id };
}

type Test = (redemption: Redemption, id: bigint) => boolean;

function idsOf({ state }: Scene, test: Test): bigint[] {
  return state.redemptions.flatMap((redemption, at) => (test(redemption, BigInt(at + 1)) ? [BigInt(at + 1)] : []));
}

/** One that passes the test; now and then, and where there is none, any. */
function choose(scene: Scene, test: Test): bigint {
  const ids = scene.twist === 1 ? [] : idsOf(scene, test);
  return ids.length > 0 ? oneOf(ids, scene.pick) : anyId(scene);
}

/** The number of a redemption, or just beyond those. */
function anyId({ state, pick }: Scene): bigint {
  return BigInt(pick % (state.redemptions.length + 2));
}
