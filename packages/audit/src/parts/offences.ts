import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import type { Compared } from "../check.ts";
import { bitsOf } from "./ballots.ts";
import { secondsOf, type Part } from "./part.ts";

/** {s} after the deferral, in which an offence is executed. */
const EXECUTION = 3n * 86_400n;
/** {basis point} */
const WHOLE = 10_000n;

type Recorded = MarketEventOf<"OffenceRecorded">;
type SlasherEvent = Extract<MarketEvent, { readonly contract: "slasher" }>;

/** As the contract counts them. */
export const STAGES = { open: 1n, cancelled: 2n, executed: 3n, expired: 4n } as const;
export const KINDS = { falseRoot: 0n, equivocation: 1n } as const;

export interface Offence extends Pick<Recorded, "id" | "kind" | "epoch" | "reporter" | "fraction" | "pot"> {
  readonly pools: readonly number[];
  /** In which it was recorded. */
  readonly block: number;
  /** {s} for which it waits by the rules of then */
  readonly deferral: bigint;
  /** {s} */
  readonly executableAt: bigint;
  readonly endsAt: bigint;
  stage: bigint;
  /** Pools that wait for it, as bits. */
  held: bigint;
  /** {wad} */
  taken: bigint;
  reporterPaid: boolean;
}

/** What is taken for the offences of one election, and paid out. Amounts {wad}. */
export interface OffencePot {
  readonly number: number;
  /** The offence for which it was begun. */
  readonly first: Offence;
  /** {basis point} */
  readonly reporterShare: bigint;
  /** For each {unit} lost. */
  readonly compensation: bigint;
  taken: bigint;
  losses: bigint;
  restPaid: boolean;
}

/** A pool that was slashed for an offence, and by how much {wad}. */
export interface Punished {
  readonly offence: Offence;
  readonly pool: number;
  /** {basis point} taken by offences before */
  readonly from: bigint;
  readonly taken: bigint;
}

export const passOf = (id: string, pool: number) => [id, pool].join(" ");

/** Offences of operators, what was taken for them, and whom it was paid to. */
export class Offences implements Part {
  readonly offences = new Map<string, Offence>();
  /** In the order of their numbers, from 1. */
  readonly pots: OffencePot[] = [];
  /** {basis point} by election and pool */
  readonly takenOf = new Map<string, { readonly epoch: number; readonly pool: number; fraction: bigint }>();
  /** {wad} by pot and account, shown and not paid */
  readonly losses = new Map<string, { readonly pot: number; readonly account: number; amount: bigint }>();
  readonly punished: Punished[] = [];
  /** Links up to which nominators are left, of those passes in which some were slashed. */
  readonly left = new Map<string, string>();
  readonly rules = {
    fractions: { falseRoot: 0n, equivocation: 0n },
    deferral: 3n * 86_400n,
    reporterShare: 1_000n,
    compensation: 0n,
    insurance: ZeroAddress,
  };
  /** What events say of what was taken, of losses and of payments. */
  readonly told = { taken: [] as Compared[], paid: [] as Compared[] };
  /** {wad} slashed and paid with staking, but not for an offence, by whom else the role is given. */
  others = 0n;
  /** {wad} paid for offences */
  paid = 0n;
  /** {wad} slashed, and paid, in the present transaction, of which no offence has told yet */
  #staking = { transaction: "", slashed: 0n, paid: { to: ZeroAddress, amount: 0n } };

  apply(event: MarketEvent): void {
    if (event.contract === "slasher") return this.#judge(event);
    if (event.contract !== "staking") return;
    switch (event.name) {
      case "PoolSlashed":
      case "AccountSlashed":
        this.#inTransaction(event).slashed += event.amount.base;
        this.others += event.amount.base;
        return;
      case "SlashedPaid":
        this.#inTransaction(event).paid = { to: event.to, amount: event.amount.base };
        this.others -= event.amount.base;
    }
  }

