export { parseCodes, STAND_INS, type Codes } from "./codes.ts";
export { reportTable } from "./csv.ts";
export { CodeFileError } from "./errors.ts";
export { CONTRACT_FIELDS, ORDER_FIELDS, TRADE_FIELDS } from "./fields.ts";
export type { ContractRecord, OrderRecord, RecordOf, TradeRecord } from "./fields.ts";
export { contractIdOf, orderIdOf, transactionIdOf } from "./ids.ts";
export { readReport, requireRange, type BlockRange, type ReadReportParameters, type Report } from "./report.ts";
export { toXml } from "./xml.ts";
