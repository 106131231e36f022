import {
  closeDay,
  enactElection,
  getElected,
  isContractError,
  readContract,
  resumePool,
  type ContractErrorName,
  type ElectedSet,
} from "@gridwatt/sdk";

import type { Work } from "./work.ts";

/** {s} */
const DAY = 86_400;
/** {s} how often it is looked for a day to count */
const EVERY = 3_600;
/** {day} Older days are not counted. */
const OLDEST = 7;
/** Why a day is not counted for a set. */
const NOT_COUNTED: readonly ContractErrorName[] = ["TooFewRoots", "DayClosedAlready", "DayNotOver"];

/** Counts who signed a day's roots. */
export class DayKeeper {
  /** {s} of the chain */
  #next = 0;

  async keep(work: Work): Promise<void> {
    if (work.head.time < this.#next) return;
    const today = dayOf(work);
    for (let day = today - OLDEST; day < today; ++day) await closeDayOf(work, day);
    if (!work.signal.aborted) this.#next = work.head.time + EVERY;
  }
}

/** Lets those serve who were elected yesterday. */
export async function enact(work: Work): Promise<void> {
  const epoch = dayOf(work) - 1;
  if (work.index.oversight.sets.some((set) => set.epoch === epoch)) return;
  if ((await getElected(work.client, { epoch })) === null) return;
  await work.sender.send("enact", (overrides) => enactElection(work.client, { overrides }));
}

/** Lets pools earn again that were absent. */
export async function resumePools(work: Work): Promise<void> {
  for (const pool of work.index.oversight.stopped) {
    const until = await readContract(work.client, { contract: "attendance", name: "stoppedUntil", args: [pool] });
    if (BigInt(dayOf(work)) < until) continue;
    await work.sender.send("resume", (overrides) => resumePool(work.client, { pool, overrides }));
  }
}

async function closeDayOf(work: Work, epoch: number): Promise<void> {
  const { client, sender, index, head, times } = work;
  if (head.time < (epoch + 1) * DAY + times.deadline) return;
  for (const set of inOffice(index.oversight.sets, epoch)) {
    if (work.signal.aborted) return;
    if (index.oversight.closed.has(index.oversight.dayOf(epoch, set.configuration))) continue;
    if (!(await counts(work, { epoch, set }))) continue;
    await sender.send("closeDay", (overrides) => closeDay(client, { epoch, set, overrides }));
  }
}

/** Sets that may have signed a day's roots: in office on it, or when roots came late. */
function inOffice(sets: readonly ElectedSet[], epoch: number): readonly ElectedSet[] {
  const last = sets.findLastIndex((set) => set.epoch < epoch);
  return sets.slice(Math.max(0, last - 1)).filter((set) => set.epoch <= epoch + 1);
}

async function counts({ client }: Work, { epoch, set }: { epoch: number; set: ElectedSet }): Promise<boolean> {
  const args = [epoch, { version: set.version, operators: [...set.operators] }] as const;
  try {
    await readContract(client, { contract: "attendance", name: "closeDay", args });
    return true;
  } catch (error) {
    if (NOT_COUNTED.some((name) => isContractError(error, name))) return false;
    throw error;
  }
}

function dayOf({ head }: Work): number {
  return Math.floor(head.time / DAY);
}
