import { signRoot, submitRoot, type Client, type SignedReading, type Slot, type SlotRoot } from "@gridwatt/sdk";
import type { Logger, Metrics, Sender } from "@gridwatt/service";

import type { Intake } from "./intake.ts";
import type { Peer } from "./peers.ts";
import { isQuorum, signerOf, turnOf, type Operators } from "./quorum.ts";
import type { SlotWork } from "./slot-work.ts";
import type { ReadingStore } from "./store.ts";
import { READINGS_LIMIT, type Proposal } from "./wire.ts";

export interface AgreementParts {
  /** As the operator. */
  readonly client: Client;
  /** Of the operator. */
  readonly address: string;
  readonly store: ReadingStore;
  readonly intake: Intake;
  readonly peers: readonly Peer[];
  readonly sender: Sender;
  /** {ms} after which the next node submits a root */
  readonly takeover: number;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** How a node comes to one root of a slot with its peers, none of whom it believes anything without a signature. */
export class Agreement {
  readonly #parts: AgreementParts;
  readonly #disagreements;

  constructor(parts: AgreementParts) {
    this.#parts = parts;
    const help = "Roots of peers that differ from this node's though both know the same readings.";
    this.#disagreements = parts.metrics.counter("disagreements_total", help, ["peer"]);
  }

  /**
   * Asks the peers what they say of a slot. With those that come to another root, or to none
   * yet, readings are exchanged.
   */
  async exchange(work: SlotWork): Promise<readonly Proposal[]> {
    const asked = this.#parts.peers.map(async (peer) => ({ peer, proposal: await peer.proposal(work.slot) }));
    const proposals: Proposal[] = [];
    for (const { peer, proposal } of await Promise.all(asked)) {
      if (proposal === undefined) continue;
      if (proposal !== null) proposals.push(proposal);
      if (proposal?.root === work.attested?.tree.root) continue;
      const isNews = await this.#exchangeReadings(peer, work.slot);
      if (!isNews && proposal !== null) this.#tellDisagreement(work, { peer, proposal });
    }
    return proposals;
  }

  /** Signs the root of what is known, for the sequence that follows the chain's. The tree is on the disk before. */
  async sign(work: SlotWork, { configuration }: Operators): Promise<void> {
    const { attested, chain, slot } = work;
    if (attested === undefined || chain === undefined) return;
    const { tree } = attested;
    const root: SlotRoot = { slot, root: tree.root, sequence: chain.sequence + 1n, configuration };
    const last = work.signed?.root;
    const isSigned =
      last?.root === root.root && last.sequence === root.sequence && last.configuration === configuration;
    if (isSigned) return;
    await this.#parts.store.addTree(slot, tree);
    const signature = await signRoot(this.#parts.client, root);
    work.signed = { root, signatures: new Map([[this.#parts.address, signature]]) };
    work.quorumSince = undefined;
    this.#parts.log.info("signed", {
      slot,
      root: root.root,
      sequence: root.sequence,
      accounts: tree.leaves.length - 1,
    });
  }

  /** Gathers the signatures of those who signed the same. */
  gather(work: SlotWork, { proposals, operators }: { proposals: readonly Proposal[]; operators: Operators }): void {
    if (work.signed === undefined) return;
    const { root, signatures } = work.signed;
    for (const proposal of proposals) {
      const signer = signerOf(this.#parts.client, { proposal, root, operators: operators.operators });
      if (signer !== undefined && proposal.signed !== undefined) signatures.set(signer, proposal.signed.signature);
    }
    const known = [...signatures.keys()].filter((signer) => operators.operators.includes(signer));
    if (isQuorum(known.length, operators.operators.length)) work.quorumSince ??= Date.now();
  }

  /** Submits a root that a quorum signed, once it is this node's turn. */
  async submit(work: SlotWork, { operators }: Operators): Promise<void> {
    const { signed, quorumSince, slot } = work;
    if (signed === undefined || quorumSince === undefined || work.isDone) return;
    const turn = turnOf(this.#parts.address, { slot: slot.number, operators });
    if (Date.now() < quorumSince + turn * this.#parts.takeover) return;
    const { root } = signed;
    const signatures = [...signed.signatures].filter(([signer]) => operators.includes(signer)).map(([, s]) => s);
    const sent = await this.#parts.sender.send("submitRoot", (overrides) =>
      submitRoot(this.#parts.client, { root, signatures, overrides }),
    );
    if (sent !== null) this.#parts.log.info("submitted", { slot, root: root.root, sequence: root.sequence });
  }

  /**
   * Gets what a peer knows of both ends of a slot, and gives it what it does not know.
   * @returns whether one of the two learnt anything
   */
  async #exchangeReadings(peer: Peer, slot: Slot): Promise<boolean> {
    let isNews = false;
    for (const boundary of [slot, slot.plus(1)]) {
      const theirs = await peer.readings(boundary);
      for (let at = 0; at < theirs.length; at += READINGS_LIMIT) {
        const taken = await this.#parts.intake.take(theirs.slice(at, at + READINGS_LIMIT));
        isNews ||= taken.learnt;
        // No honest peer has what nobody signed. Who gives it may give millions more, and checking them takes minutes.
        if (taken.outcomes.includes("unsigned")) break;
      }
      const known = new Set(theirs.map(contentOf));
      const missing = this.#parts.store.of(boundary).filter((reading) => !known.has(contentOf(reading)));
      isNews ||= missing.length > 0;
      await peer.give(missing);
    }
    return isNews;
  }

  #tellDisagreement(work: SlotWork, { peer, proposal }: { peer: Peer; proposal: Proposal }): void {
    const key = `${peer.url} ${proposal.root}`;
    if (proposal.signed === undefined || work.toldRoots.has(key)) return;
    work.toldRoots.add(key);
    this.#disagreements.inc({ peer: peer.url });
    const { root: theirs } = proposal;
    this.#parts.log.warn("a peer signed another root", { peer: peer.url, slot: work.slot, theirs });
  }
}

/** What a reading says, by whatever signature. */
function contentOf({ meter, importRegister, exportRegister, sequence }: SignedReading): string {
  return [meter, importRegister, exportRegister, sequence].join(" ");
}
