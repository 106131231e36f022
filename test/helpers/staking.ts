import type { NetworkConnection } from "hardhat/types/network";
import { parseEther, type Signer } from "ethers";

type Account = Signer & { address: string };

export const RAY = 10n ** 27n;
/** {ray} per second: 8% a year. */
export const RATE = 2_536_783_358_701_166_920n;
export const DAY = 86_400n;
export const YEAR = 365n * DAY;
export const NEUTRAL = 0;
/** {share} of a wei while nothing was slashed. */
export const SHARES = 1_000n;
/** What everybody has at the beginning, and what rewards are funded with. */
export const GRID = parseEther("1000000");
export const FUND = parseEther("100000");

/**
 * GRID and its staking; the admin has every role. `operator` has pool 1 with a commission of 10%; nobody has staked.
 */
export async function deployStaking({ ethers, networkHelpers }: NetworkConnection) {
  const [admin, operator, alice, bob, carol, stranger] = await ethers.getSigners();
  if (!admin || !operator || !alice || !bob || !carol || !stranger) throw new Error("too few accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const grid = await ethers.deployContract("GridToken", [access, parseEther("1000000000")]);
  const staking = await ethers.deployContract("Staking", [access, grid]);
  for (const one of [operator, alice, bob, carol]) {
    await grid.mint(one, GRID);
    await grid.connect(one).approve(staking, 2n ** 256n - 1n);
  }
  await grid.mint(admin, 100n * FUND);
  await grid.approve(staking, 2n ** 256n - 1n);
  await staking.fundRewards(FUND);
  await staking.connect(operator).openPool(1_000);
  const now = async () => BigInt(await networkHelpers.time.latest());
  const stake = (who: Account, pool: number, amount: bigint) => staking.connect(who).stake(pool, amount);
  /** Leaves with so many shares, and tells the epoch. */
  const unbond = async (who: Account, pool: number, shares: bigint) => {
    await staking.connect(who).unbond(pool, shares);
    return staking.epoch();
  };
  const people = { admin, operator, alice, bob, carol, stranger };
  return { ...people, access, grid, staking, now, stake, unbond };
}

export type Staked = Awaited<ReturnType<typeof deployStaking>>;

/** {wad} What stakes of a time earn, rounded down. */
export function earned(amount: bigint, seconds: bigint): bigint {
  return (amount * RATE * seconds) / RAY;
}
