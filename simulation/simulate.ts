import { getAccount, getFees, getWattBalance, Money, Slot } from "@gridwatt/sdk";

import type { HumanParameters } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import { SimulatedChain, type Spent } from "./chain.ts";
import { setUp, type Community } from "./members.ts";
import { Meter } from "./meters.ts";
import { readProfiles, type ProfileSummary, type SlotProfiles } from "./profiles.ts";
import { reportOf, type Checks, type Report } from "./report.ts";
import { Rounds, type Tariff } from "./rounds.ts";
import { SLOTS_PER_DAY, Totals } from "./totals.ts";
import type { Neighbourhood } from "./zones.ts";

/** Begin of the profiles' slot 0. */
const FIRST = Slot.at("2026-01-01T00:00:00Z");
/** A chain begins a day before its first slot; members join two hours before it. */
const CHAIN_LEAD = 96;
const SET_UP_LEAD = 8;
/** Slots that a round lags behind the slot it bids for, until that is settled. */
const LAG = 3;
/**
 * Rows of the profiles that one chain plays: the embedded EVM keeps every transaction and every state in memory, so a
 * long simulation goes on, with everybody's money and meters, on a new chain whenever all is settled.
 */
const ROWS_PER_CHAIN = 24_000;

export interface SimulationRequest {
  readonly file: string;
  readonly summary: ProfileSummary;
  readonly neighbourhood: Neighbourhood;
  readonly tariff: Tariff;
  /** Whether everybody places the orders of a day at once, before it begins. */
  readonly daily: boolean;
  /** Told after each slot. */
  readonly onSlot?: (slot: number) => void;
}

export interface Simulated {
  readonly report: Report;
  readonly totals: Totals;
}

/** What goes on from one chain to the next. */
interface Simulation {
  readonly request: SimulationRequest;
  readonly source: AsyncGenerator<SlotProfiles>;
  readonly meters: readonly Meter[];
  readonly totals: Totals;
  /** What each member has in the market. */
  free: readonly Money[];
  /** The market's, then the grid operators'. */
  readonly fees: Money[];
  readonly setUp: { transactions: number; gas: bigint };
  readonly spent: { transactions: number; gas: bigint };
  moneyConserved: boolean;
  everyAccountSettled: boolean;
}

/** Plays profiles on the real contracts: every bid an order, every slot attested and settled. */
export async function simulate(request: SimulationRequest): Promise<Simulated> {
  const began = performance.now();
  const { summary, neighbourhood, tariff, file } = request;
  // {tick x Wh} = {unit}: the most that an account can owe or have locked over all slots, and never nothing.
  const each = Money.ofUnits(tariff.retail * summary.turnover + 1n);
  const simulation: Simulation = {
    request,
    source: readProfiles(file),
    meters: summary.accounts.map((name) => new Meter(name)),
    totals: new Totals(tariff),
    free: summary.accounts.map(() => each),
    fees: ["market", ...neighbourhood.operators].map(() => Money.ZERO),
    setUp: { transactions: 0, gas: 0n },
    spent: { transactions: 0, gas: 0n },
    moneyConserved: true,
    everyAccountSettled: true,
  };
  const span = slotsPerChain(summary.accounts.length);
  for (let first = 0; first < summary.slots; first += span) {
    await playChain(simulation, { first, count: Math.min(span, summary.slots - first) });
  }
  const { totals, fees, spent, moneyConserved, everyAccountSettled } = simulation;
  const energyConserved = totals.energyConserved && totals.slots === summary.slots;
  const checks: Checks = { moneyConserved, energyConserved, everyAccountSettled };
  const paid = simulation.free.map((money) => each.minus(money).units);
  const operators = neighbourhood.operators.map(({ id }) => id);
  const wallSeconds = (performance.now() - began) / 1000;
  const { setUp: before } = simulation;
  return {
    totals,
    report: reportOf({ summary, totals, paid, operators, fees, spent, checks, wallSeconds, setUp: before }),
  };
}

/** Whole days, and at least one. */
function slotsPerChain(accounts: number): number {
  return Math.max(1, Math.floor(ROWS_PER_CHAIN / accounts / SLOTS_PER_DAY)) * SLOTS_PER_DAY;
}

