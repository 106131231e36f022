import { getBlockTimes, getEvents, readContract, type Client, type MarketEventOf } from "@gridwatt/sdk";

import { MakerFees, type EarnedFee } from "./maker-fees.ts";
import { rewardsOf, type AccountReward } from "./rewards.ts";
import { RewardTree } from "./tree.ts";

const DAY_SECONDS = 86_400;
/** {s} after an epoch's end, until which what comes into the fund is for that epoch, too. */
export const LAG_SECONDS = DAY_SECONDS;
const FUND_EVENTS = ["PaidOut", "RewardsSubmitted", "RewardsReturned", "EpochCapSet"] as const;

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
  /** {base} of any epoch's rewards: what holds at present, or held when this epoch's were submitted. */
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

export interface ReadOldestIncentivesParameters {
  /** Days since 1970, the first and the last. */
  readonly from: number;
  readonly to: number;
  /** {s} By the chain's clock. */
  readonly now: number;
}

/** The youngest epoch whose fund is known: the day after it is over. @param now {s} */
export function lastReadyEpoch(now: number): number {
  return Math.floor((now - LAG_SECONDS) / DAY_SECONDS) - 1;
}

/**
 * Computes what makers earned in an epoch from nothing but the market's events, so that every operator comes to the same.
 * Throws `RangeError` where it is too early for that, `GridwattError` and `ReplayError` as `readHistory` does.
 * @example
 * const { rewards } = await readIncentives(client, { epoch: 20_785, now });
 */
export async function readIncentives(client: Client, { epoch, now }: ReadIncentivesParameters): Promise<Incentives> {
  requireReady(epoch, now);
  return incentivesOf(await readPast(client), epoch);
}

/**
 * The first of some epochs in which anybody earned anything; null where nobody did. The market's events are read once, however
 * many epochs there are. Throws as `readIncentives` does.
 * @example
 * const oldest = await readOldestIncentives(client, { from: last + 1, to: lastReadyEpoch(now), now });
 */
export async function readOldestIncentives(
  client: Client,
  { from, to, now }: ReadOldestIncentivesParameters,
): Promise<Incentives | null> {
  requireReady(to, now);
  const past = await readPast(client);
  for (let epoch = from; epoch <= to; ++epoch) {
    const incentives = await incentivesOf(past, epoch);
    if (incentives.rewards.length > 0) return incentives;
  }
  return null;
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

/** All that was told until now. */
interface Past {
  readonly client: Client;
  readonly fees: readonly EarnedFee[];
  readonly fundEvents: readonly FundEvent[];
  /** {s} When a block was made; each is asked for once. */
  readonly timeOf: (block: number) => Promise<number>;
}

async function readPast(client: Client): Promise<Past> {
  const [events, fundEvents] = await Promise.all([getEvents(client, {}), getEvents(client, { names: FUND_EVENTS })]);
  const made = new MakerFees();
  for (const event of events) made.apply(event);
  const times = new Map<number, number>();
  const timeOf = async (block: number) => {
    const known = times.get(block) ?? secondsOf((await getBlockTimes(client, { blocks: [block] })).get(block));
    times.set(block, known);
    return known;
  };
  return { client, fees: made.fees, fundEvents, timeOf };
}

async function incentivesOf(past: Past, epoch: number): Promise<Incentives> {
  const { client, fundEvents } = past;
  const end = (epoch + 1) * DAY_SECONDS;
  const share = await readContract(client, { contract: "incentives", name: "shareOf", args: [epoch] });
  const begins = await firstFrom(past, past.fees, end - DAY_SECONDS);
  const fees = past.fees.slice(begins, await firstFrom(past, past.fees, end));
  const known = await firstFrom(past, fundEvents, end + LAG_SECONDS);
  const of = { epoch, incentives: client.deployment.contracts.incentives };
  const fund = fundOf(fundEvents.slice(0, known), fundEvents, of);
  const sum = fees.reduce((total, { base }) => total + base, 0n);
  const within = (cap: bigint): Incentives => {
    const rewards = rewardsOf(fees, { share, most: fund < cap ? fund : cap });
    return { epoch, share, fees: sum, fund, cap, rewards };
  };
  const submitted = fundEvents.findIndex((event) => event.name === "RewardsSubmitted" && event.epoch === epoch);
  if (submitted < 0) return within(await readContract(client, { contract: "incentives", name: "epochCap", args: [] }));
  return asSubmitted(fundEvents, { submitted, known }, within);
}

/**
 * What was submitted for an epoch, whatever the cap is now: rewards were computed by one that held at some time between when
 * their fund was known and when they were submitted, and the root tells by which. Where it is none's, by the last.
 */
function asSubmitted(
  fundEvents: readonly FundEvent[],
  { submitted, known }: { readonly submitted: number; readonly known: number },
  within: (cap: bigint) => Incentives,
): Incentives {
  const event = fundEvents[submitted];
  const caps = fundEvents
    .slice(0, submitted)
    .flatMap((one, at) => (one.name === "EpochCapSet" ? [{ ...one, at }] : []));
  const heldFirst = caps.findLastIndex(({ at }) => at < known);
  const able = caps.slice(Math.max(0, heldFirst)).map(({ cap }) => within(cap));
  const isIt = ({ rewards }: Incentives) =>
    event?.name === "RewardsSubmitted" && rewards.length > 0 && new RewardTree(rewards).root === event.root;
  const found = able.findLast(isIt) ?? able.at(-1);
  if (found === undefined) throw new Error("the contract told no cap before rewards were submitted");
  return found;
}

/** The place of the first of some rising blocks that was made at a time {s} or later; asks for as few as finding it takes. */
async function firstFrom(past: Past, items: readonly { readonly block: number }[], seconds: number): Promise<number> {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((await past.timeOf(items[middle]?.block ?? 0)) >= seconds) high = middle;
    else low = middle + 1;
  }
  return low;
}

function requireReady(epoch: number, now: number): void {
  if (epoch <= lastReadyEpoch(now)) return;
  throw new RangeError(`the fund of day ${epoch} is known when day ${epoch + 1} is over`);
}

function secondsOf(date: Date | undefined): number {
  return (date?.getTime() ?? 0) / 1000;
}
