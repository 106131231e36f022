import assert from "node:assert/strict";

import { Energy, getBlockTimes, getEvents, getZone, placeOrder, placeOrderClosing, placeOrders } from "@gridwatt/sdk";
import { orderIdOf, readReport, STAND_INS, type OrderRecord, type TradeRecord } from "@gridwatt/remit";
import { network } from "hardhat";

import { fixture, order, refusal, rested } from "../sdk/fixture.ts";
import { market } from "./market.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(played);

async function played() {
  const all = await market(connection);
  const report = await readReport(all.client, { fromBlock: 0, toBlock: all.blocks.last });
  const names = new Map(
    Object.entries(all.orders).map(([name, id]) => [orderIdOf(all.client.deployment, id), name] as const),
  );
  return { ...all, report, nameOf: (id: string | undefined) => names.get(id ?? "") };
}

const sum = (records: readonly TradeRecord[]) =>
  records.reduce(
    (all, record) => all.plus(Energy.parse(record["totalNotionalContractQuantity/value"] ?? "")),
    Energy.ZERO,
  );
const sideOf = (side: "B" | "S") => (record: TradeRecord) => record.buySellIndicator === side;
const MIRRORED = ["buySellIndicator", "aggressor", "idOfMarketParticipant/ace", "otherMarketParticipant/ace"] as const;