  #judge(event: SlasherEvent): void {
    switch (event.name) {
      case "OffenceRecorded":
        return this.#record(event);
      case "OffenceCancelled":
        this.#end(event, STAGES.cancelled);
        return;
      case "OffenceExpired":
        this.#end(event, STAGES.expired);
        return;
      case "PoolPunished":
        return this.#punish(event);
      case "BackersPunished":
        this.left.set(passOf(event.id, event.pool), event.left);
        return this.#collect(event);
      case "LossShown":
        return this.#show(event);
      case "LossRefuted":
        return this.#refute(event);
      case "VictimPaid":
      case "ReporterPaid":
      case "RestPaid":
        return this.#pay(event);
      default:
        return this.#rule(event);
    }
  }

  #record(event: Recorded): void {
    const { id, kind, epoch, pools, reporter, fraction, pot } = event;
    const executableAt = secondsOf(event.executableAt);
    const { reporterShare, compensation, deferral, fractions } = this.rules;
    this.told.taken.push({ what: `fraction of ${id}`, expected: fractions[kind], found: BigInt(fraction) });
    const held = bitsOf(pools.filter((pool) => BigInt(fraction) > this.#taken(epoch, pool).fraction));
    const times = { block: event.block, deferral, executableAt, endsAt: executableAt + EXECUTION };
    const begun = { stage: STAGES.open, held, taken: 0n, reporterPaid: false };
    const offence = { id, kind, epoch, pools, reporter, fraction, pot, ...times, ...begun };
    this.offences.set(id, offence);
    if (pot <= this.pots.length) return;
    const empty = { taken: 0n, losses: 0n, restPaid: false };
    this.pots.push({ number: pot, first: offence, reporterShare, compensation, ...empty });
  }

  #punish(event: MarketEventOf<"PoolPunished">): void {
    const { id, pool, taken } = event;
    const offence = this.#end(event, STAGES.executed);
    if (offence === undefined) return;
    const [from, before] = [BigInt(event.from), this.#taken(offence.epoch, pool)];
    const what = `offences before ${id} in pool ${pool}`;
    this.told.taken.push({ what, expected: before.fraction, found: from });
    if (BigInt(offence.fraction) > from) before.fraction = BigInt(offence.fraction);
    this.punished.push({ offence, pool, from, taken: taken.base });
    this.#collect(event);
  }

  /** What an offence tells to have taken, staking has told before to have slashed. */
  #collect(event: MarketEventOf<"PoolPunished" | "BackersPunished">): void {
    const {
      id,
      pool,
      taken: { base },
    } = event;
    const staking = this.#inTransaction(event);
    const what = `taken for ${id} ${event.name === "PoolPunished" ? "of" : "behind"} pool ${pool}`;
    this.told.taken.push({ what, expected: staking.slashed, found: base });
    staking.slashed = 0n;
    this.others -= base;
    const offence = this.offences.get(id);
    const pot = this.pots[(offence?.pot ?? 0) - 1];
    if (offence === undefined || pot === undefined) return;
    offence.taken += base;
    pot.taken += base;
  }

  #show({ pot: number, account, units, amount: { base } }: MarketEventOf<"LossShown">): void {
    const pot = this.pots[number - 1];
    const what = `loss of account ${account} in pot ${number}`;
    this.told.paid.push({ what, expected: units * (pot?.compensation ?? 0n), found: base });
    this.#loss(number, account).amount += base;
    if (pot !== undefined) pot.losses += base;
  }

  #refute({ pot: number, account, amount: { base } }: MarketEventOf<"LossRefuted">): void {
    const pot = this.pots[number - 1];
    this.#loss(number, account).amount -= base;
    if (pot !== undefined) pot.losses -= base;
  }

  #pay(event: MarketEventOf<"VictimPaid" | "ReporterPaid" | "RestPaid">): void {
    const {
      to,
      amount: { base },
    } = event;
    const of = event.name === "ReporterPaid" ? `reporter of ${event.id}` : `${event.name} of pot ${event.pot}`;
    this.told.paid.push({ what: `paid to the ${of}`, expected: this.#due(event), found: base });
    const staking = this.#inTransaction(event);
    this.told.paid.push({
      what: `staking's payment to the ${of}`,
      expected: staking.paid,
      found: { to, amount: base },
    });
    this.others += base;
    this.paid += base;
  }

  /** {wad} What is due, and by being paid is no more. */
  #due(event: MarketEventOf<"VictimPaid" | "ReporterPaid" | "RestPaid">): bigint {
    const offence = event.name === "ReporterPaid" ? this.offences.get(event.id) : undefined;
    const pot = this.pots[(event.name === "ReporterPaid" ? (offence?.pot ?? 0) : event.pot) - 1];
    if (pot === undefined) return 0n;
    const { taken, losses } = pot;
    if (event.name === "VictimPaid") {
      const loss = this.#loss(event.pot, event.account);
      const due = losses > taken ? (loss.amount * taken) / losses : loss.amount;
      loss.amount = 0n;
      return due;
    }
    const left = losses < taken ? taken - losses : 0n;
    const reporters = (left * pot.reporterShare) / WHOLE;
    if (event.name === "ReporterPaid") {
      const isPaid = offence?.reporterPaid ?? true;
      if (offence !== undefined) offence.reporterPaid = true;
      return isPaid || taken === 0n ? 0n : (reporters * (offence?.taken ?? 0n)) / taken;
    }
    const isPaid = pot.restPaid;
    pot.restPaid = true;
    return isPaid ? 0n : left - reporters;
  }

  #rule(event: SlasherEvent): void {
    switch (event.name) {
      case "FractionSet":
        this.rules.fractions[event.kind] = BigInt(event.fraction);
        return;
      case "DeferralSet":
        this.rules.deferral = BigInt(event.deferral);
        return;
      case "ReporterShareSet":
        this.rules.reporterShare = BigInt(event.share);
        return;
      case "CompensationSet":
        this.rules.compensation = event.perUnit.base;
        return;
      case "InsuranceSet":
        this.rules.insurance = event.insurance;
    }
  }

  /** No pool waits for it any longer. */
  #end({ id }: { readonly id: string }, stage: bigint): Offence | undefined {
    const offence = this.offences.get(id);
    if (offence !== undefined) [offence.stage, offence.held] = [stage, 0n];
    return offence;
  }

  #taken(epoch: number, pool: number) {
    const key = [epoch, pool].join(" ");
    const taken = this.takenOf.get(key) ?? { epoch, pool, fraction: 0n };
    this.takenOf.set(key, taken);
    return taken;
  }

  #loss(pot: number, account: number) {
    const key = [pot, account].join(" ");
    const loss = this.losses.get(key) ?? { pot, account, amount: 0n };
    this.losses.set(key, loss);
    return loss;
  }

  #inTransaction({ transaction }: { readonly transaction: string }) {
    if (this.#staking.transaction !== transaction) {
      this.#staking = { transaction, slashed: 0n, paid: { to: ZeroAddress, amount: 0n } };
    }
    return this.#staking;
  }
}
