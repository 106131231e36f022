import type { NetworkConnection } from "hardhat/types/network";
import { RewardTree, type AccountReward } from "@gridwatt/incentives";
import { parseEther, type Signer } from "ethers";

import { deployMetering } from "./metering.ts";
import { deployWattToken } from "./tokens.ts";
import { domainOf, signTypedData } from "./typed-data.ts";

export const DAY = 86_400;
export const WAD = 10n ** 18n;
export const LOT_TERMS = {
  startPrice: parseEther("100"),
  floorPrice: parseEther("0.1"),
  lotSize: parseEther("1000"),
  halving: 3_600n,
  duration: 86_400n,
};
/** {bps} and {base} of the incentives. */
export const SHARE = 5_000n;
export const EPOCH_CAP = parseEther("1000");
export const CLAIM_PERIOD = 180 * DAY;

/** The price of a lot {wad} so long {s} after its begin, by the rule in words: half for each halving, linear within. */
export function priceAfter(elapsed: bigint, terms: typeof LOT_TERMS = LOT_TERMS): bigint {
  const { startPrice, floorPrice, halving, duration } = terms;
  if (elapsed >= duration) return 0n;
  const [numerator, denominator] = [
    startPrice * (2n * halving - (elapsed % halving)),
    2n * halving * 2n ** (elapsed / halving),
  ];
  const fallen = (numerator + denominator - 1n) / denominator;
  return fallen > floorPrice ? fallen : floorPrice;
}

/** A rewards reserve between WATT and staking. `buyer` has GRID, `source` WATT; nothing is in the reserve yet. */
export async function deployReserve({ ethers, networkHelpers }: NetworkConnection) {
  const [admin, buyer, other, source, stranger] = await ethers.getSigners();
  if (!admin || !buyer || !other || !source || !stranger) throw new Error("too few accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const { watt } = await deployWattToken(ethers, access);
  const grid = await ethers.deployContract("GridToken", [access, parseEther("1000000000")]);
  const staking = await ethers.deployContract("Staking", [access, grid]);
  const reserve = await ethers.deployContract("RewardsReserve", [access, watt, grid, staking, LOT_TERMS]);
  await watt.setEscrow(reserve);
  await watt.mint(source, parseEther("10000000"));
  for (const one of [buyer, other]) {
    await grid.mint(one, parseEther("50000000"));
    await grid.connect(one).approve(reserve, 2n ** 256n - 1n);
  }
  const now = async () => BigInt(await networkHelpers.time.latest());
  const give = (amount: bigint) => watt.connect(source).transfer(reserve, amount);
  const read = async () => [
    ...(await Promise.all([admin, buyer, other, reserve, staking].map((one) => grid.balanceOf(one)))),
    ...(await Promise.all([buyer, other, source, reserve].map((one) => watt.balanceOf(one)))),
    await staking.funds(),
    await reserve.lot(),
    await reserve.terms(),
  ];
  return { admin, buyer, other, source, stranger, access, watt, grid, staking, reserve, now, give, read };
}

/** Makers' incentives with a fund of 100 WATT; accounts 1 and 2 are `owner`'s, three of four operators a quorum. */
export async function deployIncentives(connection: NetworkConnection) {
  const f = await deployMetering(connection);
  const { ethers, networkHelpers } = connection;
  const { authority, watt, registry, oracle, operatorSet, operators } = f;
  const incentives = await ethers.deployContract("MakerIncentives", [
    ...([authority, watt, registry, oracle, SHARE, EPOCH_CAP] as const),
  ]);
  await watt.setEscrow(incentives);
  await watt.mint(incentives, parseEther("100"));
  // Days before there were incentives earn nothing.
  await networkHelpers.time.increase(3 * DAY);
  const today = async () => Math.floor((await networkHelpers.time.latest()) / DAY);
  const domain = await domainOf(incentives);
  /** Rewards as `submitRewards` takes them, by default of yesterday, signed by three of four. */
  const sign = async (request: SignRequest) => {
    const { rewards, epoch = (await today()) - 1, by = operators.slice(0, 3) } = request;
    const tree = new RewardTree(rewards);
    const total = request.total ?? rewards.reduce((sum, { amount }) => sum + amount, 0n);
    const fees = request.fees ?? 2n * total;
    const configuration = await operatorSet.configuration();
    const message = { epoch, root: tree.root, total, fees };
    const typed = { domain, type: "MakerRewards" as const, message: { ...message, configuration, ...request.lie } };
    const signatures = await Promise.all(by.map((signer) => signTypedData(signer, typed)));
    return { tree, epoch, message, signatures };
  };
  const submit = async (request: SignRequest) => {
    const signed = await sign(request);
    await incentives.submitRewards(signed.message, signed.signatures);
    return signed;
  };
  const read = async () => [
    await incentives.promised(),
    await incentives.available(),
    await incentives.lastEpoch(),
    await incentives.epochCap(),
    await watt.balanceOf(f.owner),
  ];
  return { ...f, incentives, today, sign, submit, read };
}

interface SignRequest {
  readonly rewards: readonly AccountReward[];
  readonly epoch?: number;
  readonly by?: readonly Signer[];
  readonly total?: bigint;
  readonly fees?: bigint;
  /** What is signed instead of what is handed in. */
  readonly lie?: Record<string, unknown>;
}
