import { getOperators, getRoot, Slot, type Client } from "@gridwatt/sdk";
import { Follower, headOf, type Head, type Logger, type MeterBook, type Metrics, type Told } from "@gridwatt/service";

import { attest } from "../attest.ts";
import type { Agreement } from "./agreement.ts";
import { FAULTS, type Defence } from "./defence.ts";
import { LOSSES, type Refutation } from "./refutation.ts";
import type { Intake } from "./intake.ts";
import type { Operators } from "./quorum.ts";
import type { RewardSigner } from "./rewards.ts";
import { SlotWork } from "./slot-work.ts";
import type { ReadingStore } from "./store.ts";
import type { Proposal } from "./wire.ts";

const FOLLOWED = ["MeterRegistered", "MeterRetired", "RootSubmitted", ...FAULTS, ...LOSSES] as const;
type FollowedName = (typeof FOLLOWED)[number];

/** {block} Roots below are not asked for again: no reorganisation reaches them. */
const SAFE_DEPTH = 32;

export interface OracleNodeParts {
  readonly client: Client;
  readonly store: ReadingStore;
  readonly intake: Intake;
  readonly meters: MeterBook;
  readonly agreement: Agreement;
  readonly defence: Defence;
  readonly refutation: Refutation;
  readonly rewards: RewardSigner;
  /** {s} after a slot's end until nothing of it can change any more */
  readonly finality: number;
  /** 32 bytes that the operators share. */
  readonly secret: string;
  /** {s} that readings are waited for after a slot */
  readonly grace: number;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Attests the readings of slots, with others that do the same. In each round it reads the chain and, for every slot that
 * is over and not final, builds the tree of what it knows, exchanges readings with peers that come to another root, signs,
 * gathers the signatures of those that come to the same, and submits the root when it is its turn. Beside that it signs what
 * makers earned.
 */
export class OracleNode {
  readonly #parts: OracleNodeParts;
  readonly #follower;
  readonly #works = new Map<number, SlotWork>();
  /** {block} in which a slot's newest root was submitted */
  readonly #rootBlocks = new Map<number, number>();
  readonly #gauges;

  constructor(parts: OracleNodeParts) {
    this.#parts = parts;
    this.#follower = new Follower<FollowedName>(parts.client, FOLLOWED);
    const { metrics } = parts;
    this.#gauges = {
      block: metrics.gauge("block", "Newest block that was read."),
      open: metrics.gauge("open_slots", "Slots that are over and whose root on chain is not this node's."),
      incomplete: metrics.gauge("incomplete_accounts", "Accounts left out of roots, summed over slots not final."),
    };
  }

  /** One round. What fails for a slot is told, and tried again in the next round. */
  async round(signal: AbortSignal): Promise<void> {
    const { client, log } = this.#parts;
    const head = await headOf(client);
    await this.#follow(head);
    await this.#parts.defence.defend(head, signal);
    await this.#parts.refutation.refute(head, signal);
    const operators = await getOperators(client);
    this.#parts.rewards.begin(head, operators);
    for (const work of await this.#open(head)) {
      if (signal.aborted) return;
      try {
        await this.#attend(work, { head, operators });
      } catch (error) {
        log.warn("a slot is not attested yet", { slot: work.slot, error });
      }
    }
    this.#measure(head);
  }

  /** More is known of the begin of a slot: the trees of the slots on both sides of it change. */
  readingsChanged(boundary: Slot): void {
    for (const number of [boundary.number - 1, boundary.number]) {
      const work = this.#works.get(number);
      if (work !== undefined) work.attested = undefined;
    }
  }

  /** What this node says of a slot; undefined while it says nothing. */
  proposal(slot: number): Proposal | undefined {
    const work = this.#works.get(slot);
    if (work?.attested === undefined) return undefined;
    const { root } = work.attested.tree;
    const signed = work.signed?.root.root === root ? work.signed : undefined;
    const signature = [...(signed?.signatures.values() ?? [])][0];
    if (signed === undefined || signature === undefined) return { slot: work.slot, root };
    const { sequence, configuration } = signed.root;
    return { slot: work.slot, root, signed: { sequence, configuration, signature } };
  }

