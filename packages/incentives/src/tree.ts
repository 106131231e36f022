import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

import type { AccountReward } from "./rewards.ts";

const LEAF = ["uint32", "uint256"];

/** The tree over what accounts earned in an epoch, of which operators sign the root. One reward at least. */
export class RewardTree {
  /** The root first; below the n-th node are those at 2n + 1 and 2n + 2. */
  readonly #nodes: readonly string[];
  readonly #places: ReadonlyMap<number, number>;

  constructor(rewards: readonly AccountReward[]) {
    const leaves = rewards.map(({ account, amount }): [number, bigint] => [account, amount]);
    const { tree, values } = StandardMerkleTree.of(leaves, LEAF).dump();
    this.#nodes = tree;
    this.#places = new Map(values.map(({ value, treeIndex }) => [value[0], treeIndex]));
  }

  get root(): string {
    return this.#nodeAt(0);
  }

  /**
   * From an account's leaf to the root. Throws where the account earned nothing.
   *
   * The library's own hashes a leaf's whole path again for each proof: of ten thousand makers, seconds in which a node answers nobody.
   */
  proofOf(account: number): string[] {
    const place = this.#places.get(account);
    if (place === undefined) throw new RangeError(`account ${account} earned nothing`);
    const proof: string[] = [];
    for (let at = place; at > 0; at = (at - 1) >> 1) proof.push(this.#nodeAt(at % 2 === 1 ? at + 1 : at - 1));
    return proof;
  }

  #nodeAt(place: number): string {
    const node = this.#nodes[place];
    if (node === undefined) throw new RangeError(`the tree has no node ${place}`);
    return node;
  }
}
