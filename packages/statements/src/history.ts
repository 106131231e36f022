import {
  getBlockTimes,
  getEvents,
  getMeter,
  type Client,
  type GetMeterReturnType,
  type MarketEventOf,
} from "@gridwatt/sdk";

import { GridFees, type FeeShare } from "./grid-fees.ts";
import { Journal } from "./journal.ts";
import { metersIn, ReadingFileError, type Opening } from "./readings.ts";

/** What the fee router tells of fees that go to payees. */
const FEE_EVENTS = ["FeesCredited", "PaidOut"] as const;
type FeeEventName = (typeof FEE_EVENTS)[number];

/** All that a market told up to a block, and when. */
export interface History {
  readonly journal: Journal;
  /** Fees of all operators, in the order in which they were earned. */
  readonly shares: readonly FeeShare[];
  readonly feeEvents: readonly MarketEventOf<FeeEventName>[];
  /** When blocks were made, as far as they say anything for a statement. */
  readonly times: ReadonlyMap<number, Date>;
}

export interface ReadHistoryParameters {
  /** Default: the latest block. */
  readonly toBlock?: number;
}

/**
 * Reads a market's events from its first block on and rebuilds all accounts and fees from them. Throws `GridwattError`,
 * and `JournalError`, `ReplayError` or `GridFeeError` where events contradict each other.
 * @example
 * const history = await readHistory(client, {});
 */
export async function readHistory(client: Client, parameters: ReadHistoryParameters): Promise<History> {
  const [journal, fees] = [new Journal(), new GridFees()];
  const [events, feeEvents] = await Promise.all([
    getEvents(client, parameters),
    getEvents(client, { ...parameters, names: FEE_EVENTS }),
  ]);
  for (const event of events) {
    journal.apply(event);
    fees.apply(event);
  }
  const told = [...journal.postings, ...fees.shares, ...feeEvents];
  const times = await getBlockTimes(client, { blocks: told.map(({ block }) => block) });
  return { journal, shares: fees.shares, feeEvents, times };
}

/** The meters of an account that openings name. Throws `ReadingFileError` for another's. */
export async function readMeters(
  client: Client,
  of: { readonly account: number; readonly openings: readonly Opening[] },
): Promise<GetMeterReturnType[]> {
  const numbers = metersIn(of.openings);
  const meters = await Promise.all(numbers.map((meter) => getMeter(client, { meter })));
  return meters.map((meter, at) => {
    if (meter?.account === of.account) return meter;
    throw new ReadingFileError(`Meter ${numbers[at]} in the readings is not one of account ${of.account}.`);
  });
}

/** When a block was made. */
export function timeOf({ times }: Pick<History, "times">, block: number): Date {
  const time = times.get(block);
  if (time === undefined) throw new Error(`nobody asked when block ${block} was made`);
  return time;
}