  async #takeIn({ afresh, events }: Told<FollowedName>): Promise<void> {
    const { meters, defence, refutation, rewards } = this.#parts;
    if (afresh) {
      meters.clear();
      defence.clear();
      refutation.clear();
      rewards.clear();
      this.#rootBlocks.clear();
      for (const work of this.#works.values()) [work.chain, work.attested] = [undefined, undefined];
    }
    await meters.apply(events.filter((event) => event.name === "MeterRegistered" || event.name === "MeterRetired"));
    for (const event of events) {
      if (event.name === "RootSubmitted") this.#rootBlocks.set(event.slot.number, event.block);
      else if (event.contract === "oracle") defence.apply(event);
      else if (event.contract === "slasher") refutation.apply(event);
    }
  }

  async #follow(head: Head): Promise<void> {
    const { intake, store, finality } = this.#parts;
    await this.#follower.readTo(head, (told) => this.#takeIn(told));
    const first = firstOpen(head, finality);
    const now = Slot.at(new Date(head.time * 1000));
    // The latest block may be as old as a slot.
    intake.setWindow({ first, last: now.plus(1) });
    for (const number of this.#works.keys()) if (number < first.number) this.#works.delete(number);
    for (const number of this.#rootBlocks.keys()) if (number < first.number) this.#rootBlocks.delete(number);
    await store.forgetBefore(first);
  }

  /** Slots that are over, not final, and have meters, of which the chain may not hold what this node would sign. */
  async #open(head: Head): Promise<SlotWork[]> {
    const { client, meters, finality } = this.#parts;
    const works: SlotWork[] = [];
    const end = Slot.at(new Date(head.time * 1000));
    for (let slot = firstOpen(head, finality); slot.compare(end) < 0; slot = slot.plus(1)) {
      if (meters.in(slot).length === 0) continue;
      const work = this.#works.get(slot.number) ?? new SlotWork(slot);
      this.#works.set(slot.number, work);
      works.push(work);
    }
    const unread = works.filter((work) => !this.#isRead(work, head));
    const roots = await Promise.all(unread.map(({ slot }) => getRoot(client, { slot })));
    for (const [at, work] of unread.entries()) {
      const root = roots[at];
      if (root !== undefined) work.setChain(root, head.time);
      work.rootBlock = this.#rootBlocks.get(work.slot.number);
    }
    return works.filter(({ isDone }) => !isDone);
  }

  /** Whether the chain's root of a slot is known for good, until a newer one is submitted. */
  #isRead({ slot, chain, rootBlock }: SlotWork, head: Head): boolean {
    const block = this.#rootBlocks.get(slot.number);
    return chain !== undefined && block !== undefined && rootBlock === block && block + SAFE_DEPTH < head.block;
  }

  async #attend(work: SlotWork, { head, operators }: { head: Head; operators: Operators }): Promise<void> {
    const { agreement, grace } = this.#parts;
    this.#build(work);
    if (work.isDone) return;
    const proposals = await agreement.exchange(work);
    this.#build(work);
    if (!work.isRipe({ now: head.time, grace })) return;
    await agreement.sign(work, operators);
    agreement.gather(work, { proposals, operators });
    await agreement.submit(work, operators);
  }

  #build(work: SlotWork): void {
    if (work.attested !== undefined) return;
    const { client, store, meters, secret, log } = this.#parts;
    const { slot } = work;
    const readingAt = (meter: number, at: Slot) => store.at(meter, at);
    work.attested = attest(client, { slot, meters: meters.in(slot), readingAt, secret });
    const { missing } = work.attested;
    const told = JSON.stringify(missing);
    if (missing.length > 0 && told !== work.toldMissing) log.warn("accounts without readings", { slot, missing });
    work.toldMissing = told;
  }

  #measure(head: Head): void {
    const works = [...this.#works.values()];
    this.#gauges.block.set(head.block);
    this.#gauges.open.set(works.filter(({ isDone }) => !isDone).length);
    const lost = works.map(({ attested }) => new Set(attested?.missing.map(({ account }) => account)).size);
    this.#gauges.incomplete.set(lost.reduce((sum, count) => sum + count, 0));
  }
}

/** The first slot that is not final yet. */
function firstOpen(head: Head, finality: number): Slot {
  return Slot.at(new Date(Math.max(0, head.time - finality) * 1000));
}
