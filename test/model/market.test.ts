import assert from "node:assert/strict";

import { assertInvariants } from "./invariants.ts";
import type { PlaceRequest, Zone } from "./market.ts";
import { Market, Refused } from "./market.ts";
import { snapshot } from "./state.ts";

const SLOT = 100;
const BEGIN = SLOT * 900;
const ROOT: Zone = { parent: null, operator: "tso", tariff: 10n, capacity: null, bands: [] };

/** A market of one zone with one open slot, two accounts with 1000 WATT each and a balancing party. */
function fixture(): { market: Market; ann: number; bob: number } {
  const market = new Market({ zones: [ROOT], now: BEGIN - 86_400 });
  const [ann, bob, party] = ["ann", "bob", "utility"].map((owner) => market.openAccount({ owner, zone: 0 }));
  assert(ann !== undefined && bob !== undefined && party !== undefined);
  for (const account of [ann, bob, party]) market.deposit(account, 10_000_000_000n);
  market.appointParty(party);
  market.openSlot(SLOT, { long: 0n, short: 4000n });
  return { market, ann, bob };
}

/** An order for the fixture's slot. */
function order(account: number, side: "buy" | "sell", more: Partial<PlaceRequest> = {}): PlaceRequest {
  return { account, side, slot: SLOT, energy: 1000n, limit: 2000n, ...more };
}

/** Asserts that something is refused for a reason, and that it leaves no trace. */
function refuses(market: Market, reason: string, act: () => unknown): void {
  const before = snapshot(market.state);
  assert.throws(act, (error) => error instanceof Refused && error.reason === reason);
  assert.deepEqual(market.state, before);
}

describe("Market", () => {
  describe("refuses", () => {
    it("orders of accounts that are not there, and accounts in zones that are not there", () => {
      const { market } = fixture();
      refuses(market, "UnknownAccount", () => market.place(order(9, "buy")));
      refuses(market, "UnknownZone", () => market.openAccount({ owner: "eve", zone: 1 }));
    });

    it("what somebody else asks for", () => {
      const { market, ann } = fixture();
      const id = market.place(order(ann, "buy"));
      refuses(market, "NotAuthorized", () => market.place(order(ann, "buy", { by: "bob" })));
      refuses(market, "NotAuthorized", () => market.cancel({ order: id, by: "bob" }));
      const next = { order: id, expectedOpen: 1000n, energy: 1n, limit: 2000n, by: "bob" };
      refuses(market, "NotAuthorized", () => market.replace(next));
      refuses(market, "NotAuthorized", () => market.withdraw({ account: ann, amount: 1n, by: "bob" }));
    });

    it("orders for slots without a pair", () => {
      const { market, ann } = fixture();
      refuses(market, "SlotNotOpen", () => market.place(order(ann, "buy", { slot: SLOT + 1 })));
    });

    it("to open slots that have begun, are too far away or are open, and pairs upside down", () => {
      const { market } = fixture();
      const pair = { long: 0n, short: 4000n };
      refuses(market, "SlotAlreadyOpen", () => market.openSlot(SLOT, pair));
      refuses(market, "PairOutOfBounds", () => market.openSlot(SLOT + 1, { long: 1n, short: 0n }));
      refuses(market, "BeyondHorizon", () => market.openSlot(SLOT + 97, pair));
      market.openSlot(SLOT + 96, pair);
      market.advanceTo(BEGIN + 900);
      refuses(market, "SlotInPast", () => market.openSlot(SLOT + 1, pair));
    });

    it("to settle a slot that is not over", () => {
      const { market } = fixture();
      market.advanceTo(BEGIN + 899);
      refuses(market, "NotSettleable", () => market.settle(SLOT));
    });

    it("a replace that expects another open energy", () => {
      const { market, ann, bob } = fixture();
      const id = market.place(order(ann, "sell"));
      market.place(order(bob, "buy", { energy: 400n, limit: 2010n }));
      const next = { order: id, energy: 500n, limit: 2000n };
      refuses(market, "OpenEnergyChanged", () => market.replace({ ...next, expectedOpen: 1000n }));
      assert.equal(market.order(market.replace({ ...next, expectedOpen: 600n })).open, 500n);
    });

    it("new risk while it is paused, and nothing else", () => {
      const { market, ann, bob } = fixture();
      const id = market.place(order(ann, "sell"));
      market.setPaused(true);
      refuses(market, "NewRiskPaused", () => market.place(order(bob, "buy")));
      refuses(market, "NewRiskPaused", () => market.placeBasket([order(bob, "buy")]));
      const next = { order: id, expectedOpen: 1000n, energy: 600n };
      refuses(market, "NewRiskPaused", () => market.replace({ ...next, limit: 2001n }));
      market.cancel({ order: market.replace({ ...next, limit: 2000n }) });
      market.withdraw({ account: ann, amount: 10_000_000_000n });
    });
  });

  it("freezes the terms of a slot when it opens", () => {
    const { market, ann, bob } = fixture();
    market.setTerms({ zones: [{ ...ROOT, tariff: 50n }], marketFee: 5n });
    market.openSlot(SLOT + 1, { long: 0n, short: 4000n });
    for (const slot of [SLOT, SLOT + 1]) {
      market.place(order(ann, "sell", { slot }));
      market.place(order(bob, "buy", { slot, limit: 2100n }));
    }
    const fees = market.state.trades.map(({ gridFee, marketFee }) => [gridFee, marketFee]);
    assert.deepEqual(fees, [
      [10n, 0n],
      [50n, 5n],
    ]);
  });

  it("never lets the clock go back", () => {
    const { market } = fixture();
    assert.throws(() => market.advanceTo(0), /never goes back/);
  });

  it("keeps a snapshot apart from what comes later", () => {
    const { market, ann, bob } = fixture();
    market.place(order(ann, "sell"));
    const before = snapshot(market.state);
    const copy = structuredClone(before);
    market.place(order(bob, "buy", { limit: 2010n }));
    market.advanceTo(BEGIN + 900);
    market.settle(SLOT);
    assert.deepEqual(before, copy);
  });

  it("notices when something breaks an invariant", () => {
    const { market, ann } = fixture();
    market.place(order(ann, "sell"));
    market.state.marketFees += 1n;
    assert.throws(() => assertInvariants(market), /^Error: M1 .*\nM4 /);
  });
});