async function playChain(simulation: Simulation, part: { first: number; count: number }): Promise<void> {
  const { request, meters, free: deposits, fees } = simulation;
  const { summary, neighbourhood, tariff } = request;
  const first = FIRST.plus(part.first);
  const chain = await SimulatedChain.start(parametersOf(neighbourhood), first.plus(-CHAIN_LEAD).begin.toISOString());
  try {
    const now = first.plus(-SET_UP_LEAD).beginSeconds;
    const community = await setUp(chain, { summary, homes: neighbourhood.homes, meters, deposits, now });
    const before = chain.spent;
    const rounds = await Rounds.create({ chain, community, tariff });
    await playSlots(simulation, rounds, { ...part, members: community.members });
    const end = chain.spent;
    addTo(simulation.setUp, before);
    addTo(simulation.spent, { transactions: end.transactions - before.transactions, gas: end.gas - before.gas });
    const closing = await closingOf(chain, community, fees.length);
    simulation.free = closing.free;
    closing.fees.forEach((amount, at) => (fees[at] = (fees[at] ?? Money.ZERO).plus(amount)));
    simulation.everyAccountSettled &&= closing.isSettled;
    const owed = sumOf(closing.free).plus(sumOf(closing.fees)).units;
    simulation.moneyConserved &&= owed === sumOf(deposits).units && closing.held.units === owed;
  } finally {
    await chain.close();
  }
}

function parametersOf({ operators, zones }: Neighbourhood): HumanParameters {
  return { ...local, rules: { ...local.rules, minEnergy: "0.001", minSpread: "0.0001" }, operators, zones };
}

async function playSlots(
  { request, source, totals }: Simulation,
  rounds: Rounds,
  part: { first: number; count: number; members: Community["members"] },
): Promise<void> {
  const { members, count } = part;
  const pending = new Map<number, SlotProfiles>();
  const uncollected: Slot[] = [];
  const profilesOf = (at: number) => pending.get(at) ?? [];
  for (let at = 0; at < count + LAG; at += 1) {
    const slot = FIRST.plus(part.first + at);
    const isMidnight = at % SLOTS_PER_DAY === 0;
    const day = Math.max(0, Math.min(SLOTS_PER_DAY, count - at));
    if (isMidnight && day > 0) {
      await rounds.open(slot, day);
      for (let of = at; of < at + day; of += 1) pending.set(of, (await source.next()).value as SlotProfiles);
    }
    rounds.readMeters(slot, profilesOf(at - 2));
    const bidFor = request.daily ? (isMidnight ? day : 0) : Math.min(day, 1);
    const outcome = await rounds.play(
      slot,
      Array.from({ length: bidFor }, (_, of) => profilesOf(at + of)),
    );
    if (outcome === null) continue;
    totals.add(profilesOf(at - LAG), outcome, (place) => members[place]?.account ?? 0);
    pending.delete(at - LAG);
    uncollected.push(slot.plus(-LAG));
    const isLast = at === count + LAG - 1;
    if (isLast || uncollected.length === SLOTS_PER_DAY) await rounds.collect(uncollected.splice(0), slot);
    request.onSlot?.(totals.slots);
  }
}

/** What a chain says when all of it is over. */
async function closingOf(chain: SimulatedChain, { members }: Community, earners: number) {
  const { client } = chain;
  const free: Money[] = [];
  let isSettled = true;
  for (const { account } of members) {
    const found = await getAccount(client, { account });
    if (found === null) throw new Error(`account ${account} is gone`);
    free.push(found.free);
    if (found.activeSlots !== 0) isSettled = false;
  }
  const fees: Money[] = [];
  for (let operator = 0; operator < earners; operator += 1) fees.push(await getFees(client, { operator }));
  const held = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  return { free, fees, held, isSettled };
}

function sumOf(all: readonly Money[]): Money {
  return all.reduce((total, money) => total.plus(money), Money.ZERO);
}

function addTo(sum: { transactions: number; gas: bigint }, more: Spent): void {
  sum.transactions += more.transactions;
  sum.gas += more.gas;
}
