import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import { SimulationError } from "./error.ts";
import type { Part, PartResult } from "./part.ts";
import { readProfiles, type ProfileSummary, type SlotProfiles } from "./profiles.ts";
import { reportOf, type Checks, type Report } from "./report.ts";
import type { SlotOutcome, Tariff } from "./rounds.ts";
import { SLOTS_PER_DAY, Totals } from "./totals.ts";
import type { Neighbourhood } from "./zones.ts";

/**
 * Rows of the profiles that one chain plays: the embedded EVM keeps every transaction and every state in memory, so a
 * long simulation goes on, with everybody's money and meters, on a new chain in a new process whenever all is settled. A
 * bid for each slot makes thirty times as many transactions as a day's bids at once.
 */
const ROWS_PER_CHAIN = { slot: 8_000, daily: 16_000 } as const;
const PART_PROCESS = fileURLToPath(new URL("part-process.ts", import.meta.url));

export interface SimulationRequest {
  readonly file: string;
  readonly summary: ProfileSummary;
  readonly neighbourhood: Neighbourhood;
  readonly tariff: Tariff;
  /** Whether everybody places the orders of a day at once, before it begins. */
  readonly daily: boolean;
  /** Told after each slot how many are settled. */
  readonly onSlot?: (slots: number) => void;
}

export interface Simulated {
  readonly report: Report;
  readonly totals: Totals;
}

/** Plays profiles on the real contracts: every bid an order, every slot attested and settled. */
export async function simulate(request: SimulationRequest): Promise<Simulated> {
  const began = performance.now();
  const { summary, neighbourhood, tariff, daily } = request;
  // {tick x Wh} = {unit}: the most that an account can owe or have locked over all slots, and never nothing.
  const each = tariff.retail * summary.turnover + 1n;
  const totals = new Totals(tariff);
  const source = readProfiles(request.file);
  const span = slotsPerChain(summary.accounts.length, daily);
  const results: PartResult[] = [];
  let deposits: readonly bigint[] = summary.accounts.map(() => each);
  let moneyConserved = true;
  for (let first = 0; first < summary.slots; first += span) {
    const profiles = await take(source, request, Math.min(span, summary.slots - first));
    const registers = results.at(-1)?.registers ?? [];
    const { accounts: names, peaks } = summary;
    const part = { names, peaks, neighbourhood, tariff, daily, first, profiles, deposits, registers };
    const result = await playApart(part, (outcome, at) => {
      totals.add(profiles[at] ?? [], outcome);
      request.onSlot?.(totals.slots);
    });
    const owed = sumOf(result.free) + sumOf(result.fees);
    moneyConserved &&= owed === sumOf(deposits) && owed === result.held;
    deposits = result.free;
    results.push(result);
  }
  const energyConserved = totals.energyConserved && totals.slots === summary.slots;
  const everyAccountSettled = results.every(({ isSettled }) => isSettled);
  const checks: Checks = { moneyConserved, energyConserved, everyAccountSettled };
  const paid = deposits.map((left) => each - left);
  const operators = neighbourhood.operators.map(({ id }) => id);
  const wallSeconds = (performance.now() - began) / 1000;
  return { totals, report: reportOf({ summary, totals, results, paid, operators, checks, wallSeconds }) };
}

/** Whole days, and at least one; in a large community that bids for each slot, less than a day. */
function slotsPerChain(accounts: number, daily: boolean): number {
  const slots = Math.floor((daily ? ROWS_PER_CHAIN.daily : ROWS_PER_CHAIN.slot) / accounts);
  if (slots < SLOTS_PER_DAY) return daily ? SLOTS_PER_DAY : Math.max(1, slots);
  return slots - (slots % SLOTS_PER_DAY);
}

async function take(source: AsyncGenerator<SlotProfiles>, request: SimulationRequest, count: number) {
  const taken: SlotProfiles[] = [];
  while (taken.length < count) {
    const { value } = await source.next();
    const isAsBefore = Array.isArray(value) && value.length === request.summary.accounts.length;
    if (!isAsBefore) throw new SimulationError(`${request.file} has changed while it was simulated`);
    taken.push(value as SlotProfiles);
  }
  return taken;
}

type Told = { readonly outcome: SlotOutcome } | { readonly result: PartResult };

/** Plays a part in a process of its own. */
async function playApart(part: Part, onSlot: (outcome: SlotOutcome, at: number) => void): Promise<PartResult> {
  const child = fork(PART_PROCESS, { serialization: "advanced", execArgv: ["--import", import.meta.resolve("tsx")] });
  let result: PartResult | undefined;
  let at = 0;
  child.on("message", (told: Told) => {
    if ("result" in told) result = told.result;
    else onSlot(told.outcome, at++);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  child.send(part);
  const code = await ended;
  if (result === undefined || code !== 0) throw new Error(`the process of a part ended with ${code}`);
  return result;
}

function sumOf(all: readonly bigint[]): bigint {
  return all.reduce((sum, each) => sum + each, 0n);
}
