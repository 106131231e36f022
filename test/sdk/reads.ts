import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import { network } from "hardhat";

import {
  connect,
  decodeAccount,
  decodeAsksTop,
  decodeBidsTop,
  decodeFlow,
  decodePosition,
  encodeLink,
  Energy,
  Fee,
  getAccount,
  getArea,
  getBestPrices,
  getBook,
  getEvents,
  getPosition,
  getSlot,
  getTrades,
  getZone,
  placeOrder,
  placeOrders,
} from "@gridwatt/sdk";

import { fixture, order } from "./fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(market);
const RING = 2048;

/** The fixture after bob has offered in zone 2, alice taken some of it and bid in zone 1; read by nobody in particular. */
async function market() {
  const all = await fixture(connection);
  const { alice, bob, slot } = all;
  const asks = ["sell 3 0.12", "sell 3 0.12", "sell 4 0.13", "sell 5 0.35"];
  await placeOrders(bob, { orders: asks.map((text) => order(2, slot, text)) });
  await placeOrder(alice, { ...order(1, slot, "buy 7 0.2"), kind: "immediateOrCancel" });
  await placeOrders(alice, { orders: ["buy 1 0.1", "buy 2 0.11"].map((text) => order(1, slot, text)) });
  return { ...all, reader: connect(all.client, ethers.provider) };
}

