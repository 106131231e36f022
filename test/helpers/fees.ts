import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import type { FeeRouter, FeeSourceMock, HostileToken } from "../../typechain-types/index.js";

/** An amount that no weight in use divides. */
export const FEES = 1_000_001n;
export const OPERATOR = 7;

/** Moods of HostileToken, in its own order. */
export const MOODS = { Honest: 0, ReturnsFalse: 1, ReturnsNothing: 2, TakesFee: 3 } as const;

/** A router between a source of fees and three payees, with an admin for {OPERATOR}; nobody shares anything yet. */
export async function deployRouter(ethers: HardhatEthers) {
  const [authorityAdmin, admin, stranger, ...payees] = await ethers.getSigners();
  const [a, b, c] = payees;
  if (authorityAdmin === undefined || admin === undefined || stranger === undefined)
    throw new Error("too few accounts");
  if (a === undefined || b === undefined || c === undefined) throw new Error("too few accounts");
  const authority = await ethers.deployContract("AccessManager", [authorityAdmin.address]);
  const token = await ethers.deployContract("HostileToken");
  const source = await ethers.deployContract("FeeSourceMock", [token]);
  const router = await ethers.deployContract("FeeRouter", [source, authority]);
  await router.setAdmin(OPERATOR, admin);
  await token.mint(source, 10n ** 30n);
  const everyone = [a.address, b.address, c.address];
  const read = () => stateOf({ router, source, token }, everyone);
  return { ethers, router, source, token, authority, authorityAdmin, admin, stranger, a, b, c, read };
}

/** As {deployRouter}; `a`, `b` and `c` share 50.00%, 33.33% and 16.67%, and {FEES} wait in the source. */
export async function deploySharing(ethers: HardhatEthers) {
  const f = await deployRouter(ethers);
  const payees = shares([f.a.address, 5_000], [f.b.address, 3_333], [f.c.address, 1_667]);
  await f.router.connect(f.admin).setPayees(OPERATOR, payees);
  await f.source.setFees(OPERATOR, FEES);
  return f;
}

/** What `a`, `b` and `c` get of {FEES}: the first also what rounding leaves. */
export const PARTS = [500_001n, 333_300n, 166_700n] as const;

export function shares(...list: readonly (readonly [payee: string, weight: number])[]) {
  return list.map(([payee, weight]) => ({ payee, weight }));
}

interface Contracts {
  router: FeeRouter;
  source: FeeSourceMock;
  token: HostileToken;
}

async function stateOf({ router, source, token }: Contracts, everyone: readonly string[]) {
  return [
    await router.totalOwed(),
    await router.adminOf(OPERATOR),
    await router.payeesOf(OPERATOR),
    await source.feesOwed(OPERATOR),
    await token.balanceOf(router),
    await token.balanceOf(source),
    ...(await Promise.all(everyone.map((payee) => router.owed(payee)))),
    ...(await Promise.all(everyone.map((payee) => token.balanceOf(payee)))),
  ];
}
