import assert from "node:assert/strict";

import { readReport, reportTable, STAND_INS, toXml, type Report } from "@gridwatt/remit";
import { toCsv } from "@gridwatt/statements";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { network } from "hardhat";

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
  it("is the book, with delivery in local time and ids in UTC", async () => {
    const { client, blocks, slot } = await load();
    const { contracts } = await readReport(client, { fromBlock: 0, toBlock: blocks.last, timeZone: "Asia/Kolkata" });
    const [contract] = contracts;
    const local = new Date(slot.begin.getTime() + 5.5 * 3_600_000).toISOString();
    const clock = (minutes: number) => {
      const time = new Date(Date.parse(local) + minutes * 60_000).toISOString().slice(11, 19);
      return minutes > 0 && time === "00:00:00" ? "24:00:00" : time;
    };
    assert.equal(contract?.contractId, `99Y-GRIDWATT-Z02_${slot}`);
    assert.deepEqual([contract.deliveryStartDate, contract.deliveryEndDate], [local.slice(0, 10), local.slice(0, 10)]);
    assert.equal(contract["deliveryProfile/loadDeliveryStartTime"], clock(0));
    assert.equal(contract["deliveryProfile/loadDeliveryEndTime"], clock(15));
  });
});

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
