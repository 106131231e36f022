import { getBlockTimes, getEvents, ParameterError, TIME_ZONE, type Client, type MarketEventOf } from "@gridwatt/sdk";

import { STAND_INS, type Codes } from "./codes.ts";
import type { ContractRecord, OrderRecord, TradeRecord } from "./fields.ts";
import { Recorder } from "./recorder.ts";

const NAMES = ["SlotOpened", "OrderPlaced", "Trade", "OrderClaimed", "OrderReduced", "OrderClosed"] as const;

/** Blocks, the first and the last included. */
export interface BlockRange {
  readonly fromBlock: number;
  readonly toBlock: number;
}

export interface ReadReportParameters extends BlockRange {
  /** Default: stand-ins, which ACER knows nobody by. */
  readonly codes?: Codes;
  /** In which delivery dates and times are told, as Table 1 wants them; default: that of the SDK. */
  readonly timeZone?: string;
}

/**
 * What happened to orders in a range of blocks, which trades were made, and the contracts that all these are of. Orders
 * and trades are in the order of the chain; contracts in that in which they are first named.
 */
export interface Report {
  /** ACER code of who sends it. */
  readonly reportingEntity: string;
  readonly contracts: readonly ContractRecord[];
  readonly orders: readonly OrderRecord[];
  /** Two of each trade, one for either side. */
  readonly trades: readonly TradeRecord[];
}

/**
 * Reads a report of orders and trades after Table 1 of the Annex of Implementing Regulation (EU) No 1348/2014, standard
 * contracts for the supply of electricity. Reads the market's events from its first block on, since only they tell whose
 * orders a trade filled.
 * Throws `ParameterError` for a range that ends before it begins, `GridwattError` "NoBlock" for one that the chain has not
 * reached, `CodeFileError` where a code is missing, and `ReplayError` where events contradict each other.
 * @example
 * const report = await readReport(client, { fromBlock: 1_000, toBlock: 1_999 });
 * writeFileSync("report.xml", toXml(report));
 */
export async function readReport(client: Client, parameters: ReadReportParameters): Promise<Report> {
  requireRange(parameters);
  const { fromBlock, toBlock, codes = STAND_INS, timeZone = TIME_ZONE } = parameters;
  await getBlockTimes(client, { blocks: [toBlock] });
  const events = await getEvents(client, { names: NAMES, toBlock });
  const told = events.filter(isReported).filter(({ block }) => block >= fromBlock);
  const times = await getBlockTimes(client, { blocks: told.map(({ block }) => block) });
  const recorder = new Recorder({ deployment: client.deployment, codes, timeZone, fromBlock, times });
  for (const event of events) recorder.apply(event);
  const { contracts, orders, trades } = recorder;
  return { reportingEntity: codes.reportingEntity, contracts, orders, trades };
}

/** Throws `ParameterError` for blocks in the wrong order. */
export function requireRange({ fromBlock, toBlock }: BlockRange): void {
  if (fromBlock > toBlock) throw new ParameterError(`Block ${fromBlock}, the first, lies behind ${toBlock}, the last.`);
}

/** A claim only books what a trade told, and a slot that opens is nobody's order. */
function isReported({ name }: MarketEventOf<(typeof NAMES)[number]>): boolean {
  return name !== "OrderClaimed" && name !== "SlotOpened";
}
