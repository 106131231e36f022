import assert from "node:assert/strict";

import { assertInvariants } from "./invariants.ts";
import type { Kind, PlaceRequest, Zone } from "./market.ts";
import { Market, Refused } from "./market.ts";
import { snapshot } from "./state.ts";

const FIRST = 1000;
const KINDS: readonly Kind[] = ["GTC", "GTC", "GTC", "GTC", "postOnly", "IOC", "FOK"];
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

/** A source of numbers that a seed repeats: x -> x * 48271 mod (2^31 - 1). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 to `below` - 1. */
  roll(below: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return (this.#state >> 8) % below;
  }
}

function newMarket(residualSupply: boolean): Market {
  const market = new Market({ zones: TREE, marketFee: 3n, now: FIRST * 900 - 3600, rules: { residualSupply } });
  for (let at = 0; at < 8; at += 1) {
    const account = { owner: `owner ${at >> 1}`, zone: at % TREE.length, ratedImport: 50n, ratedExport: 70n };
    market.deposit(market.openAccount(account), at === 7 ? 900n : 200_000n);
  }
  market.appointParty(market.openAccount({ owner: "utility", zone: 0 }));
  market.deposit(8, 30_000n);
  PAIRS.forEach((pair, at) => market.openSlot(FIRST + at, pair));
  return market;
}

function randomOrder(market: Market, dice: Dice): PlaceRequest {
  const at = dice.roll(PAIRS.length);
  const own = dice.roll(market.state.orders.length + 1);
  return {
    account: dice.roll(8),
    side: dice.roll(2) === 0 ? "buy" : "sell",
    slot: FIRST + at,
    energy: BigInt(dice.roll(60)),
    limit: (PAIRS[at]?.long ?? 0n) + BigInt(dice.roll(40)),
    kind: KINDS[dice.roll(KINDS.length)] ?? "GTC",
    minFill: dice.roll(9) === 0 ? BigInt(dice.roll(20)) : 0n,
    cancelOwn: dice.roll(9) === 0 && own > 0 ? [own - 1] : [],
    host: dice.roll(3),
  };
}

function randomVerb(market: Market, dice: Dice): void {
  const order = dice.roll(market.state.orders.length + 1);
  switch (dice.roll(22)) {
    case 0:
      return market.cancel({ order });
    case 1: {
      const old = market.order(order);
      const limit = dice.roll(2) === 0 ? old.limit : old.limit + BigInt(dice.roll(5)) - 2n;
      market.replace({ order, expectedOpen: old.open, energy: BigInt(dice.roll(50)), limit });
      return;
    }
    case 2:
      market.placeBasket([randomOrder(market, dice), randomOrder(market, dice)]);
      return;
    case 3:
      return market.net({ account: dice.roll(8), slot: FIRST + dice.roll(3), energy: BigInt(dice.roll(30)) });
    case 4:
      return market.withdraw({ account: dice.roll(9), amount: BigInt(dice.roll(300)) });
    case 5:
      return market.setDiscount(dice.roll(8), BigInt(dice.roll(8)));
    case 6:
      return market.setHostShare(1 + dice.roll(2), BigInt(dice.roll(5_001)));
    default:
      market.place(randomOrder(market, dice));
  }
}

/** Plays some random verbs, then settles; every invariant must hold after each, and refusals must change nothing. */
function playRandomly(
  seed: number,
  residualSupply: boolean,
): { refused: number; traded: number; hosted: bigint; waived: bigint } {
  const dice = new Dice(seed);
  const market = newMarket(residualSupply);
  let refused = 0;
  for (let step = 0; step < 400; step += 1) {
    const before = snapshot(market.state);
    try {
      randomVerb(market, dice);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused += 1;
      assert.deepEqual(market.state, before);
    }
    assertInvariants(market);
  }
  for (let account = 0; account < 7; account += 1) {
    const reading = { import: BigInt(dice.roll(50)), export: BigInt(dice.roll(70)) };
    market.meter({ account, slot: FIRST + dice.roll(3), reading });
  }
  market.advanceTo((FIRST + 4) * 900);
  for (const slot of [FIRST + 1, FIRST, FIRST + 2]) {
    market.settle(slot);
    assertInvariants(market);
  }
  const { trades, hostFees, waived } = market.state;
  return { refused, traded: trades.length, hosted: (hostFees.get(1) ?? 0n) + (hostFees.get(2) ?? 0n), waived };
}

describe("the reference market under random verbs", () => {
  for (const residualSupply of [false, true]) {
    it(`holds every invariant, residual supply ${residualSupply ? "on" : "off"}`, function () {
      let earned = 0n;
      for (let seed = 1; seed <= 12; seed += 1) {
        const { refused, traded, hosted, waived } = playRandomly(seed * 7919, residualSupply);
        assert(traded > 30 && refused > 100, `seed ${seed}: ${traded} trades, ${refused} refusals`);
        assert(waived > 0n, `seed ${seed}: no discount`);
        earned += hosted;
      }
      assert(earned > 0n, "no host earned anything");
    });
  }
});
