import type { NetworkConnection } from "hardhat/types/network";
import { MaxUint256 } from "ethers";

import { COIN, deployRamps, GROWTH, LEAST, MAX_AGE, MINT_LIMIT, WINDOW } from "../helpers/ramps.ts";
import type { Cast } from "./moves.ts";
import type { Setup } from "./types.ts";

export type Stage = Awaited<ReturnType<typeof buildStage>>;

type Ramps = Awaited<ReturnType<typeof deployRamps>>;

/** WATT with its ramps, on which four holders meet two operators and one of each other role, none of whom has to wait. */
export async function buildStage(connection: NetworkConnection) {
  const f = await deployRamps(connection);
  const { watt, set, reserve, onRamp, queue, attestors } = f;
  const signers = new Map((await connection.ethers.getSigners()).map((signer) => [signer.address, signer]));
  const cast = castOf(f, [...signers.keys()].slice(8));
  const roles = await grantRoles(f, cast);
  for (const holder of [f.alice, f.bob, f.stranger, signers.get(cast.holders[3] ?? "")]) {
    if (holder === undefined) throw new Error("too few holders");
    await watt.connect(holder).approve(queue, MaxUint256);
  }
  const reader = await connection.ethers.deployContract("RampReader");
  const setup: Setup = {
    ...{ queue: await queue.getAddress(), attestors: BigInt(attestors.length), maxAge: MAX_AGE, roles },
    ...{ growth: GROWTH, mintLimit: MINT_LIMIT, window: WINDOW, coin: COIN, least: LEAST },
  };
  return {
    connection,
    contracts: { watt, set, reserve, onRamp, queue, reader },
    addresses: { watt, reserve, onRamp, queue },
    signers,
    cast,
    setup,
    /** Whose WATT is compared, and whose limits. */
    accounts: [...cast.holders, setup.queue],
    operators: cast.operators,
    startsAt: await f.now(),
    sign: f.sign,
  };
}

export function signerOf({ signers }: Stage, address: string) {
  const signer = signers.get(address);
  if (signer === undefined) throw new Error(`nobody signs for ${address}`);
  return signer;
}

function castOf({ admin, alice, bob, stranger, attestors }: Ramps, others: readonly string[]): Cast {
  const [carol, operator, second, freezer, enforcer, recoverer, guardian] = others;
  if (!carol || !operator || !second || !freezer || !enforcer || !recoverer || !guardian) {
    throw new Error("too few accounts");
  }
  return {
    ...{ freezer, enforcer, recoverer, guardian, governor: admin.address, operators: [operator, second] },
    holders: [...[alice, bob, stranger].map(({ address }) => address), carol],
    attestors: attestors.map(({ address }) => address),
  };
}

/** Gives everybody their role; returns who may call what. */
async function grantRoles({ access, watt, onRamp, queue }: Ramps, cast: Cast): Promise<Setup["roles"]> {
  const { operators, freezer, enforcer, recoverer, guardian, governor } = cast;
  const grants = [
    { target: onRamp, verb: onRamp.mint, to: operators },
    { target: queue, verb: queue.markNext, to: operators },
    { target: queue, verb: queue.markSetAside, to: operators },
    { target: queue, verb: queue.confirm, to: operators },
    { target: queue, verb: queue.giveBack, to: operators },
    { target: watt, verb: watt.setFrozenTokens, to: [freezer] },
    { target: watt, verb: watt.forcedTransfer, to: [enforcer] },
    { target: watt, verb: watt.recover, to: [recoverer] },
    { target: watt, verb: watt.pauseMint, to: [guardian] },
    { target: watt, verb: watt.unpauseMint, to: [governor] },
  ];
  for (const [at, { target, verb, to }] of grants.entries()) {
    const role = 100n + BigInt(at);
    await access.setTargetFunctionRole(target, [verb.fragment.selector], role);
    for (const one of to) await access.grantRole(role, one, 0);
  }
  return Object.fromEntries(grants.map(({ verb, to }) => [verb.fragment.name, to]));
}
