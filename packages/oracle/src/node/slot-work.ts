import type { GetRootReturnType, Slot, SlotRoot } from "@gridwatt/sdk";

import type { Attested } from "../attest.ts";

/** Where a node stands with a slot. */
export class SlotWork {
  readonly slot: Slot;
  /** What comes of the readings that are known; undefined where there are newer ones. */
  attested: Attested | undefined;
  /** What the chain holds; undefined until it was asked. */
  chain: Pick<GetRootReturnType, "root" | "sequence"> | undefined;
  /** {block} in which the chain's root was submitted */
  rootBlock: number | undefined;
  /** {s} when the chain's root was seen first */
  #rootSeen = 0;
  /** What this node signed last, and by whom it is signed. */
  signed: { readonly root: SlotRoot; readonly signatures: Map<string, string> } | undefined;
  /** {ms} by the machine's clock, since when a quorum's signatures are at hand */
  quorumSince: number | undefined;
  /** Roots of others that were told in the log. */
  readonly toldRoots = new Set<string>();
  /** Accounts without complete readings when it was told last. */
  toldMissing = "";

  constructor(slot: Slot) {
    this.slot = slot;
  }

  /** Whether the chain holds what this node would sign. */
  get isDone(): boolean {
    return this.attested !== undefined && this.chain?.root === this.attested.tree.root;
  }

  setChain(chain: Pick<GetRootReturnType, "root" | "sequence">, now: number): void {
    if (chain.sequence !== this.chain?.sequence) this.#rootSeen = now;
    this.chain = chain;
  }

  /**
   * Whether it is time to sign: all readings are there, or have been waited for. A correction waits as long after the
   * root that it corrects, so that readings which trickle in make one newer root and not many.
   * @param now {s} @param grace {s}
   */
  isRipe({ now, grace }: { readonly now: number; readonly grace: number }): boolean {
    if (this.attested === undefined || this.chain === undefined || this.isDone) return false;
    if (this.chain.root !== null) return now >= this.#rootSeen + grace;
    return this.attested.missing.length === 0 || now >= this.slot.plus(1).beginSeconds + grace;
  }
}
