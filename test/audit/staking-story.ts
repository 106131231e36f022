import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { bits, type Shared } from "../helpers/election.ts";
import { begin, DAY, grid, JUDGE, NEUTRAL, PERIOD, STAKERS, Stakers, type Name } from "./stakers.ts";

const SHARES = 1_000n;
const GWEI = 10n ** 9n;
/** {ray} per second: 4% a year. */
const LOWER_RATE = 1_268_391_679_350_583_460n;
/** {wad} Sent to contracts without a word to them. */
const GIFTS = { staking: 7n, election: 3n } as const;

/**
 * GRID is staked, leaves, earns until the fund is empty and again when it is filled, and votes; a pool is stopped, one is
 * slashed with what left it, one whole, and two who nominate; operators are elected by the better of two solutions; one
 * solution is abandoned and one is open at the end.
 */
export async function useStaking(market: EmbeddedMarket): Promise<void> {
  const stakers = new Stakers(market);
  await begin(stakers);
  await stake(stakers);
  await stakers.nextDay();
  await elect(stakers);
  await leave(stakers);
  await stakers.nextDay();
  await serve(stakers);
  await slash(stakers);
  await stakers.nextDay(PERIOD + 1);
  await end(stakers);
}

async function stake(stakers: Stakers): Promise<void> {
  const { first, second, third, nominator, other } = STAKERS;
  const stake = (name: Name, pool: number, amount: number) => stakers.staking(name, "stake", pool, grid(amount));
  for (const [at, name] of [first, second, third].entries()) {
    await stakers.staking(name, "openPool", 1_000 * at);
    await stake(name, at + 1, 4_000 - 500 * at);
    await stakers.election(name, "setCandidate", true);
    stakers.wait(60);
  }
  await stakers.election(third, "setCandidate", false);
  await stakers.staking(nominator, "delegate", await stakers.address(nominator));
  await stakers.staking(other, "delegate", await stakers.address(nominator));
  await stakers.staking(second, "delegate", await stakers.address(first));
  await stake(nominator, 1, 1_000);
  await stake(nominator, 2, 500);
  await stake(nominator, NEUTRAL, 2_000);
  await stake(other, NEUTRAL, 1_000);
  await stakers.election(nominator, "nominate", bits(1, 2));
  await stakers.election(other, "nominate", bits(2));
}

/** The second of three solutions is the best. */
async function elect(stakers: Stakers): Promise<void> {
  const { nominator, other, first } = STAKERS;
  const [nina, nils] = [await stakers.address(nominator), await stakers.address(other)];
  const share = (amount: number) => grid(amount) / GWEI;
  const shared = (...edges: readonly (readonly [number, bigint])[]): Shared[] => [
    { nominator: nina, edges },
    { nominator: nils, edges: [[2, share(1_000)]] },
  ];
  await stakers.finish(nominator, shared([1, share(2_000)]));
  await stakers.finish(JUDGE, shared([1, share(500)], [2, share(1_500)]));
  await stakers.finish(first, shared([2, share(2_000)]));
  await stakers.solve(other, shared([1, share(2_000)]));
  await stakers.election(other, "solve", []);
}

async function leave(stakers: Stakers): Promise<void> {
  const { first, second, third, nominator } = STAKERS;
  const unbond = (name: Name, pool: number, amount: number) =>
    stakers.staking(name, "unbond", pool, grid(amount) * SHARES);
  await unbond(nominator, NEUTRAL, 500);
  await unbond(nominator, 1, 200);
  stakers.wait(60);
  await unbond(nominator, 1, 100);
  await unbond(first, 1, 300);
  await unbond(third, 3, 1);
  await stakers.staking(JUDGE, "setStopped", 3, true);
  await stakers.staking(second, "announceCommission", 2, 2_000);
}

async function serve(stakers: Stakers): Promise<void> {
  const { second, nominator, other } = STAKERS;
  await stakers.election(JUDGE, "enact");
  await stakers.election(JUDGE, "sweep", stakers.today - 1, await stakers.address(other));
  await stakers.staking(nominator, "claimRewards", [NEUTRAL, 1, 2]);
  await stakers.staking(second, "claimRewards", [2]);
  await stakers.staking(JUDGE, "setStopped", 3, false);
  stakers.wait(3_600);
}

async function slash(stakers: Stakers): Promise<void> {
  const { nominator, other } = STAKERS;
  const [nina, nils] = [await stakers.address(nominator), await stakers.address(other)];
  await stakers.staking(JUDGE, "hold", 1);
  await stakers.staking(JUDGE, "hold", 2);
  await stakers.staking(JUDGE, "holdAccount", nils, (stakers.today + 1) * DAY);
  await stakers.staking(JUDGE, "slashPool", 1, grid(457) + 11n, stakers.today - 1);
  await stakers.staking(JUDGE, "slashPool", 3, grid(1_000_000), 0);
  // Of the first more than is left in the pool, so that what leaves is taken too.
  await stakers.staking(JUDGE, "slashAccount", nina, grid(1_700) + 3n, stakers.today - 1);
  await stakers.staking(JUDGE, "slashAccount", nils, grid(100) + 1n, stakers.today);
  await stakers.staking(JUDGE, "paySlashed", await stakers.address(JUDGE), grid(150));
  await stakers.staking(JUDGE, "release", 1);
  await stakers.staking(nominator, "stake", 1, grid(10) + 1n);
  await stakers.staking(nominator, "stake", NEUTRAL, grid(30));
}

async function end(stakers: Stakers): Promise<void> {
  const { first, second, nominator, other } = STAKERS;
  const nina = await stakers.address(nominator);
  await stakers.staking(other, "withdraw", nina, NEUTRAL, [stakers.today - PERIOD - 2]);
  await stakers.staking(first, "claimRewards", [1]);
  await stakers.staking(JUDGE, "fundRewards", grid(100));
  stakers.wait(600);
  await stakers.rule("staking", "setRewardRate", LOWER_RATE);
  await stakers.staking(nominator, "unbond", 1, grid(5) * SHARES);
  await stakers.staking(other, "stake", NEUTRAL, grid(20));
  await stakers.staking(second, "delegate", nina);
  await stakers.election(other, "nominate", bits(1));
  await stakers.solve(JUDGE, []);
  await stakers.election(first, "solve", []);
  for (const [contract, amount] of Object.entries(GIFTS)) {
    await stakers.grid(JUDGE, "transfer", stakers.contract(contract as keyof typeof GIFTS), amount);
  }
}
