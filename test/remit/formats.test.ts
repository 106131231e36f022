import assert from "node:assert/strict";

import { openSlots, placeOrder, Price } from "@gridwatt/sdk";
import { readReport, reportTable, STAND_INS, toXml, type Report } from "@gridwatt/remit";
import { toCsv } from "@gridwatt/statements";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { network } from "hardhat";

import { fixture, order } from "../sdk/fixture.ts";
import { market } from "./market.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(played);

async function played() {
  const all = await market(connection);
  return { ...all, report: await readReport(all.client, { fromBlock: 0, toBlock: all.blocks.last }) };
}

type Row = Readonly<Record<string, string>>;
type Node = { readonly [name: string]: Node | string };

const PARSER = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => ["contract", "OrderReport", "TradeReport"].includes(name),
});
const LISTS = [
  ["contract", "contractList"],
  ["order", "OrderList"],
  ["trade", "TradeList"],
] as const;

/** A row without its empty cells. */
const filled = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ""));

describe("a REMIT report as CSV", () => {
  it("reads back as what it was written from", async () => {
    const { report } = await load();
    const { columns, rows } = reportTable(report);
    const [head, ...lines] = toCsv({ columns, rows }).split("\r\n");
    assert.deepEqual(head?.split(","), columns);
    assert.equal(lines.pop(), "");
    const read = lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [columns[at], cell])));
    assert.deepEqual(read, rows);
    const kinds = ["contract", "order", "trade"].map((kind) => rows.filter(({ record }) => record === kind).length);
    assert.deepEqual(kinds, [2, 14, 6]);
  });
});

describe("a REMIT report as XML", () => {
  it("is well-formed and reads back as the rows of the CSV", async () => {
    const { report } = await load();
    const xml = toXml(report);
    assert.equal(XMLValidator.validate(xml), true);
    assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<REMITTable1 xmlns="[^"]+\/REMITTable1_V3\.xsd">\n/);
    assert.deepEqual(rowsIn(xml), reportTable(report).rows.map(filled));
  });

  it("has elements in the schema's order, however a record was made", async () => {
    const { report } = await load();
    const [order] = report.orders;
    const reversed = Object.fromEntries(Object.entries(order ?? {}).reverse());
    assert.notDeepEqual(Object.keys(reversed), Object.keys(order ?? {}));
    assert.equal(toXml({ ...report, orders: [reversed] }), toXml({ ...report, orders: [order ?? {}] }));
  });

  it("escapes whatever a text has", async () => {
    const { report } = await load();
    const contractName = `<a & "b" 'c'>]]>`;
    const xml = toXml({ ...report, contracts: [{ contractName }] });
    assert.equal(XMLValidator.validate(xml), true);
    assert.equal(rowsIn(xml)[0]?.["contractName"], contractName);
  });

  it("leaves out lists of nothing", () => {
    const empty: Report = { reportingEntity: STAND_INS.reportingEntity, contracts: [], orders: [], trades: [] };
    assert.doesNotMatch(toXml(empty), /List/);
  });
});

describe("the contract of a report", () => {
  it("is the book, with delivery in local time to the end of the day, and ids in UTC", async () => {
    const { client, bob, slot } = await fixture(connection);
    const last = slot.plus(3 - (slot.number % 4));
    const pair = { long: Price.parse("0.0500"), short: Price.parse("0.4000") };
    if (!last.equals(slot)) await openSlots(client, { pairs: [{ slot: last, ...pair }] });
    await placeOrder(bob, order(2, last, "sell 1 0.12"));
    const block = await connection.ethers.provider.getBlockNumber();
    const { timeZone, date } = wherever23(last.begin);
    const { contracts } = await readReport(client, { fromBlock: block, toBlock: block, timeZone });
    const [contract, second] = contracts;
    assert.equal(second, undefined);
    assert.equal(contract?.contractId, `99Y-GRIDWATT-Z02_${last}`);
    assert.deepEqual([contract.deliveryStartDate, contract.deliveryEndDate], [date, date]);
    assert.equal(contract["deliveryProfile/loadDeliveryStartTime"], "23:45:00");
    assert.equal(contract["deliveryProfile/loadDeliveryEndTime"], "24:00:00");
  });
});

/** A time zone whose clocks show 23 hours at a time, and the day there. The signs of Etc are the other way round. */
function wherever23(time: Date): { readonly timeZone: string; readonly date: string } {
  const hour = time.getUTCHours();
  const ahead = hour < 11 ? -hour - 1 : 23 - hour;
  const date = new Date(time.getTime() + ahead * 3_600_000).toISOString().slice(0, 10);
  return { timeZone: `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`, date };
}

/** The records of an XML file by the paths of their elements, as rows of the CSV without empty cells. */
function rowsIn(xml: string): Row[] {
  const { REMITTable1: root } = PARSER.parse(xml) as { REMITTable1: Record<string, Record<string, Node[] | string>> };
  const entity = String(root["reportingEntityID"]?.["ace"]);
  return LISTS.flatMap(([record, list]) => {
    const [nodes = []] = Object.values(root[list] ?? {}) as Node[][];
    return nodes.map((node) => ({ record, "reportingEntityID/ace": entity, ...flat(node, "") }));
  });
}

function flat(node: Node, path: string): Row {
  return Object.assign(
    {},
    ...Object.entries(node).map(([name, value]) =>
      typeof value === "string" ? { [path + name]: value } : flat(value, `${path}${name}/`),
    ),
  ) as Row;
}