describe("a REMIT report", () => {
  it("tells the life of each order, in the order of the chain", async () => {
    const { report, nameOf } = await load();
    const told = report.orders.map((one) => [
      nameOf(one["orderId/uniqueOrderIdentifier"]),
      one.actionType,
      one.orderStatus,
      one.buySellIndicator,
      one["priceDetails/price"],
      one["quantity/value"],
    ]);
    assert.deepEqual(told, [
      ["first", "N", "ACT", "S", "0.1200", "4.000"],
      ["second", "N", "ACT", "S", "0.1200", "8.004"],
      ["third", "N", "ACT", "S", "0.1300", "20.000"],
      ["postOnly", "N", "ACT", "S", "0.3500", "4.000"],
      ["first", "M", "MAC", "S", "0.1200", "0.000"],
      ["second", "M", "MAC", "S", "0.1200", "0.000"],
      ["third", "M", "PMA", "S", "0.1300", "12.000"],
      ["third", "M", "PMA", "S", "0.1300", "8.000"],
      ["third", "C", "WIT", "S", "0.1300", "8.000"],
      ["fourth", "N", "ACT", "S", "0.1400", "8.000"],
      ["bid", "N", "ACT", "B", "0.0600", "4.000"],
      ["bid", "C", "WIT", "B", "0.0600", "4.000"],
      ["fourth", "C", "EXP", "S", "0.1400", "8.000"],
      ["postOnly", "C", "EXP", "S", "0.3500", "4.000"],
    ]);
    assert.deepEqual(
      report.orders.map(({ RecordSeqNumber }) => RecordSeqNumber),
      told.map((_, at) => String(at + 1)),
    );
  });

  it("says which order a replacement stands for, which are post-only, and until when they rest", async () => {
    const { report, slot, nameOf } = await load();
    const previous = report.orders.map((one) => nameOf(one["orderId/previousOrderIdentifier"]));
    assert.deepEqual(previous.filter(Boolean), ["third"]);
    assert.equal(previous[9], "third");
    const conditioned = report.orders.filter(({ orderCondition }) => orderCondition === "OTH");
    assert.deepEqual(
      conditioned.map((one) => nameOf(one["orderId/uniqueOrderIdentifier"])),
      ["postOnly", "postOnly"],
    );
    const gate = new Date((slot.beginSeconds - 300) * 1000).toISOString().replace(".000", "");
    for (const one of report.orders) {
      assert.deepEqual([one["orderDuration/duration"], one["orderDuration/expirationDateTime"]], ["GTT", gate]);
    }
    assert.equal(report.contracts[0]?.lastTradingDateTime, gate);
  });

  it("tells each trade twice, with mirrored sides and all else equal", async () => {
    const { report, nameOf } = await load();
    const [buys, sells] = [report.trades.filter(sideOf("B")), report.trades.filter(sideOf("S"))];
    const common = (record: TradeRecord) => {
      const { RecordSeqNumber: _, linkedOrderId: __, ...rest } = record;
      const own = [...MIRRORED, "traderID/traderIdForOrganisedMarket", "clickAndTradeDetails/orderType"];
      return Object.fromEntries(Object.entries(rest).filter(([field]) => !own.includes(field)));
    };
    assert.deepEqual(buys.map(common), sells.map(common));
    const [alice, bob] = [1, 2].map(STAND_INS.participant);
    for (const buy of buys) assert.deepEqual(mirrored(buy), ["B", "A", alice, bob]);
    for (const sell of sells) assert.deepEqual(mirrored(sell), ["S", "I", bob, alice]);
    assert.deepEqual(
      sells.map((one) => [nameOf(one.linkedOrderId), one["priceDetails/price"], one["quantity/value"]]),
      [
        ["first", "0.1200", "4.000"],
        ["second", "0.1200", "8.004"],
        ["third", "0.1300", "8.000"],
      ],
    );
    for (const buy of buys)
      assert.deepEqual([buy.linkedOrderId, buy["clickAndTradeDetails/orderType"]], [undefined, "LIM"]);
    // 1 x 0.12, 2.001 x 0.12 and 2 x 0.13
    const amounts = buys.map((one) => one["notionalAmountDetails/notionalAmount"]);
    assert.deepEqual(amounts, ["0.12000", "0.24012", "0.26000"]);
  });

  it("has trades that add up to what the exchange says was traded", async () => {
    const { report, client, slot } = await load();
    const zones = await Promise.all([0, 1, 2].map((zone) => getZone(client, { slot, zone })));
    const volume = zones.reduce((all, zone) => all.plus(zone.volume), Energy.ZERO);
    assert.equal(volume.toString(), "5.001");
    for (const side of ["B", "S"] as const) assert(sum(report.trades.filter(sideOf(side))).equals(volume));
  });

  it("names trades by chain, block, log and fill, and tells times in UTC", async () => {
    const { report, client, blocks } = await load();
    const logs = (await getEvents(client, { names: ["Trade"] })).map(({ logIndex }) => logIndex);
    const { chainId } = client.deployment;
    const [level = -1, next = -1] = logs;
    const ids = [`${level}-0`, `${level}-1`, `${next}-0`].map((place) => `GW-${chainId}-${blocks.taken}-${place}`);
    const told = report.trades.map((one) => one["uniqueTransactionIdentifier/uniqueTransactionIdentifier"]);
    assert.deepEqual(
      told,
      ids.flatMap((id) => [id, id]),
    );
    const time = (await getBlockTimes(client, { blocks: [blocks.taken] })).get(blocks.taken);
    for (const one of report.trades) assert.equal(one.transactionTime, time?.toISOString().replace(".000", ""));
  });

  it("names no order before where several ended at once, and ends none that was matched wholly", async () => {
    const { client, alice, bob, slot } = await fixture(connection);
    const asks = ["sell 1 0.12", "sell 1 0.13", "sell 1 0.14"].map((text) => order(2, slot, text));
    const { results } = await placeOrders(bob, { orders: asks });
    await placeOrder(alice, { ...order(1, slot, "buy 1 0.15"), kind: "immediateOrCancel" });
    const fromBlock = (await connection.ethers.provider.getBlockNumber()) + 1;
    await placeOrderClosing(bob, { ...order(2, slot, "sell 2 0.2"), close: results.map(({ id }) => rested(id)) });
    const { orders } = await readReport(client, { fromBlock, toBlock: fromBlock });
    assert.deepEqual(
      orders.map((one) => [one.orderStatus, one["priceDetails/price"], one["orderId/previousOrderIdentifier"]]),
      [
        ["WIT", "0.1300", undefined],
        ["WIT", "0.1400", undefined],
        ["ACT", "0.2000", undefined],
      ],
    );
  });

  it("of some blocks tells only of these, as the whole one does", async () => {
    const { report, client, blocks } = await load();
    const part = await readReport(client, { fromBlock: blocks.taken, toBlock: blocks.taken });
    const unnumbered = ({ RecordSeqNumber: _, ...rest }: OrderRecord) => rest;
    assert.deepEqual(part.orders.map(unnumbered), report.orders.slice(4, 7).map(unnumbered));
    assert.deepEqual(part.trades, report.trades);
    const before = await readReport(client, { fromBlock: 0, toBlock: blocks.placed });
    assert.deepEqual(before.orders, report.orders.slice(0, 4));
    assert.deepEqual(before.trades, []);
  });

  it("refuses blocks in the wrong order, and those that are not there yet", async () => {
    const { client, blocks } = await load();
    const backwards = await refusal(readReport(client, { fromBlock: 9, toBlock: 8 }));
    assert.deepEqual(
      [backwards.name, backwards.message],
      ["ParameterError", "Block 9, the first, lies behind 8, the last."],
    );
    const ahead = await refusal(readReport(client, { fromBlock: 0, toBlock: blocks.last + 100 }));
    assert.deepEqual([ahead.name, ahead.message], ["NoBlock", `The node has no block ${blocks.last + 100}.`]);
  });
});

function mirrored(record: TradeRecord) {
  return MIRRORED.map((field) => record[field]);
}
