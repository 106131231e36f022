import type { Id } from "./snapshot.ts";

/** What of a nominator's stake backs one winner. */
export interface Edge {
  readonly candidate: Id;
  /** {stake} Above zero. */
  readonly weight: bigint;
}

/** How a nominator's whole stake is split among winners it approves. */
export interface Assignment {
  readonly nominator: Id;
  readonly edges: readonly Edge[];
}

/**
 * Who is elected and who backs whom. What a winner staked itself always backs that winner and is not listed, so no
 * solution can leave it out.
 */
export interface Solution {
  /** In the order of their election, which means nothing: all of them serve alike. */
  readonly winners: readonly Id[];
  /** Of each nominator with a stake who approves a winner, and of no other. */
  readonly assignments: readonly Assignment[];
}
