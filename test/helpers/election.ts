import { type Snapshot, type Solution } from "@gridwatt/election";
import { concat, getAddress, parseEther, toBeHex } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { DAY, deployStaking, NEUTRAL } from "./staking.ts";

export const SEATS = 2;
export const MIN_SELF_STAKE = parseEther("1000");
export const DEPOSIT = parseEther("50");
const GWEI = 10n ** 9n;

/** Pools as bits. */
export function bits(...pools: readonly number[]): bigint {
  return pools.reduce((all, pool) => all | (1n << BigInt(pool)), 0n);
}

export interface Shared {
  readonly nominator: string;
  readonly edges: readonly (readonly [pool: number, gwei: bigint])[];
}

/** A page as the contract reads it, nominators in rising order. */
export function pageOf(shared: readonly Shared[]): string {
  const sorted = [...shared].sort((a, b) => (BigInt(a.nominator) < BigInt(b.nominator) ? -1 : 1));
  return pageAsIs(sorted);
}

export function pageAsIs(shared: readonly Shared[]): string {
  return concat(
    shared.flatMap(({ nominator, edges }) => [
      nominator,
      toBeHex(edges.length, 1),
      ...edges.flatMap(([pool, gwei]) => [toBeHex(pool, 1), toBeHex(gwei, 8)]),
    ]),
  );
}

/**
 * Staking with an election of two operators from three candidates, pools 1 to 3 of `operator`, `carol` and `bob`, which have
 * 1,000, 2,000 and 3,000 GRID of their own. `alice` has 5,000 in the neutral pool and nominates 1 and 2; the `stranger` has
 * 700 there and nominates all. A day has begun since.
 */
export async function deployElection(connection: NetworkConnection) {
  const f = await deployStaking(connection);
  const { ethers, networkHelpers } = connection;
  const { access, staking, grid, admin, operator, carol, bob, alice, stranger, stake } = f;
  const set = await ethers.deployContract("OperatorSet", [access, [admin.address]]);
  const election = await ethers.deployContract("Election", [
    ...([access, staking, grid, set, SEATS, MIN_SELF_STAKE, DEPOSIT] as const),
  ]);
  await access.grantRole(1n, election, 0);
  await access.setTargetFunctionRole(set, [set.setOperators.fragment.selector], 1n);
  await grid.mint(stranger, parseEther("10000"));
  await grid.connect(stranger).approve(staking, 2n ** 256n - 1n);
  await staking.connect(carol).openPool(0);
  await staking.connect(bob).openPool(0);
  const owners = [operator, carol, bob] as const;
  for (const [at, owner] of owners.entries()) {
    await stake(owner, at + 1, BigInt(at + 1) * parseEther("1000"));
    await election.connect(owner).setCandidate(true);
  }
  await stake(alice, NEUTRAL, parseEther("5000"));
  await election.connect(alice).nominate(bits(1, 2));
  await stake(stranger, NEUTRAL, parseEther("700"));
  await election.connect(stranger).nominate(bits(1, 2, 3));
  for (const one of [alice, bob, carol, operator, stranger]) await grid.connect(one).approve(election, 2n ** 256n - 1n);
  const nextDay = async () => networkHelpers.time.increaseTo(((await f.now()) / DAY + 1n) * DAY);
  await nextDay();

  /** Submits a solution in pages. */
  const submit = async (by: typeof alice, of: { winners: bigint; pages: readonly string[] }) => {
    const as = election.connect(by);
    let progress = await as.begin.staticCall(of.winners);
    await as.begin(of.winners);
    for (const page of of.pages) {
      const next = await as.addPage.staticCall(plain(progress), page);
      await as.addPage(plain(progress), page);
      progress = next;
    }
    return plain(progress);
  };
  const state = async () => {
    const epoch = await staking.epoch();
    return [await election.bestOf(epoch), await election.solutionOf(epoch, alice), await grid.balanceOf(election)];
  };
  return { ...f, set, election, owners, nextDay, submit, state };
}

export type Elected = Awaited<ReturnType<typeof deployElection>>;

interface Progress {
  readonly last: string;
  readonly backings: readonly bigint[];
  readonly exposures: readonly string[];
}

/** What a call returned, as another takes it. */
export function plain({ last, backings, exposures }: Progress) {
  return { last, backings: [...backings], exposures: [...exposures] };
}

/** What an election is of, as the chain has it today. */
export async function snapshotOf(f: Elected, nominators: readonly string[]): Promise<Snapshot> {
  const { election, staking } = f;
  const electable = await election.electablePools();
  const pools = Array.from({ length: 64 }, (_, pool) => pool).filter((pool) => (electable >> BigInt(pool)) & 1n);
  const candidates = [];
  for (const pool of pools) {
    candidates.push({ id: String(pool), selfStake: (await staking.assetsAtEpoch(pool)) / GWEI });
  }
  const voters = [];
  for (const nominator of nominators) {
    const [, approved] = await election.nominationsOf(nominator);
    const stake = (await staking.sharesAtEpoch(nominator, NEUTRAL)) / (1_000n * GWEI);
    const approvals = pools.filter((pool) => (approved >> BigInt(pool)) & 1n).map((pool) => String(pool));
    if (stake > 0n) voters.push({ id: getAddress(nominator), stake, approvals });
  }
  return { seats: Number(await election.seats()), candidates, nominators: voters };
}

/** A solution as it is submitted, with so many nominators in a page. */
export function submissionOf(solution: Solution, perPage = 200): { winners: bigint; pages: string[] } {
  const shared = solution.assignments
    .map(({ nominator, edges }): Shared => {
      const own = edges.map(({ candidate, weight }) => [Number(candidate), weight] as const);
      return { nominator, edges: own };
    })
    .sort((a, b) => (BigInt(a.nominator) < BigInt(b.nominator) ? -1 : 1));
  const pages: string[] = [];
  for (let at = 0; at < shared.length; at += perPage) pages.push(pageAsIs(shared.slice(at, at + perPage)));
  return { winners: bits(...solution.winners.map(Number)), pages };
}
