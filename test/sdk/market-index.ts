import { expect } from "chai";
import { network } from "hardhat";

import {
  claim,
  collectFees,
  connect,
  getAccount,
  getBlockTimes,
  getDailyIndex,
  getEvents,
  getIndex,
  getUnlocks,
  localDate,
  localDay,
  localTime,
  net,
  openSlots,
  payOut,
  placeOrder,
  placeOrders,
  Price,
  pullFees,
  Slot,
} from "@gridwatt/sdk";

import { fixture, order, refusal } from "./fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(market);
const RING = 2048;
const WINDOWS = 2 * 86_400;

/** Bob has sold alice 4 kWh at 0.12 and 2 kWh at 0.15 in zone 2, and bought 1 kWh of them back; 1 kWh is still on offer. */
async function market() {
  const all = await fixture(connection);
  const { alice, bob, slot } = all;
  const { results } = await placeOrders(bob, {
    orders: ["sell 4 0.12", "sell 3 0.15"].map((text) => order(2, slot, text)),
  });
  await placeOrder(alice, { ...order(1, slot, "buy 6 0.3"), kind: "immediateOrCancel" });
  return { ...all, results, reader: connect(all.client, ethers.provider) };
}

describe("sdk", () => {
  describe("getIndex", () => {
    it("tells what a zone's energy was worth", async () => {
      const { reader, slot } = await load();
      const index = await getIndex(reader, { slot, zone: 2 });
      expect([index.isFinal, String(index.price), String(index.volume)]).to.deep.equal([false, "0.1300", "6.000"]);
      expect([String(index.areaVolume), String(index.areaNetted)]).to.deep.equal(["6.000", "0.000"]);
      expect((await getIndex(reader, { slot, zone: 1 })).price).to.equal(null);
    });

    it("says in a sentence that a slot is forgotten", async () => {
      const { reader, slot } = await load();
      const error = await refusal(getIndex(reader, { slot: slot.plus(-RING), zone: 2 }));
      expect(error.name).to.equal("SlotForgotten");
      expect(error.message).to.match(/^The market has forgotten slot .*: ask as of an earlier block\.$/);
    });
  });

  describe("getDailyIndex", () => {
    it("tells base and peak of a local day", async () => {
      const { client, alice, bob, reader, slot } = await load();
      const day = localDay(localDate(slot.plus(192).begin));
      await networkHelpers.time.increaseTo(day.first.beginSeconds - 3_600);
      const [night, noon] = [day.first.plus(4), day.peak.first.plus(16)];
      const pairs = [night, noon].map((at) => ({ slot: at, long: Price.parse("0.05"), short: Price.parse("0.4") }));
      await openSlots(client, { pairs });
      for (const [at, energy, price] of [
        [night, "3", "0.2"],
        [noon, "1", "0.11"],
      ] as const) {
        await placeOrder(bob, order(2, at, `sell ${energy} ${price}`));
        await placeOrder(alice, order(1, at, `buy ${energy} 0.4`));
      }
      const { base, peak, day: told } = await getDailyIndex(reader, { zone: 2, date: day.date });
      expect(told).to.deep.equal(day);
      const parts = ({ price, weighted, slots, volume, isFinal }: typeof base) => [
        ...[String(price), String(weighted), slots, String(volume), isFinal],
      ];
      expect(parts(base)).to.deep.equal(["0.1550", "0.1775", 2, "4.000", false]);
      expect(parts(peak)).to.deep.equal(["0.1100", "0.1100", 1, "1.000", false]);
      await networkHelpers.time.increaseTo(day.peak.first.plus(48).beginSeconds);
      const later = await getDailyIndex(reader, { zone: 2, date: day.date });
      expect([later.base.isFinal, later.peak.isFinal]).to.deep.equal([false, true]);
    });

    it("has no price on a day without trades, and takes another time zone", async () => {
      const { reader, slot } = await load();
      const date = localDate(slot.plus(400).begin, "Asia/Tokyo");
      const { base, peak, day } = await getDailyIndex(reader, { zone: 1, date, timeZone: "Asia/Tokyo" });
      expect([base.price, base.weighted, base.slots, peak.price]).to.deep.equal([null, null, 0, null]);
      expect(localTime(day.first.begin, "Asia/Tokyo")).to.equal(`${date}T00:00:00+09:00`);
    });
  });

  describe("getUnlocks", () => {
    it("finds the account's orders, and says when its money is free", async () => {
      const { reader, slot } = await load();
      const unlocks = await getUnlocks(reader, { account: 2, from: slot.plus(-150), slots: 300 });
      const [gate, end] = [new Date(slot.begin.getTime() - 300_000), slot.end];
      const by = new Date(end.getTime() + WINDOWS * 1000);
      expect(unlocks.map(({ amount, slot: at, ...rest }) => [at.number, String(amount), rest])).to.deep.equal([
        [slot.number, "0.25", { kind: "orders", from: null, by: gate }],
        [slot.number, "2.4", { kind: "sets", from: end, by }],
      ]);
    });

    it("tells what netting frees at once, and looks at no more slots and orders than it is told", async () => {
      const { alice, bob, reader, slot, results } = await load();
      await placeOrder(alice, order(1, slot, "sell 2 0.1"));
      await placeOrder(bob, { ...order(2, slot, "buy 2 0.3"), kind: "immediateOrCancel" });
      await claim(bob, { ids: results.flatMap(({ id }) => (id === null ? [] : [id])) });
      const unlocks = await getUnlocks(reader, { account: 2, from: slot, slots: 1, orders: [] });
      expect(unlocks.map(({ kind, amount, from }) => [kind, String(amount), from])).to.deep.equal([
        ["netting", "0.8", null],
        ["sets", "1.6", slot.end],
      ]);
      const before = await getAccount(reader, { account: 2 });
      await net(bob, { account: 2, slot, energy: order(2, slot, "buy 2 0.3").energy });
      const after = await getAccount(reader, { account: 2 });
      expect(String(before && after?.free.minus(before.free))).to.equal("0.8");
      expect(await getUnlocks(reader, { account: 2, from: slot.plus(1), slots: 5 })).to.deep.equal([]);
      const error = await refusal(getUnlocks(reader, { account: 2, from: slot, slots: 0 }));
      expect(error.message).to.equal("slots is a count from 1 on, not 0.");
    });
  });

  describe("getEvents of the fee router, and getBlockTimes", () => {
    it("tell what the fee router did, and when", async () => {
      const { client, reader, slot, people } = await load();
      await networkHelpers.time.increaseTo(slot.beginSeconds);
      await collectFees(client, { slots: [slot] });
      await pullFees(client, { operator: 2 });
      await payOut(client, { payee: people.admin.address });
      const told = await getEvents(reader, { names: ["FeesPulled", "FeesCredited", "PaidOut"] });
      expect(told.map(({ name }) => name)).to.deep.equal(["FeesPulled", "FeesCredited", "PaidOut"]);
      const times = await getBlockTimes(reader, { blocks: told.map(({ block }) => block) });
      for (const { block } of told) {
        expect(times.get(block)?.getTime()).to.equal(((await ethers.provider.getBlock(block))?.timestamp ?? 0) * 1000);
      }
      const error = await refusal(getBlockTimes(reader, { blocks: [999_999] }));
      expect(error.message).to.equal("The node has no block 999999.");
      expect(Slot.at(times.get(told[0]?.block ?? 0) ?? new Date(0)).number).to.equal(slot.number);
    });
  });
});
