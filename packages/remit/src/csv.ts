import type { Table } from "@gridwatt/statements";

import { CONTRACT_FIELDS, ORDER_FIELDS, TRADE_FIELDS } from "./fields.ts";
import type { Report } from "./report.ts";

const KIND = "record";
const ENTITY = "reportingEntityID/ace";

/** Each field once, where the first kind of record has it. */
const COLUMNS = [...new Set([KIND, ENTITY, ...CONTRACT_FIELDS, ...ORDER_FIELDS, ...TRADE_FIELDS])];

/** A report as a table: a row for each contract, order report and trade report, empty where a field does not apply. */
export function reportTable({ reportingEntity, contracts, orders, trades }: Report): Table {
  const blank = Object.fromEntries(COLUMNS.map((column) => [column, ""]));
  const rowsOf = (kind: string, records: readonly object[]) =>
    records.map((record) => ({ ...blank, [KIND]: kind, [ENTITY]: reportingEntity, ...record }));
  const rows = [...rowsOf("contract", contracts), ...rowsOf("order", orders), ...rowsOf("trade", trades)];
  return { columns: COLUMNS, rows };
}
