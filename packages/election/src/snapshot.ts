import { getAddress } from "ethers";

import { ElectionFormatError } from "./errors.ts";

/** Who stands or nominates: an address as EIP-55 writes it, or a whole number in decimal. */
export type Id = string;

/** A base of {stake}: 10^9 {wad} of GRID, so that any stake fits 64 bits. */
export const STAKE_DECIMALS = 9;
/** {stake} 2^64 - 1, the most that one voter has. */
export const STAKE_MAX = (1n << 64n) - 1n;
export const APPROVALS_MAX = 8;

/** An operator who stands. It votes for itself alone, with what it staked itself. */
export interface Candidate {
  readonly id: Id;
  /** {stake} */
  readonly selfStake: bigint;
}

export interface Nominator {
  readonly id: Id;
  /** {stake} */
  readonly stake: bigint;
  /** At most 8, in any order. Who stands twice counts once, and who is no candidate not at all. */
  readonly approvals: readonly Id[];
}

/** Stakes and approvals at one moment: all that an election depends on. */
export interface Snapshot {
  /** How many are elected, where as many have backing. */
  readonly seats: number;
  /** By ascending value of their ids. Of two who are equally good, the first is elected. */
  readonly candidates: readonly Candidate[];
  /** Each once. Their order changes no winner, but balancing visits them in it. */
  readonly nominators: readonly Nominator[];
}

/**
 * Throws `ElectionFormatError`, which names the path, unless ids, stakes, orders and limits are as the types say.
 * @example
 * checkSnapshot({ seats: 1, candidates: [{ id: "7", selfStake: 5n }], nominators: [] });
 */
export function checkSnapshot({ seats, candidates, nominators }: Snapshot): void {
  checkSeats(seats);
  const known = new Set<Id>();
  let before = -1n;
  for (const [at, { id, selfStake }] of candidates.entries()) {
    const path = `candidates[${at}]`;
    checkId(id, `${path}.id`, known);
    if (BigInt(id) <= before) {
      throw new ElectionFormatError(`${path}.id`, `Candidates stand by ascending id, and ${id} is not above the last.`);
    }
    before = BigInt(id);
    checkStake(selfStake, `${path}.selfStake`);
  }
  const seen = new Set<Id>();
  for (const [at, { id, stake, approvals }] of nominators.entries()) {
    const path = `nominators[${at}]`;
    checkId(id, `${path}.id`, known);
    if (seen.has(id)) throw new ElectionFormatError(`${path}.id`, `Nominator ${id} stands here twice.`);
    seen.add(id);
    checkStake(stake, `${path}.stake`);
    if (approvals.length > APPROVALS_MAX) {
      throw new ElectionFormatError(
        `${path}.approvals`,
        `${approvals.length} approvals are more than ${APPROVALS_MAX}.`,
      );
    }
    approvals.forEach((approval, number) => checkId(approval, `${path}.approvals[${number}]`, known));
  }
}

function checkSeats(seats: number): void {
  if (Number.isSafeInteger(seats) && seats >= 1) return;
  throw new ElectionFormatError("seats", `Seats are a whole number from 1 on, not ${seats}.`);
}

function checkStake(stake: bigint, path: string): void {
  if (stake >= 0n && stake <= STAKE_MAX) return;
  throw new ElectionFormatError(path, `A stake is from 0 to ${STAKE_MAX}, not ${stake}.`);
}

/** @param known ids that were checked before: an address costs a hash, and most approvals repeat one */
function checkId(id: Id, path: string, known: Set<Id>): void {
  if (known.has(id)) return;
  if (!isId(id)) {
    const shown = JSON.stringify(id.slice(0, 80));
    throw new ElectionFormatError(path, `An id is an address with its checksum or a whole number, not ${shown}.`);
  }
  known.add(id);
}

function isId(text: string): boolean {
  // No number of 77 digits exceeds 256 bits.
  if (/^(0|[1-9][0-9]{0,76})$/.test(text)) return true;
  return /^0x[0-9a-fA-F]{40}$/.test(text) && getAddress(text.toLowerCase()) === text;
}
