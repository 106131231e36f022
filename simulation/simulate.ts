import { getAccount, getFees, getWattBalance, Money, Slot } from "@gridwatt/sdk";

import type { HumanParameters } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import { SimulatedChain } from "./chain.ts";
import { setUp, type Community } from "./members.ts";
import { readProfiles, type ProfileSummary, type SlotProfiles } from "./profiles.ts";
import { reportOf, type Checks, type Report } from "./report.ts";
import { Rounds, type Tariff } from "./rounds.ts";
import { SLOTS_PER_DAY, Totals } from "./totals.ts";
import type { Neighbourhood } from "./zones.ts";

/** Begin of slot 0, and of the chain: deployment and set-up take place the day before. */
const FIRST = Slot.at("2026-01-01T00:00:00Z");
const GENESIS = "2025-12-31T00:00:00Z";
const SET_UP_SECONDS = FIRST.plus(-8).beginSeconds;
/** Slots that a round lags behind the slot it bids for, until that is settled. */
const LAG = 3;

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

/** Plays profiles on the real contracts: every bid an order, every slot attested and settled. */
export async function simulate(request: SimulationRequest): Promise<Simulated> {
  const began = performance.now();
  const { summary, neighbourhood, tariff } = request;
  const chain = await SimulatedChain.start(parametersOf(neighbourhood), GENESIS);
  try {
    // {tick x Wh} = {unit}: the most that an account can owe or have locked over all slots, and never nothing.
    const each = Money.ofUnits(tariff.retail * summary.turnover + 1n);
    const { homes } = neighbourhood;
    const community = await setUp(chain, { summary, homes, now: SET_UP_SECONDS, each });
    const before = chain.spent;
    const rounds = await Rounds.create({ chain, community, tariff });
    const totals = await playAll(rounds, community, request);
    const end = chain.spent;
    const spent = { transactions: end.transactions - before.transactions, gas: end.gas - before.gas };
    const ledger = await closingOf(chain, community, neighbourhood);
    const checks: Checks = {
      moneyConserved: ledger.moneyConserved,
      energyConserved: totals.energyConserved && totals.slots === summary.slots,
      everyAccountSettled: ledger.everyAccountSettled,
    };
    const wallSeconds = (performance.now() - began) / 1000;
    const { free, fees } = ledger;
    const paid = free.map((money) => each.minus(money).units);
    return { totals, report: reportOf({ summary, totals, paid, fees, spent, checks, wallSeconds, setUp: before }) };
  } finally {
    await chain.close();
  }
}

function parametersOf({ operators, zones }: Neighbourhood): HumanParameters {
  return { ...local, rules: { ...local.rules, minEnergy: "0.001", minSpread: "0.0001" }, operators, zones };
}

async function playAll(rounds: Rounds, { members }: Community, request: SimulationRequest): Promise<Totals> {
  const { summary, daily, tariff, file } = request;
  const totals = new Totals(tariff);
  const source = readProfiles(file);
  const pending = new Map<number, SlotProfiles>();
  const uncollected: Slot[] = [];
  const profilesOf = (at: number) => pending.get(at) ?? [];
  for (let at = 0; at < summary.slots + LAG; at += 1) {
    const slot = FIRST.plus(at);
    if (at % SLOTS_PER_DAY === 0 && at < summary.slots) {
      const count = Math.min(SLOTS_PER_DAY, summary.slots - at);
      await rounds.open(slot, count);
      for (let of = 0; of < count; of += 1) pending.set(at + of, (await source.next()).value as SlotProfiles);
    }
    rounds.readMeters(slot, profilesOf(at - 2));
    const outcome = await rounds.play(slot, bidsAt(at));
    if (outcome === null) continue;
    totals.add(profilesOf(at - LAG), outcome, (place) => members[place]?.account ?? 0);
    pending.delete(at - LAG);
    uncollected.push(slot.plus(-LAG));
    if (uncollected.length === SLOTS_PER_DAY || at === summary.slots + LAG - 1) {
      await rounds.collect(uncollected.splice(0), slot);
    }
    request.onSlot?.(at - LAG + 1);
  }
  return totals;

  function bidsAt(at: number): SlotProfiles[] {
    if (at >= summary.slots) return [];
    if (!daily) return [profilesOf(at)];
    if (at % SLOTS_PER_DAY !== 0) return [];
    const count = Math.min(SLOTS_PER_DAY, summary.slots - at);
    return Array.from({ length: count }, (_, of) => profilesOf(at + of));
  }
}

/** What the chain says when all is over. */
async function closingOf(chain: SimulatedChain, { members, deposit }: Community, { operators }: Neighbourhood) {
  const { client } = chain;
  const free: Money[] = [];
  let everyAccountSettled = true;
  for (const { account } of members) {
    const found = await getAccount(client, { account });
    if (found === null) throw new Error(`account ${account} is gone`);
    free.push(found.free);
    if (found.activeSlots !== 0) everyAccountSettled = false;
  }
  const fees: { operator: string; amount: Money }[] = [];
  for (const [at, id] of ["market", ...operators.map(({ id: name }) => name)].entries()) {
    fees.push({ operator: id, amount: await getFees(client, { operator: at }) });
  }
  const sum = (all: readonly Money[]) => all.reduce((total, money) => total.plus(money), Money.ZERO);
  const held = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  const owed = sum(free).plus(sum(fees.map(({ amount }) => amount)));
  const paidIn = Money.ofUnits(deposit.units * BigInt(members.length));
  return {
    free,
    fees,
    everyAccountSettled,
    moneyConserved: owed.units === paidIn.units && held.units === paidIn.units,
  };
}