describe("sdk", () => {
  describe("reads", () => {
    it("getSlot tells pair, gate and terms", async () => {
      const { reader, slot } = await load();
      const open = await getSlot(reader, { slot });
      expect([String(open?.long), String(open?.short), open?.collected]).to.deep.equal(["0.0500", "0.4000", false]);
      expect(open?.tradableUntil.getTime()).to.equal(slot.begin.getTime() - 300_000);
      expect(open?.terms.zones.map(({ parent, tariff }) => [parent, String(tariff)])).to.deep.equal([
        [null, "0.0050"],
        [0, "0.0100"],
        [0, "0.0100"],
      ]);
      expect([String(open?.terms.marketFee), String(open?.terms.minEnergy)]).to.deep.equal(["0.0020", "0.100"]);
      expect([open?.terms.limited, open?.terms.unrestricted]).to.deep.equal([true, false]);
      expect(await getSlot(reader, { slot: slot.plus(1) })).to.equal(null);
    });

    it("getArea tells the tree, operators, links and rules", async () => {
      const { reader } = await load();
      const { terms, operators, links, rules } = await getArea(reader, {});
      expect([terms.zones.length, operators]).to.deep.equal([3, [1, 1, 2]]);
      expect(links.slice(0, 2)).to.deep.equal([null, null]);
      const link = { capacity: Energy.parse("50"), bands: [{ from: 5_000, surcharge: Fee.parse("0.0030") }] };
      expect(encodeLink(links[2] ?? null)).to.equal(encodeLink(link));
      expect([rules.gateMinutes, rules.horizon, String(rules.minLong), String(rules.minSpread)]).to.deep.equal([
        5,
        172_800,
        "-9.9999",
        "0.0001",
      ]);
    });

    it("getBook shows a side's best prices first, as many as asked for", async () => {
      const { reader, slot } = await load();
      const shown = async (parameters: { zone: number; count?: number }) => {
        const { bids, asks } = await getBook(reader, { slot, ...parameters });
        return [bids, asks].map((side) => side.map(({ price, energy }) => `${price.toString()} ${energy.toString()}`));
      };
      expect(await shown({ zone: 2 })).to.deep.equal([[], ["0.1300 3.000", "0.3500 5.000"]]);
      expect(await shown({ zone: 1 })).to.deep.equal([["0.1100 2.000", "0.1000 1.000"], []]);
      expect(await shown({ zone: 1, count: 1 })).to.deep.equal([["0.1100 2.000"], []]);
      expect(await shown({ zone: 1, count: 0 })).to.deep.equal([[], []]);
    });

    it("getBestPrices shows each zone", async () => {
      const { reader, slot } = await load();
      const { bids, asks } = await getBestPrices(reader, { slot });
      expect(bids.map((level) => level && String(level.price))).to.deep.equal([null, "0.1100", null]);
      expect(asks.map((level) => level && String(level.energy))).to.deep.equal([null, null, "3.000"]);
      expect(await getBestPrices(reader, { slot: slot.plus(1) })).to.deep.equal({ bids: [], asks: [] });
    });

    it("getZone tells volume, prices, flow and fees", async () => {
      const { reader, slot } = await load();
      const zone = await getZone(reader, { slot, zone: 2 });
      expect([zone.volume, zone.average, zone.last, zone.fees].map(String)).to.deep.equal([
        "7.000",
        "0.1214",
        "0.1300",
        "0.07",
      ]);
      expect([zone.flow.direction, String(zone.flow.energy)]).to.deep.equal(["up", "7.000"]);
      const quiet = await getZone(reader, { slot, zone: 0 });
      expect([quiet.average, quiet.last, quiet.flow.direction]).to.deep.equal([null, null, "none"]);
    });

    it("getTrades and getEvents read the past", async () => {
      const { reader, slot } = await load();
      const trades = await getTrades(reader, { slot });
      expect(trades.map(({ price, energy }) => [price, energy].map(String))).to.deep.equal([
        ["0.1200", "6.000"],
        ["0.1300", "1.000"],
      ]);
      expect(await getTrades(reader, { slot: slot.plus(1) })).to.deep.equal([]);
      expect(await getTrades(reader, { zone: 1 })).to.deep.equal([]);
      const first = trades[0]?.block ?? 0;
      expect(await getTrades(reader, { fromBlock: first + 1 })).to.deep.equal([]);
      const frozen = await getEvents(reader, { names: ["TermsFrozen"] });
      expect(frozen.map(({ version, operators, links }) => [version, operators, links.length])).to.deep.equal([
        [1, [1, 1, 2], 3],
      ]);
      const all = await getEvents(reader, {});
      expect(all.filter(({ name }) => name === "OrderPlaced")).to.have.length(6);
      expect(all.filter(({ name }) => name === "Deposited")).to.have.length(2);
    });

    it("reads the past at a block", async () => {
      const { reader, alice, slot } = await load();
      const before = await ethers.provider.getBlockNumber();
      await placeOrder(alice, order(1, slot, "buy 1 0.1"));
      const free = async (block?: number) => String((await getAccount(reader, { account: 1, block }))?.free);
      expect(await free(before)).not.to.equal(await free());
    });
  });

  describe("words in storage", () => {
    it("say what the exchange says of them", async () => {
      const { reader, slot, deployment } = await load();
      const storage = (place: bigint | string) => ethers.provider.getStorage(deployment.contracts.exchange, place);
      const word = async (place: bigint | string) => BigInt(await storage(place));
      const mapped = (key: bigint, base: bigint) =>
        keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [key, base]));
      const bases = await findBases(word, slot.number);

      const account = decodeAccount(await word(mapped(1n, bases.accounts)));
      const told = await getAccount(reader, { account: 1 });
      expect([account.owner, account.zone, account.activeSlots, String(account.free)]).to.deep.equal([
        told?.owner,
        told?.zone,
        told?.activeSlots,
        String(told?.free),
      ]);

      const key = (1n << 11n) | BigInt(slot.number % RING);
      const position = decodePosition(await word(mapped(key, bases.accounts + 1n)));
      const held = await getPosition(reader, { account: 1, slot });
      expect(
        [position.sold, position.bought, position.long, position.short, position.bidBound].map(String),
      ).to.deep.equal([String(held.sold), String(held.bought), "0.0500", "0.4000", "0.1100"]);
      expect([position.openBids, position.openAsks]).to.deep.equal([held.openBids, held.openAsks]);

      const bids = decodeBidsTop(await word(bases.tops));
      const asks = decodeAsksTop(await word(bases.tops + 1n));
      expect([String(bids.best[1]), String(asks.best[2]), String(bids.long), String(asks.short)]).to.deep.equal([
        "0.1100",
        "0.1300",
        "0.0500",
        "0.4000",
      ]);
      expect([asks.gateMinutes, asks.stamp, bids.collected]).to.deep.equal([5, Math.floor(slot.number / RING), false]);

      const flow = decodeFlow(await word(bases.flows + 2n));
      const zone = await getZone(reader, { slot, zone: 2 });
      expect([flow.volume, flow.last, flow.fees].map(String)).to.deep.equal(
        [zone.volume, zone.last, zone.fees].map(String),
      );
      expect(flow.flow).to.equal(zone.flow.energy.wh);
    });
  });
});

/**
 * Where the exchange keeps accounts (a mapping, positions after it) and the words of a slot: tops lie in an array of
 * 2 words a slot, flows after it in one of 16. Found by their content, so that a new field before them breaks no test.
 */
async function findBases(word: (place: bigint) => Promise<bigint>, slot: number) {
  const ring = BigInt(slot % RING);
  for (let base = 0n; base < 40n; base += 1n) {
    const asks = await word(base + 2n * ring + 1n);
    if (asks === 0n || ((asks >> 234n) & 0x3fffn) !== BigInt(Math.floor(slot / RING))) continue;
    const tops = base + 2n * ring;
    const flows = base + 2n * BigInt(RING) + 16n * ring;
    return { tops, flows, accounts: base - 8n };
  }
  throw new Error("the slot's words are not where they were");
}
