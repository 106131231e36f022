import { getBlockTimes, getEvents, readContract, type Client, type MarketEventOf } from "@gridwatt/sdk";

import { MakerFees } from "./maker-fees.ts";
import { rewardsOf, type AccountReward } from "./rewards.ts";

const DAY_SECONDS = 86_400;
/** {s} after an epoch's end, until which what comes into the fund is for that epoch, too. */
export const LAG_SECONDS = DAY_SECONDS;
const FUND_EVENTS = ["PaidOut", "RewardsSubmitted", "RewardsReturned"] as const;

type FundEvent = MarketEventOf<(typeof FUND_EVENTS)[number]>;

/** What makers earned in an epoch, and what bounded it. */
export interface Incentives {
  /** Day since 1970. */
  readonly epoch: number;
  /** {basis point} of the fees. */
  readonly share: bigint;
  /** {base} market fees of trades between different owners, less what hosts get of them. */
  readonly fees: bigint;
  /** {base} in the fund for this epoch. */
  readonly fund: bigint;
  /** {base} of any epoch's rewards. */
  readonly cap: bigint;
  /** Rising by account. */
  readonly rewards: readonly AccountReward[];
}

export interface ReadIncentivesParameters {
  /** Day since 1970, which ended more than a day ago. */
  readonly epoch: number;
  /** {s} By the chain's clock. */
  readonly now: number;
}

/**
 * Computes what makers earned in an epoch from nothing but the market's events, so that every operator comes to the same.
 * Throws `RangeError` where it is too early for that, `GridwattError` and `ReplayError` as `readHistory` does.
 * @example
 * const { rewards } = await readIncentives(client, { epoch: 20_785, now });
 */
export async function readIncentives(client: Client, { epoch, now }: ReadIncentivesParameters): Promise<Incentives> {
  const end = (epoch + 1) * DAY_SECONDS;
  if (now < end + LAG_SECONDS) throw new RangeError(`the fund of day ${epoch} is known when day ${epoch + 1} is over`);
  const [events, fundEvents, share, cap] = await Promise.all([
    getEvents(client, {}),
    getEvents(client, { names: FUND_EVENTS }),
    readContract(client, { contract: "incentives", name: "shareOf", args: [epoch] }),
    readContract(client, { contract: "incentives", name: "epochCap", args: [] }),
  ]);
  const made = new MakerFees();
  for (const event of events) made.apply(event);
  const fees = await within(client, made.fees, { begin: end - DAY_SECONDS, end });
  const told = await within(client, fundEvents, { begin: 0, end: end + LAG_SECONDS });
  const fund = fundOf(told, fundEvents, { epoch, incentives: client.deployment.contracts.incentives });
  const most = fund < cap ? fund : cap;
  const rewards = rewardsOf(fees, { share, most });
  return { epoch, share, fees: fees.reduce((sum, { base }) => sum + base, 0n), fund, cap, rewards };
}

/**
 * {base} in the fund for an epoch: what came into it until a day after the epoch, less all that was promised to epochs
 * before, whenever that was told.
 * @param told what was told until then
 * @param all what was ever told
 */
export function fundOf(
  told: readonly FundEvent[],
  all: readonly FundEvent[],
  of: { readonly epoch: number; readonly incentives: string },
): bigint {
  let fund = 0n;
  for (const event of told) {
    if (event.name === "PaidOut" && event.payee === of.incentives) fund += event.base;
    if (event.name === "RewardsReturned") fund += event.base;
  }
  for (const event of all) if (event.name === "RewardsSubmitted" && event.epoch < of.epoch) fund -= event.total;
  return fund;
}

/** Those of some rising blocks that were made in a time {s}; asks for as few blocks as finding its ends takes. */
async function within<T extends { readonly block: number }>(
  client: Client,
  items: readonly T[],
  time: { readonly begin: number; readonly end: number },
): Promise<readonly T[]> {
  const firstFrom = async (seconds: number) => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = items[middle]?.block ?? 0;
      const made = (await getBlockTimes(client, { blocks: [block] })).get(block);
      if (made === undefined || made.getTime() >= seconds * 1000) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return items.slice(await firstFrom(time.begin), await firstFrom(time.end));
}
