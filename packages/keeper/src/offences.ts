import {
  convictRoot,
  executeOffence,
  expireOffence,
  getBackersLeft,
  getBackersToHold,
  getExposures,
  getOffence,
  getPot,
  getSigners,
  holdBackers,
  isContractError,
  payReporter,
  payRest,
  payVictim,
  readContract,
  releaseBackers,
  reportFalseRoot,
  slashBackers,
  toGridwattError,
  type Backer,
  type BackersReturnType,
  type ElectedSet,
  type Exposures,
  type Offence,
} from "@gridwatt/sdk";
import type { Overrides } from "ethers";

import type { FaultIndex } from "./oversight-index.ts";
import type { Work } from "./work.ts";

/** {s} how often it is looked for operators who have signed a false root later */
const EVERY = 3_600;
/** Nominators of one transaction at first; a page that needs too much gas is halved. */
const PAGE = 40;
/** Nominators whose waiting one transaction ends. */
const RELEASED = 200;

/**
 * Brings what operators did to its end: roots that nobody defends are convicted and reported, offences executed after the
 * time for appeals, with all nominators, or expired, and what was taken is paid out. Somebody must only accuse.
 */
export class OffenceKeeper {
  /** By election: they never change once its term has begun. */
  readonly #exposures = new Map<number, Exposures>();
  /** {s} By fault and set, when to look again whether somebody of it is not reported. */
  readonly #lookAgain = new Map<string, number>();
  /** Offences for which all who backed the operators wait. */
  readonly #held = new Set<string>();

  async keep(work: Work): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (run: () => Promise<unknown>) => {
      if (!work.signal.aborted) await run().catch((error: unknown) => failures.push(error));
    };
    const { faults, offences, cancelled, pots } = work.index.oversight;
    for (const [fault, known] of faults) await attempt(() => this.#charge(work, fault, known));
    for (const offence of [...offences.keys()]) await attempt(() => this.#advance(work, offence));
    for (const offence of [...cancelled]) await attempt(() => this.#release(work, offence));
    for (const pot of pots.keys()) await attempt(() => payPot(work, pot));
    // What one of them is refused stands in nobody else's way.
    if (failures.length > 0) throw failures[0];
  }

  /** Convicts a root, and reports whoever signed it. */
  async #charge(work: Work, fault: string, known: FaultIndex): Promise<void> {
    const { client, sender, head, index, times } = work;
    if (!known.isProven) {
      if (head.time < known.until) return;
      const convicted = await sender.send("convict", (overrides) => convictRoot(client, { fault, overrides }));
      if (convicted === null) return;
    }
    const isFinal = head.time >= known.slot.plus(1).beginSeconds + times.finality;
    for (const set of index.oversight.sets) {
      const key = `${fault} ${set.configuration}`;
      if (head.time < (this.#lookAgain.get(key) ?? 0)) continue;
      if (await isReportable(work, { fault, known, set })) {
        await sender.send("reportFalseRoot", (overrides) => reportFalseRoot(client, { fault, set, overrides }));
      }
      this.#lookAgain.set(key, isFinal ? Infinity : head.time + EVERY);
    }
  }

  async #advance(work: Work, id: string): Promise<void> {
    const { client, sender, head, index } = work;
    const offence = await getOffence(client, { offence: id });
    const isOver = head.time >= secondsOf(offence.endsAt);
    if (offence.stage === "open" && isOver) {
      await sender.send("expire", (overrides) => expireOffence(client, { offence: id, overrides }));
    } else if (offence.stage === "open" && head.time >= secondsOf(offence.executableAt)) {
      const exposures = await this.#exposuresOf(work, offence);
      const act = (overrides: Overrides) => executeOffence(client, { offence: id, exposures, overrides });
      if ((await sender.send("execute", act)) !== null) await this.#slash(work, offence);
    } else if (offence.stage === "open") {
      if (!this.#held.has(id) && (await this.#hold(work, offence))) this.#held.add(id);
    } else if (offence.stage === "executed" && !isOver) {
      await this.#slash(work, offence);
    } else if (await isClosed(work, offence.pot)) {
      await sender.send("payReporter", (overrides) => payReporter(client, { offence: id, overrides }));
      index.oversight.offences.delete(id);
    }
  }

  /**
   * Whoever backed the operators does not leave before the offence is executed.
   * @returns whether all of them wait
   */
  async #hold(work: Work, { offence, epoch, pools }: Offence): Promise<boolean> {
    let whole = true;
    const exposures = await this.#exposuresOf(work, { epoch });
    for (const pool of pools) {
      const of = { offence, exposures, pool };
      const held = await inPages(work, {
        task: "holdBackers",
        left: await getBackersToHold(work.client, of),
        send: (page, overrides) => holdBackers(work.client, { ...of, ...page, overrides }),
      });
      whole &&= held;
    }
    return whole;
  }

  /** Nobody waits for an offence that was cancelled, nor for one that is over: it counts until somebody ends it. */
  async #release(work: Work, offence: string): Promise<void> {
    const { client, head, index } = work;
    const cancelled = await getOffence(client, { offence });
    const isOver = ({ endsAt }: Offence) => head.time >= secondsOf(endsAt);
    if (isOver(cancelled)) return void index.oversight.cancelled.delete(offence);
    const nominators = await this.#backersOf(work, cancelled);
    await releaseWaiting(work, { offence, nominators });
    // Only whoever waits for others still is looked at from here on, and once.
    index.oversight.cancelled.delete(offence);
    for (const id of index.oversight.held) {
      const other = await getOffence(client, { offence: id });
      if (!isOver(other)) continue;
      const backers = new Set(await this.#backersOf(work, other));
      await releaseWaiting(work, { offence: id, nominators: nominators.filter((one) => backers.has(one)) });
    }
  }

  /** Who backed the operators of an offence, each once. */
  async #backersOf(work: Work, { epoch, pools }: Offence): Promise<readonly string[]> {
    const exposed = (await this.#exposuresOf(work, { epoch })).pools.filter(({ pool }) => pools.includes(pool));
    return [...new Set(exposed.flatMap(({ backers }) => backers.map((backer) => backer.nominator)))];
  }

  async #slash(work: Work, { offence, epoch, pools }: Offence): Promise<void> {
    const exposures = await this.#exposuresOf(work, { epoch });
    for (const pool of pools) {
      const of = { offence, exposures, pool };
      await inPages(work, {
        task: "slashBackers",
        left: await getBackersLeft(work.client, of),
        send: (page, overrides) => slashBackers(work.client, { ...of, ...page, overrides }),
      });
    }
  }

  async #exposuresOf({ client }: Work, { epoch }: Pick<Offence, "epoch">): Promise<Exposures> {
    const exposures = this.#exposures.get(epoch) ?? (await getExposures(client, { epoch }));
    this.#exposures.set(epoch, exposures);
    return exposures;
  }
}

