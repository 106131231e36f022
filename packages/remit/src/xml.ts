import { XMLBuilder } from "fast-xml-parser";

import { CONTRACT_FIELDS, ORDER_FIELDS, TRADE_FIELDS, type RecordOf } from "./fields.ts";
import type { Report } from "./report.ts";

const NAMESPACE = "http://www.acer.europa.eu/REMIT/REMITTable1_V3.xsd";

const BUILDER = new XMLBuilder({ format: true, ignoreAttributes: false, attributeNamePrefix: "@" });

interface Node {
  [name: string]: Node | string;
}

/**
 * A report as an XML file of ACER's schema REMITTable1_V3.xsd. Lists without records are left out, as the schema asks.
 * The same report makes the same file.
 */
export function toXml({ reportingEntity, contracts, orders, trades }: Report): string {
  return BUILDER.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    REMITTable1: {
      "@xmlns": NAMESPACE,
      reportingEntityID: { ace: reportingEntity },
      ...list(contracts, { within: "contractList", name: "contract", fields: CONTRACT_FIELDS }),
      ...list(orders, { within: "OrderList", name: "OrderReport", fields: ORDER_FIELDS }),
      ...list(trades, { within: "TradeList", name: "TradeReport", fields: TRADE_FIELDS }),
    },
  });
}

interface ListForm<Fields extends readonly string[]> {
  readonly within: string;
  readonly name: string;
  readonly fields: Fields;
}

function list<Fields extends readonly string[]>(
  records: readonly RecordOf<Fields>[],
  { within, name, fields }: ListForm<Fields>,
): object {
  return records.length === 0 ? {} : { [within]: { [name]: records.map((record) => nodeOf(record, fields)) } };
}

function nodeOf<Fields extends readonly string[]>(record: RecordOf<Fields>, fields: Fields): Node {
  const root: Node = {};
  for (const field of fields) {
    const value = record[field as Fields[number]];
    if (value !== undefined) put(root, field.split("/"), value);
  }
  return root;
}

function put(node: Node, [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    node[name] = value;
    return;
  }
  const inner = typeof node[name] === "object" ? node[name] : {};
  node[name] = inner;
  put(inner, rest, value);
}
