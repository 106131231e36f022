import assert from "node:assert/strict";

import { network } from "hardhat";

import { deployTestMarket } from "../helpers/market.ts";
import type { Kind, PlaceRequest, Zone } from "../model/market.ts";
import { Dice } from "./dice.ts";
import { Twin } from "./twin.ts";

const KINDS: readonly Kind[] = ["GTC", "GTC", "GTC", "GTC", "GTC", "postOnly", "IOC", "FOK"];
const BANDS = [
  { fromBps: 2500n, add: 5n },
  { fromBps: 7777n, add: 40n },
];
const TREE: readonly Zone[] = [
  { parent: null, operator: "tso", tariff: 3n, capacity: null, bands: [] },
  { parent: 0, operator: "east", tariff: 2n, capacity: 900n, bands: BANDS },
  { parent: 0, operator: "west", tariff: 4n, capacity: 301n, bands: [{ fromBps: 0n, add: 7n }] },
  { parent: 1, operator: "east", tariff: 0n, capacity: null, bands: [] },
  { parent: 1, operator: "east", tariff: 1n, capacity: 0n, bands: [] },
];
const PAIRS = [
  { long: -40n, short: 60n },
  { long: 5n, short: 90n },
  { long: -80n, short: -10n },
];
const RING = 2048;
const STEPS = Number(process.env["GRIDWATT_STEPS"] ?? 300);

/** One campaign: random verbs over three slots, settled, and again when the ring has come round. */
async function campaign(seed: number) {
  const connection = await network.create();
  const dice = new Dice(seed);
  // The last account is the balancing party, which does not trade.
  const accountZones = [0, 1, 2, 3, 4, 1, 3, 2, 0];
  const setup = { zones: TREE, marketFee: 1n, accountZones, accountsPerOwner: 2 };
  const market = await deployTestMarket(connection, setup);
  const twin = new Twin(market, setup);
  for (let account = 0; account < 8; account += 1) await twin.deposit(account, account === 7 ? 900n : 200_000n);
  let first = Math.ceil(market.now / 900) + 4;
  for (let lap = 0; lap < 2; lap += 1) {
    await market.advanceTo((first - 4) * 900);
    for (const [at, pair] of PAIRS.entries()) await twin.openSlot(first + at, pair);
    for (let step = 0; step < STEPS; step += 1) {
      const slot = await randomVerb(twin, dice, first);
      await twin.compare(slot);
      if (dice.roll(40) === 0) await market.advanceTo(market.now + dice.roll(120));
    }
    for (const at of [1, 0, 2]) await twin.settle(first + at);
    first += RING;
  }
  return twin;
}

async function randomVerb(twin: Twin, dice: Dice, first: number): Promise<number> {
  const { model } = twin;
  const order = dice.roll(model.state.orders.length + 1);
  const slot = first + dice.roll(3);
  switch (dice.roll(24)) {
    case 0:
      await twin.cancel(order);
      return model.state.orders[order]?.slot ?? slot;
    case 1:
    case 2: {
      const old = model.state.orders[order];
      if (old === undefined) return slot;
      const limit = dice.roll(2) === 0 ? old.limit : old.limit + BigInt(dice.roll(5)) - 2n;
      await twin.replace({ order, expectedOpen: old.open, energy: BigInt(dice.roll(50)), limit });
      return old.slot;
    }
    case 3:
      await twin.placeBasket(randomBasket(twin, dice, slot));
      return slot;
    case 4:
      await twin.net({ account: dice.roll(8), slot, energy: BigInt(1 + dice.roll(30)) });
      return slot;
    case 5:
      await twin.withdraw({ account: dice.roll(8), amount: BigInt(1 + dice.roll(300)) });
      return slot;
    case 6:
      await twin.claim(Array.from({ length: 5 }, () => dice.roll(model.state.orders.length + 1)));
      return slot;
    default:
      await twin.place(randomOrder(twin, dice, slot));
      return slot;
  }
}

function randomOrder(twin: Twin, dice: Dice, slot: number): PlaceRequest {
  const orders = twin.model.state.orders.length;
  const account = dice.roll(8);
  const own = twin.model.state.orders.findLast((order) => order.account === account);
  const long = twin.model.state.slots.get(slot)?.pair.long ?? 0n;
  return {
    account,
    side: dice.roll(2) === 0 ? "buy" : "sell",
    slot,
    energy: BigInt(1 + dice.roll(60)),
    limit: long + BigInt(dice.roll(40)),
    kind: KINDS[dice.roll(KINDS.length)] ?? "GTC",
    minFill: dice.roll(9) === 0 ? BigInt(dice.roll(20)) : 0n,
    cancelOwn: dice.roll(9) === 0 && orders > 0 && own !== undefined && own.open > 0n ? [own.id] : [],
  };
}

/** Two legs of one owner; accounts 2k and 2k + 1 have the same. */
function randomBasket(twin: Twin, dice: Dice, slot: number): PlaceRequest[] {
  const leg = randomOrder(twin, dice, slot);
  const other = { ...randomOrder(twin, dice, slot), account: leg.account ^ dice.roll(2) };
  return [leg, other].map((order) => ({ ...order, kind: "FOK", cancelOwn: [] }));
}

describe("the exchange against the reference market", () => {
  for (const seed of [7919, 15838]) {
    it(`agrees on every trade, order and balance (seed ${seed})`, async function () {
      this.timeout(600_000);
      const twin = await campaign(seed);
      assert(twin.trades > STEPS / 4, `only ${twin.trades} trades`);
      for (const name of ["PostOnlyWouldMatch", "FillOrKillUnfilled", "OrderNotOpen"]) {
        assert((twin.refusals.get(name) ?? 0) > 0, `${name} never happened`);
      }
    });
  }
});
