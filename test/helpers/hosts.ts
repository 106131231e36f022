import type { NetworkConnection } from "hardhat/types/network";
import { parseEther, type Signer } from "ethers";

type Account = Signer & { address: string };

export const DAY = 86_400n;
export const NOTICE = 28n * DAY;
/** {wad} and {basis point} */
export const TIERS = [
  { locked: parseEther("10000"), share: 1_000n },
  { locked: parseEther("100000"), share: 2_000n },
  { locked: parseEther("1000000"), share: 3_000n },
] as const;
/** Of a registry without licences. */
export const FIRST = 1;

/** GRID and a registry of hosts; the admin has every role, alice and bob have GRID and have approved it. */
export async function deployHosts({ ethers, networkHelpers }: NetworkConnection) {
  const { time } = networkHelpers;
  const [admin, alice, bob, payee, stranger] = await ethers.getSigners();
  if (!admin || !alice || !bob || !payee || !stranger) throw new Error("too few accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const grid = await ethers.deployContract("GridToken", [access, parseEther("1000000000")]);
  const hosts = await ethers.deployContract("HostRegistry", [access, grid, TIERS, NOTICE]);
  for (const one of [alice, bob]) {
    await grid.mint(one, parseEther("10000000"));
    await grid.connect(one).approve(hosts, 2n ** 256n - 1n);
  }
  const now = async () => BigInt(await time.latest());
  /** To the last second of the present day, or the first of the next. */
  const endOfDay = async () => ((await now()) / DAY + 1n) * DAY - 1n;
  const open = (who: Account, amount: bigint) => hosts.connect(who).openLicence(amount, payee);
  const shareOf = async (host: number) => (await hosts.shareOf(host)).share;
  /** All that can be read of some hosts and their licences. */
  const read = async () => [
    await Promise.all([1, 2, 3].map((host) => hosts.licenceOf(host))),
    await Promise.all([1, 2, 3].map((licence) => hosts.licenceData(licence))),
    await hosts.tiers(),
    await hosts.noticePeriod(),
    await grid.balanceOf(alice),
    await grid.balanceOf(bob),
  ];
  const people = { admin, alice, bob, payee, stranger };
  return { ...people, ethers, time, access, grid, hosts, now, endOfDay, open, shareOf, read };
}

export type Hosts = Awaited<ReturnType<typeof deployHosts>>;
