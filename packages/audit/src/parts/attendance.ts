import type { Client, MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Compared } from "../check.ts";
import { momentOf } from "./daily.ts";
import { timeIn, type Part, type Times } from "./part.ts";
import { configurationOf } from "./quorum.ts";

const NAMES = [
  ...(["OperatorsSet", "RootSubmitted", "SignatureAdded", "PoolOpened", "PoolStopped"] as const),
  ...(["DayClosed", "Resumed", "LeastShareSet"] as const),
];
type Step = MarketEventOf<(typeof NAMES)[number]>;

const isStep = (event: MarketEvent): event is Step => NAMES.some((name) => name === event.name);

/** {slot} of a day */
const SLOTS = 96;
/** {basis point} */
const WHOLE = 10_000;

/** Who signed together, and what they signed with. */
interface Signers {
  readonly configuration: string;
  readonly version: bigint;
  readonly operators: readonly string[];
}

/** A slot's newest root, and who of which set has signed it. */
interface Signed {
  readonly root: string;
  readonly by: Map<Signers, Set<string>>;
}

/** Who signs the roots of a day: what was told. Until when somebody is stopped depends on when that was. */
export class Attendance implements Part {
  readonly #steps: Step[] = [];
  readonly #deployment: Client["deployment"];

  constructor({ deployment }: Pick<Client, "deployment">) {
    this.#deployment = deployment;
  }

  /** Blocks of the days that were counted: only these matter. */
  get blocks(): readonly number[] {
    return this.#steps.filter(({ name }) => name === "DayClosed").map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract !== "attestorSet" && isStep(event)) this.#steps.push(event);
  }

  replay(times: Times): Absences {
    const absences = new Absences(this.#deployment);
    for (const step of this.#steps) {
      const today = step.name === "DayClosed" ? momentOf(timeIn(times, step)).epoch : 0;
      absences.apply(step, today);
    }
    return absences;
  }
}

/** Days that were counted, and pools that were stopped for a day, as events and the contract's rules make them. */
export class Absences {
  readonly days: { readonly epoch: number; readonly set: Signers }[] = [];
  /** {epoch} by pool */
  readonly stoppedUntil = new Map<number, number>();
  /** Pools that were stopped here and have not been let go. */
  readonly stopped = new Set<number>();
  /** {basis point} */
  leastShare = 5_000;
  readonly told: Compared[] = [];
  readonly #deployment: Client["deployment"];
  readonly #sets = new Map<string, Signers>();
  #current: Signers | null = null;
  /** By slot. */
  readonly #newest = new Map<number, Signed>();
  /** By operator. */
  readonly #pools = new Map<string, number>();
  /** Of staking, by pool: what it is since a transaction, and what it was before. */
  readonly #isStopped = new Map<number, { transaction: string; before: boolean; now: boolean }>();

  constructor(deployment: Client["deployment"]) {
    this.#deployment = deployment;
  }

  apply(event: Step, today: number): void {
    switch (event.name) {
      case "OperatorsSet":
        return this.#name(event);
      case "RootSubmitted":
        if (this.#current === null) return;
        return this.#sign(event, this.#current);
      case "SignatureAdded":
        for (const [set, signers] of this.#newest.get(event.slot.number)?.by ?? []) {
          if (set.operators.includes(event.signer)) signers.add(event.signer);
        }
        return;
      case "PoolOpened":
        this.#pools.set(event.operator, event.pool);
        return;
      case "PoolStopped": {
        const before = this.#isStopped.get(event.pool)?.now ?? false;
        this.#isStopped.set(event.pool, { transaction: event.transaction, before, now: event.stopped });
        return;
      }
      case "DayClosed":
        return this.#close(event, today);
      case "Resumed":
        this.stopped.delete(event.pool);
        return;
      case "LeastShareSet":
        this.leastShare = event.share;
    }
  }

  #name({ version, operators }: MarketEventOf<"OperatorsSet">): void {
    const configuration = configurationOf(this.#deployment, { contract: "operatorSet", version, operators });
    this.#current = { configuration, version, operators };
    this.#sets.set(configuration, this.#current);
  }

  /** A root that another set signs again keeps the signers that it had. */
  #sign({ slot, root, signers }: MarketEventOf<"RootSubmitted">, set: Signers): void {
    const known = this.#newest.get(slot.number);
    const signed = known?.root === root ? known : { root, by: new Map<Signers, Set<string>>() };
    this.#newest.set(slot.number, signed);
    const own = signed.by.get(set) ?? new Set<string>();
    signed.by.set(set, own);
    for (const signer of signers) own.add(signer);
  }

  #close(event: MarketEventOf<"DayClosed">, today: number): void {
    const { epoch, configuration, transaction } = event;
    const set = this.#sets.get(configuration);
    const what = `day ${epoch} of ${configuration}`;
    if (set === undefined) return void this.told.push({ what, expected: "a set that was named", found: configuration });
    this.days.push({ epoch, set });
    const slots = Array.from({ length: SLOTS }, (_, at) => this.#newest.get(epoch * SLOTS + at)?.by.get(set));
    const roots = slots.filter((signers) => signers !== undefined);
    const isAbsent = (operator: string) => {
      const signed = roots.filter((signers) => signers.has(operator)).length;
      return signed * WHOLE < roots.length * this.leastShare;
    };
    const pools = set.operators.filter(isAbsent).map((operator) => this.#pools.get(operator) ?? 0);
    const absent = pools.filter((pool) => this.#stop(pool, { today, transaction })).sort((a, b) => a - b);
    const expected = { roots: roots.length, absent };
    this.told.push({ what, expected, found: { roots: event.roots, absent: event.absent } });
  }

  /** Whether a pool is stopped now that was not, nor until today or yesterday. */
  #stop(pool: number, { today, transaction }: { today: number; transaction: string }): boolean {
    const [until, staking] = [this.stoppedUntil.get(pool), this.#isStopped.get(pool)];
    if (this.stopped.has(pool) || (until !== undefined && today <= until)) return false;
    if (staking?.transaction === transaction ? staking.before : staking?.now) return false;
    this.stoppedUntil.set(pool, today + 1);
    this.stopped.add(pool);
    return true;
  }
}
