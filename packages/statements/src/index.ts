export type { Period } from "./booking.ts";
export { formatKwh, formatPrice, utcTime } from "./cells.ts";
export { centsRoundedHalfAway, dividedHalfAway, formatBase, formatCents, RunningCents } from "./cents.ts";
export { toCsv, type Table } from "./csv.ts";
export { GridFeeError, GridFees, MARKET, type FeeShare, type Frozen, type Traded } from "./grid-fees.ts";
export { readHistory, readMeters, timeOf, type History, type ReadHistoryParameters } from "./history.ts";
export {
  HOST_EVENTS,
  hostStatementOf,
  type HostDay,
  type HostEvent,
  type HostStatement,
  type HostStatementParameters,
  type HostTotals,
} from "./host.ts";
export {
  backingOf,
  Journal,
  JournalError,
  total,
  type Funds,
  type Posting,
  type PostingKind,
  type PricePair,
  type SlotHolding,
} from "./journal.ts";
export {
  ledgerOf,
  slotTable,
  totalsOf,
  totalTable,
  type DeliveryMoney,
  type LedgerRow,
  type SlotRow,
  type TotalRow,
} from "./ledger.ts";
export { feeStatementOf, feeTable, type FeeLine, type FeeStatement } from "./operator.ts";
export { countedBySlot, parseOpenings, ReadingFileError, type Counted, type Opening } from "./readings.ts";
export { levelOf, Replay, ReplayError, type BookEvent, type MakerFill, type RestingOrder } from "./replay.ts";
export { statementOf, statementTable, type Statement, type StatementLine } from "./statement.ts";
export { parseRates, RateFileError, Vat, type ItemTax, type TaxedKind, type VatRate, type VatRates } from "./vat.ts";
