import assert from "node:assert/strict";

import { GridwattError, type Written } from "@gridwatt/sdk";
import type { Sender } from "@gridwatt/service";

import { MarketIndex } from "../../packages/keeper/src/market-index.ts";
import { inBatches, type Work } from "../../packages/keeper/src/work.ts";

const WRITTEN = { events: [] } as unknown as Written;

describe("inBatches", () => {
  /** Sends items 0, 1, 2... by a sender that does with each batch as it is told. */
  async function send(count: number, answer: (batch: readonly number[]) => Written | null, stopping?: AbortController) {
    const batches: (readonly number[])[] = [];
    const sender = { send: (_: string, act: (overrides: object) => Promise<Written | null>) => act({}) };
    const { signal } = stopping ?? new AbortController();
    const work = { sender: sender as unknown as Sender, index: new MarketIndex(), signal } as Work;
    const items = Array.from({ length: count }, (_, at) => at);
    const whole = await inBatches(work, {
      task: "test",
      items,
      send: async (batch) => {
        batches.push(batch);
        return answer(batch) as Written;
      },
    });
    return { whole, batches };
  }

  it("sends all items in order, and nothing where there is none", async () => {
    const { whole, batches } = await send(100, () => WRITTEN);
    assert.deepEqual([whole, batches.map(({ length }) => length)], [true, [40, 40, 20]]);
    assert.deepEqual(batches.flat(), [...Array(100).keys()]);
    assert.deepEqual(await send(0, () => WRITTEN), { whole: true, batches: [] });
  });

  it("halves what needs too much gas", async () => {
    const { batches } = await send(40, (batch) => {
      if (batch.length > 15) throw new GridwattError("OutOfGas", { message: "too much" });
      return WRITTEN;
    });
    assert.deepEqual(
      batches.map(({ length }) => length),
      [40, 20, 10, 10, 20, 10, 10],
    );
    assert.deepEqual(batches.filter(({ length }) => length === 10).flat(), [...Array(40).keys()]);
  });

  it("tells where somebody else was first, and goes on", async () => {
    const { whole, batches } = await send(80, (batch) => (batch[0] === 0 ? null : WRITTEN));
    assert.deepEqual([whole, batches.length], [false, 2]);
  });

  it("stops between two batches", async () => {
    const stopping = new AbortController();
    const stop = () => {
      stopping.abort();
      return WRITTEN;
    };
    const { whole, batches } = await send(80, stop, stopping);
    assert.deepEqual([whole, batches.length], [false, 1]);
  });

  it("throws what it cannot help", async () => {
    const fail = () => {
      throw new GridwattError("NotSettleable", { message: "not yet" });
    };
    await assert.rejects(send(2, fail), /not yet/);
  });
});
