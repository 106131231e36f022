import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

import type { AccountReward } from "./rewards.ts";

const LEAF = ["uint32", "uint256"];

/** The tree over what accounts earned in an epoch, of which operators sign the root. One reward at least. */
export class RewardTree {
  readonly #tree: StandardMerkleTree<[number, bigint]>;
  readonly #places: ReadonlyMap<number, number>;

  constructor(rewards: readonly AccountReward[]) {
    this.#tree = StandardMerkleTree.of(
      rewards.map(({ account, amount }): [number, bigint] => [account, amount]),
      LEAF,
    );
    this.#places = new Map(rewards.map(({ account }, at) => [account, at]));
  }

  get root(): string {
    return this.#tree.root;
  }

  /** From an account's leaf to the root. Throws where the account earned nothing. */
  proofOf(account: number): string[] {
    const place = this.#places.get(account);
    if (place === undefined) throw new RangeError(`account ${account} earned nothing`);
    return this.#tree.getProof(place);
  }
}
