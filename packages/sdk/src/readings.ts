import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, keccak256 } from "ethers";

import { ParameterError } from "./gridwatt-error.ts";

/** The balancing party's account. */
export const PARTY = 0;

/** What the meters of an account counted in a slot. */
export interface AccountReading {
  readonly account: number;
  /** Export less import {Wh}. */
  readonly net: bigint;
  /** See `commitmentOf`. */
  readonly commitment: string;
}

/** What an oracle's tree says of an account; sorted, and each names the next, so that a leaf also shows who is missing. */
export interface ReadingLeaf extends AccountReading {
  readonly next: number;
}

/** Registers of a meter at both ends of a slot {Wh}. */
export interface MeterSpan {
  readonly meter: number;
  readonly importBegin: bigint;
  readonly exportBegin: bigint;
  readonly importEnd: bigint;
  readonly exportEnd: bigint;
}

const END = 0xffff_ffff;
const NO_LEAF = 0xffff;
const EMPTY = `0x${"0".repeat(64)}`;
const LEAF = ["uint32", "uint32", "int48", "bytes32"];
const SPAN = "tuple(uint32 meter,uint64 importBegin,uint64 exportBegin,uint64 importEnd,uint64 exportEnd)";
const READINGS =
  "tuple(tuple(uint32 account,uint32 next,int48 net,bytes32 commitment)[] leaves,uint16[] leafOf,bytes32[] proof,bool[] flags)";
const CODER = AbiCoder.defaultAbiCoder();

/**
 * What a leaf shows of the registers behind it: nothing, to whoever does not know the salt.
 * @param salt 32 bytes that the household and the oracle operators share
 */
export function commitmentOf(salt: string, spans: readonly MeterSpan[]): string {
  return keccak256(CODER.encode(["bytes32", `${SPAN}[]`], [salt, spans]));
}

/**
 * The tree over a slot's readings, of which operators sign the root.
 * @example
 * const tree = new ReadingTree([{ account: 1, net: 8_000n, commitment }]);
 * await settle(client, { slot, accounts: [1, 2], readings: tree.show([1, 2]) });
 */
export class ReadingTree {
  /** Rising by account; the first is account 0's, which stands for no account. */
  readonly leaves: readonly ReadingLeaf[];
  readonly #tree: SimpleMerkleTree;
  readonly #hashes: readonly string[];

  /** Throws `ParameterError` where an account is 0 or named twice. */
  constructor(readings: readonly AccountReading[]) {
    const sorted = [{ account: 0, net: 0n, commitment: EMPTY }, ...readings].sort((a, b) => a.account - b.account);
    this.leaves = sorted.map((reading, at) => ({ ...reading, next: sorted[at + 1]?.account ?? END }));
    for (const { account, next } of this.leaves) {
      if (next <= account)
        throw new ParameterError(`A tree of readings names account ${next} once, and not account 0.`);
    }
    this.#hashes = this.leaves.map(hashOf);
    this.#tree = SimpleMerkleTree.of([...this.#hashes]);
  }

  get root(): string {
    return this.#tree.root;
  }

  /** The place of an account's leaf, or of the one before it where its readings are missing. */
  placeOf(account: number): number {
    let [low, high] = [0, this.leaves.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.leaves[middle]?.account ?? END) <= account) low = middle;
      else high = middle;
    }
    return low;
  }

  /** An account's leaf, with its way to the root: what an accusation shows. Throws `ParameterError` where it has none. */
  proofOf(account: number): { readonly leaf: ReadingLeaf; readonly proof: readonly string[] } {
    const place = this.placeOf(account);
    const leaf = this.leaves[place];
    if (leaf?.account !== account) throw new ParameterError(`Account ${account} has no readings in this tree.`);
    return { leaf, proof: this.#tree.getProof(place) };
  }

  /**
   * The readings of some accounts with their proof, as `settle` takes them.
   * @param accounts in the order in which `settle` names them
   */
  show(accounts: readonly number[]): string {
    const places = [...new Set(accounts.map((account) => this.placeOf(account)))];
    const { leaves, proof, proofFlags } = this.#tree.getMultiProof(places);
    const order = new Map(leaves.map((hash, at) => [hash, at]));
    const orderOf = (place: number) => order.get(this.#hashes[place] ?? "") ?? NO_LEAF;
    const shown = [...places].sort((a, b) => orderOf(a) - orderOf(b));
    const leafOf = accounts.map((account) => orderOf(this.placeOf(account)));
    return CODER.encode(
      [READINGS],
      [{ leaves: shown.map((place) => this.leaves[place]), leafOf, proof, flags: proofFlags }],
    );
  }
}

function hashOf({ account, next, net, commitment }: ReadingLeaf): string {
  return keccak256(keccak256(CODER.encode(LEAF, [account, next, net, commitment])));
}
