import assert from "node:assert/strict";

import type { MarketEventOf, OrderId } from "@gridwatt/sdk";
import { decodeOrderId, encodeOrderId, Energy, Fee, Price, Slot } from "@gridwatt/sdk";

import type { BookEvent } from "@gridwatt/statements";
import { Replay, ReplayError } from "@gridwatt/statements";

const HERE = { block: 1, transaction: "0x", logIndex: 0 };
const LEVEL = { slot: Slot.ofNumber(1_972_841), zone: 2, side: "sell", price: Price.parse("0.15") } as const;

describe("Replay", () => {
  function fixture() {
    const replay = new Replay();
    const ids = [0, 1, 2].map((index) => encodeOrderId({ ...LEVEL, index }));
    const [a, b, c] = ids as [OrderId, OrderId, OrderId];
    for (const id of ids) replay.apply(placed(id, 1000n));
    const filled = () => ids.map((id) => replay.order(id).filled);
    return { replay, a, b, c, filled };
  }

  it("fills the oldest order first, and the next with what is left", () => {
    const { replay, a, b, filled } = fixture();
    const fills = replay.apply(trade(1500n));
    assert.deepEqual(
      fills.map(({ order, energy }) => [order.id, energy]),
      [
        [a, 1000n],
        [b, 500n],
      ],
    );
    assert.deepEqual(filled(), [1000n, 500n, 0n]);
  });

  it("passes over what has been closed or reduced", () => {
    const { replay, a, b, filled } = fixture();
    replay.apply(closed(a, { filled: 0n, released: 1000n }));
    replay.apply({ ...told("OrderReduced", b), released: Energy.ofWh(400n) });
    replay.apply(trade(700n));
    assert.deepEqual(filled(), [0n, 600n, 100n]);
  });

  it("goes on behind claims", () => {
    const { replay, a, b, filled } = fixture();
    replay.apply(trade(1200n));
    replay.apply(claimed(a, 1000n));
    replay.apply(claimed(b, 200n));
    replay.apply(trade(900n));
    assert.deepEqual(filled(), [1000n, 1000n, 100n]);
    assert.equal(replay.order(b).claimed, 200n);
  });

  it("keeps levels apart", () => {
    const { replay, filled } = fixture();
    const other = encodeOrderId({ ...LEVEL, zone: 3, index: 0 });
    replay.apply(placed(other, 50n));
    replay.apply({ ...trade(50n), zone: 3 });
    assert.deepEqual(filled(), [0n, 0n, 0n]);
    assert.equal(replay.order(other).filled, 50n);
  });

  describe("refuses what contradicts the events before:", () => {
    const refused: [string, (of: ReturnType<typeof fixture>) => BookEvent][] = [
      ["more taken than lay there", () => trade(3001n)],
      ["a claim of more than was filled", ({ a }) => claimed(a, 1n)],
      ["a close with another rest", ({ a }) => closed(a, { filled: 0n, released: 999n })],
      ["a reduction by more than is open", ({ a }) => ({ ...told("OrderReduced", a), released: Energy.ofWh(1001n) })],
      ["an order that came to rest before", ({ a }) => placed(a, 1n)],
      ["an order that never came to rest", () => claimed(encodeOrderId({ ...LEVEL, index: 9 }), 1n)],
    ];
    for (const [what, eventOf] of refused) {
      it(what, () => {
        const of = fixture();
        assert.throws(() => of.replay.apply(eventOf(of)), ReplayError);
      });
    }
  });
});

function told<Name extends BookEvent["name"]>(name: Name, id: OrderId) {
  return { contract: "exchange", name, id, ...decodeOrderId(id), account: 7, ...HERE } as const;
}

function placed(id: OrderId, wh: bigint): MarketEventOf<"OrderPlaced"> {
  return { ...told("OrderPlaced", id), energy: Energy.ofWh(wh), postOnly: false, host: 0 };
}

function claimed(id: OrderId, wh: bigint): MarketEventOf<"OrderClaimed"> {
  return { ...told("OrderClaimed", id), filled: Energy.ofWh(wh) };
}

function closed(id: OrderId, of: { filled: bigint; released: bigint }): MarketEventOf<"OrderClosed"> {
  return { ...told("OrderClosed", id), filled: Energy.ofWh(of.filled), released: Energy.ofWh(of.released) };
}

function trade(wh: bigint): MarketEventOf<"Trade"> {
  const fees = { pathFee: Fee.ofTicks(0n), marketFee: Fee.ofTicks(0n) };
  const taker = { taker: 8, takerZone: 2, host: 0, ...fees };
  return { contract: "exchange", name: "Trade", ...LEVEL, energy: Energy.ofWh(wh), ...taker, ...HERE };
}
