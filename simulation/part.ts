import { getAccount, getFees, getWattBalance, Slot } from "@gridwatt/sdk";

import type { HumanParameters } from "../deploy/parameters/types.ts";
import { local } from "../deploy/parameters/local.ts";
import { SimulatedChain, type Spent } from "./chain.ts";
import { setUp, type Community } from "./members.ts";
import { Meter, type Registers } from "./meters.ts";
import type { Profile, SlotProfiles } from "./profiles.ts";
import { Rounds, type SlotOutcome, type Tariff } from "./rounds.ts";
import { SLOTS_PER_DAY } from "./totals.ts";
import type { Neighbourhood } from "./zones.ts";

/** Begin of the profiles' slot 0. */
const FIRST = Slot.at("2026-01-01T00:00:00Z");
/** A chain begins a day before its first slot; members join two hours before it. */
const CHAIN_LEAD = 96;
const SET_UP_LEAD = 8;
/** Slots that a round lags behind the slot it bids for, until that is settled. */
const LAG = 3;

/** Some days of a simulation, which one chain plays. Plain data, so that it can go to another process. */
export interface Part {
  readonly names: readonly string[];
  /** The most that each member's meter counts in a slot. */
  readonly peaks: readonly Profile[];
  readonly neighbourhood: Neighbourhood;
  readonly tariff: Tariff;
  /** Whether everybody places the orders of a day at once, before it begins. */
  readonly daily: boolean;
  /** Which of the profiles' slots is the part's first. */
  readonly first: number;
  readonly profiles: readonly SlotProfiles[];
  /** What each member pays in {unit}. */
  readonly deposits: readonly bigint[];
  readonly registers: readonly Registers[];
}

/** What a part came to when everything in it was settled. */
export interface PartResult {
  /** What each member has {unit}. */
  readonly free: readonly bigint[];
  /** What the market earned, then each grid operator {unit}. */
  readonly fees: readonly bigint[];
  /** What the exchange holds {unit}. */
  readonly held: bigint;
  readonly registers: readonly Registers[];
  readonly setUp: Spent;
  readonly spent: Spent;
  /** {KiB} The most memory that the process had. */
  readonly peakMemory: number;
  /** Whether no account has a position left. */
  readonly isSettled: boolean;
}

/** Plays a part on a chain of its own. */
export async function playPart(part: Part, onSlot: (outcome: SlotOutcome) => void): Promise<PartResult> {
  const first = FIRST.plus(part.first);
  const genesis = first.plus(-CHAIN_LEAD).begin.toISOString();
  const chain = await SimulatedChain.start(parametersOf(part.neighbourhood), genesis);
  try {
    const meters = part.names.map((name, at) => new Meter(name, part.registers[at]));
    const now = first.plus(-SET_UP_LEAD).beginSeconds;
    const community = await setUp(chain, { part, meters, now });
    const before = chain.spent;
    const rounds = await Rounds.create({ chain, community, tariff: part.tariff });
    await playSlots(rounds, part, onSlot);
    const { transactions, gas } = chain.spent;
    const spent = { transactions: transactions - before.transactions, gas: gas - before.gas };
    const closing = await closingOf(chain, community, part.neighbourhood.operators.length + 1);
    const peakMemory = process.resourceUsage().maxRSS;
    return { ...closing, setUp: before, spent, peakMemory, registers: meters.map(({ registers }) => registers) };
  } finally {
    await chain.close();
  }
}

/** A market that takes any order and any pair of prices. */
function parametersOf({ operators, zones }: Neighbourhood): HumanParameters {
  const rules = { ...local.rules, minEnergy: "0.001", minSpread: "0.0001", maxShort: "9.9999" };
  return { ...local, rules, operators, zones };
}

async function playSlots(rounds: Rounds, part: Part, onSlot: (outcome: SlotOutcome) => void): Promise<void> {
  const { profiles, daily } = part;
  const uncollected: Slot[] = [];
  rounds.prepare(FIRST.plus(part.first), []);
  for (let at = 0; at < profiles.length + LAG; at += 1) {
    const slot = FIRST.plus(part.first + at);
    const isMidnight = at % SLOTS_PER_DAY === 0;
    const day = profiles.slice(at, at + SLOTS_PER_DAY);
    if (isMidnight && day.length > 0) await rounds.open(slot, day.length);
    const isLast = at === profiles.length + LAG - 1;
    const next = isLast ? undefined : () => rounds.prepare(slot.plus(1), profiles[at - 1] ?? []);
    const outcome = await rounds.play(slot, daily ? (isMidnight ? day : []) : day.slice(0, 1), next);
    if (outcome === null) continue;
    uncollected.push(slot.plus(-LAG));
    if (isLast || uncollected.length === SLOTS_PER_DAY) await rounds.collect(uncollected.splice(0), slot);
    onSlot(outcome);
  }
}

/** What a chain says when all of it is over. */
async function closingOf(chain: SimulatedChain, { members }: Community, earners: number) {
  const { client } = chain;
  const free: bigint[] = [];
  let isSettled = true;
  for (const { account } of members) {
    const found = await getAccount(client, { account });
    if (found === null) throw new Error(`account ${account} is gone`);
    free.push(found.free.units);
    if (found.activeSlots !== 0) isSettled = false;
  }
  const fees: bigint[] = [];
  for (let operator = 0; operator < earners; operator += 1) fees.push((await getFees(client, { operator })).units);
  const held = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  return { free, fees, held: held.units, isSettled };
}