/** Whether somebody of a set signed a root, is not recorded for it, and can still be. */
async function isReportable(
  { client }: Work,
  of: { readonly fault: string; readonly known: FaultIndex; readonly set: ElectedSet },
): Promise<boolean> {
  const { fault, known, set } = of;
  if ((await getSigners(client, { ...known, set })).length === 0) return false;
  const args = [fault, { version: set.version, operators: [...set.operators] }] as const;
  try {
    await readContract(client, { contract: "slasher", name: "reportFalseRoot", args });
    return true;
  } catch (error) {
    if (isContractError(error, "OffenceKnown") || isContractError(error, "ReportTooLate")) return false;
    throw error;
  }
}

/**
 * Sends nominators page by page, from the last to the first.
 * @returns whether all were sent, and none by somebody else
 */
async function inPages(
  work: Work,
  of: {
    readonly task: string;
    readonly left: readonly Backer[];
    readonly send: (
      page: { readonly left: readonly Backer[]; readonly count: number },
      overrides: Overrides,
    ) => Promise<BackersReturnType>;
  },
): Promise<boolean> {
  let [left, count] = [of.left, PAGE];
  while (left.length > 0 && !work.signal.aborted) {
    const page = { left, count };
    try {
      const written = await work.sender.send(of.task, (overrides) => of.send(page, overrides));
      if (written === null) return false;
      left = written.left;
    } catch (error) {
      if (count === 1 || toGridwattError(error).name !== "OutOfGas") throw error;
      count = Math.ceil(count / 2);
    }
  }
  return left.length === 0;
}

/** Ends the waiting of those nominators for an offence who wait for any. */
async function releaseWaiting(
  { client, sender, head }: Work,
  { offence, nominators }: { readonly offence: string; readonly nominators: readonly string[] },
): Promise<void> {
  const waiting: string[] = [];
  for (const nominator of nominators) {
    const until = await readContract(client, { contract: "staking", name: "heldUntil", args: [nominator] });
    if (until > BigInt(head.time)) waiting.push(nominator);
  }
  for (let from = 0; from < waiting.length; from += RELEASED) {
    const page = waiting.slice(from, from + RELEASED);
    const act = (overrides: Overrides) => releaseBackers(client, { offence, nominators: page, overrides });
    await sender.send("releaseBackers", act);
  }
}

/** Pays victims and the insurance once a pot is closed; what there is nothing to pay for is not looked at again. */
async function payPot(work: Work, pot: number): Promise<void> {
  const { client, sender, index } = work;
  const due = index.oversight.pots.get(pot);
  if (due === undefined || (due.victims.size === 0 && due.restPaid) || !(await isClosed(work, pot))) return;
  for (const account of [...due.victims]) {
    await sender.send("payVictim", (overrides) => payVictim(client, { pot, account, overrides }));
    due.victims.delete(account);
  }
  if (!due.restPaid) await sender.send("payRest", (overrides) => payRest(client, { pot, overrides }));
  due.restPaid = true;
}

async function isClosed({ client, head }: Work, pot: number): Promise<boolean> {
  const { closesAt } = await getPot(client, { pot });
  return head.time >= secondsOf(closesAt);
}

function secondsOf(date: Date): number {
  return date.getTime() / 1000;
}
