import { ReadingTree } from "@gridwatt/sdk";
import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, id, keccak256, parseEther, ZeroHash } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { commitTo } from "./commitments.ts";
import { bits, deployElection, pageOf } from "./election.ts";
import { DEADLINE, deployMetering, secp256k1Meter, WINDOW } from "./metering.ts";
import { signedRoot, type RootRequest } from "./roots.ts";
import type { TwoRootsStruct } from "../../typechain-types/contracts/staking/Slasher.ts";
import type { Slasher } from "../../typechain-types/index.ts";
import { DAY } from "./staking.ts";

export const FALSE_ROOT = 500n;
export const EQUIVOCATION = 1_000n;
export const KINDS = { falseRoot: 0n, equivocation: 1n } as const;
export const STAGES = { none: 0n, open: 1n, cancelled: 2n, executed: 3n, expired: 4n } as const;
/** {wad} for a unit that a victim lost. */
export const COMPENSATION = 10n ** 12n;
export const SALT = id("salt");
/** Of accounts 1 and 2. */
const METERS = [secp256k1Meter("household"), secp256k1Meter("neighbour")] as const;
const BPS = 10_000n;
export const GWEI = 10n ** 9n;
const G = (grid: bigint) => grid * 10n ** 9n;
const SELECTORS = {
  slasher: ["hold", "release", "holdAccount", "releaseAccount", "slashPool", "slashAccount", "paySlashed"],
} as const;

export interface Backer {
  readonly nominator: string;
  readonly weight: bigint;
}

/** Hash over the nominators behind a winner, from a link on. */
export function linked(backers: readonly Backer[], from = ZeroHash): string {
  const types = ["bytes32", "address", "uint64"];
  const next = (link: string, { nominator, weight }: Backer) =>
    keccak256(AbiCoder.defaultAbiCoder().encode(types, [link, nominator, weight]));
  return backers.reduce(next, from);
}

/**
 * The election of four operators, pools 1 to 4 with 1,000 to 4,000 GRID, who attest readings; `slasher` and `attendance`
 * hold their roles, `appeals` theirs. `alice` backs pool 1 with 3,000 and 2 with 2,000 GRID, `stranger` 1 with 300 and 3
 * with 400. Accounts 1 and 2 of `alice` have meters of their numbers in an exchange with residual supply. The elected are in
 * office.
 */
export async function deploySlasher(connection: NetworkConnection) {
  const f = await deployElection(connection);
  const { ethers } = connection;
  const { access, grid, staking, election, set, admin, alice, stranger } = f;
  const [, , , , , , dave, appeals, insurance] = await ethers.getSigners();
  if (dave === undefined || appeals === undefined || insurance === undefined) throw new Error("too few accounts");
  await grid.mint(dave, parseEther("10000"));
  await grid.connect(dave).approve(staking, 2n ** 256n - 1n);
  await staking.connect(dave).openPool(0);
  await staking.connect(dave).stake(4, parseEther("4000"));
  await election.connect(dave).setCandidate(true);
  await election.setSeats(4);
  const m = await deployMetering(connection);
  await m.oracle.setOperatorSet(set);
  for (const [at, meter] of METERS.entries()) await m.register(at + 1, meter);
  const base = [access, staking, election, set, m.oracle] as const;
  const slasher = await ethers.deployContract("Slasher", [...base, m.meters, m.registry, insurance, COMPENSATION]);
  const attendance = await ethers.deployContract("Attendance", [...base]);
  const roles = [
    [staking, SELECTORS.slasher, 20n, slasher],
    [staking, ["setStopped"], 25n, attendance],
    [slasher, ["cancel"], 22n, appeals],
    [set, ["reportFault"], 11n, m.oracle],
  ] as const;
  for (const [target, names, role, holder] of roles) {
    const selectors = names.map((name) => target.interface.getFunction(name as never)?.selector ?? "");
    await access.setTargetFunctionRole(target, selectors, role);
    await access.grantRole(role, holder, 0);
  }
  await f.nextDay();
  const owners = [...f.owners, dave];
  const progress = await f.submit(alice, {
    winners: bits(1, 2, 3, 4),
    pages: [pageOf(sharesOf(alice.address, stranger.address))],
  });
  await election.connect(alice).finish(progress);
  const epoch = await staking.epoch();
  await f.nextDay();
  await election.enact();
  const world = { ...f, m, dave, appeals, insurance, owners, slasher, attendance, elected: epoch };
  return { ...world, ...(await behaviours(world)), admin };
}

const sharesOf = (alice: string, stranger: string) => [
  {
    nominator: alice,
    edges: [
      [1, G(3_000n)],
      [2, G(2_000n)],
    ] as const,
  },
  {
    nominator: stranger,
    edges: [
      [1, G(300n)],
      [3, G(400n)],
    ] as const,
  },
];

type World = Omit<Awaited<ReturnType<typeof deployElection>>, "owners"> & {
  readonly slasher: Slasher;
  readonly m: Awaited<ReturnType<typeof deployMetering>>;
  readonly owners: readonly Awaited<ReturnType<typeof deployElection>>["alice"][];
};

async function behaviours(f: World) {
  const { m, set, alice, stranger, owners } = f;
  const operators = [...owners].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const version = 2n;
  const former = { version, operators: operators.map(({ address }) => address) };
  const configuration = await set.configuration();
  const rising = (list: readonly Backer[]) =>
    [...list].sort((a, b) => (BigInt(a.nominator) < BigInt(b.nominator) ? -1 : 1));
  const [a, s] = [alice.address, stranger.address];
  /** By pool: who backs it with how much {gwei}, in the order of their chain. */
  const backers: readonly (readonly Backer[])[] = [
    [],
    rising([
      { nominator: a, weight: G(3_000n) },
      { nominator: s, weight: G(300n) },
    ]),
    [{ nominator: a, weight: G(2_000n) }],
    [{ nominator: s, weight: G(400n) }],
    [],
  ];
  const exposures = {
    owns: [1n, 2n, 3n, 4n].map((grid) => G(grid * 1_000n)),
    chains: backers.slice(1).map((list) => linked(list)),
  };
  const root = (request: RootRequest) =>
    signedRoot({ ...m, operators, operatorSet: set }, { by: operators.slice(0, 3), configuration, ...request });
  const pools = (of: readonly { readonly address: string }[]) =>
    bits(...of.map(({ address }) => owners.findIndex((owner) => owner.address === address) + 1));
  /** Reports two roots, a minute after having committed to it, and tells the offence. */
  const report = async (roots: TwoRootsStruct, by = f.admin) => {
    const call = f.slasher.connect(by).getFunction("reportTwoRoots");
    await commitTo(m, { sender: by.address, call: call.populateTransaction(roots, former) });
    const offence = await call.staticCall(roots, former);
    await call(roots, former);
    return offence;
  };
  const world = { operators, former, configuration, backers, exposures, root, pools, report };
  return { ...world, ...(await faults(f, root)) };
}

interface Attested {
  readonly importEnd?: bigint;
  /** By account. */
  readonly nets?: Readonly<Record<number, bigint>>;
}

/** Roots that are false: what they attest of meters 1 and 2, 100/200 to 250/200, is not what the meters sign. */
async function faults(f: World, root: (request: RootRequest) => ReturnType<typeof signedRoot>) {
  const { m, bob } = f;
  const sign = async (slot: number, importRegister: bigint, exportRegister: bigint, meter = 1) => {
    const reading = m.reading({ meter, slot, importRegister, exportRegister, sequence: BigInt(slot) });
    return [reading, METERS[meter - 1]?.sign(await m.meters.digestOf(reading)) ?? ""] as const;
  };
  /** What a meter signed of a slot: that it drew 20 Wh. */
  const signed = async (slot: number, { meter = 1, importEnd = 120n, exportEnd = 200n } = {}) => {
    const [begin, beginSignature] = await sign(slot, 100n, 200n, meter);
    const [end, endSignature] = await sign(slot + 1, importEnd, exportEnd, meter);
    return { begin, beginSignature, end, endSignature };
  };
  /** A root by which accounts 1 and 2 used so much, or have another net, and what opens an account's leaf. */
  const attested = async (slot: number, { importEnd = 250n, nets = {} }: Attested = {}) => {
    const spansOf = (meter: number) => [{ meter, importBegin: 100n, exportBegin: 200n, importEnd, exportEnd: 200n }];
    const readings = [];
    for (const account of [1, 2]) {
      const commitment = await m.oracle.commitmentOf(SALT, spansOf(account));
      readings.push({ account, net: nets[account] ?? 100n - importEnd, commitment });
    }
    const tree = new ReadingTree(readings);
    const hashes = await Promise.all(tree.leaves.map(async (leaf) => m.oracle.hashOf(leaf)));
    const plain = SimpleMerkleTree.of(hashes);
    const shownOf = (account: number) => {
      const leaf = tree.leaves[account];
      if (leaf === undefined) throw new Error("no leaf");
      return { slot, root: tree.root, leaf, proof: plain.getProof(account), salt: SALT, spans: spansOf(account) };
    };
    return { tree, shownOf, shown: shownOf(1) };
  };
  /** A false root of a slot that is over, accused by bob and proven a day later. */
  const falseRoot = async (slot: number, request: Partial<RootRequest> = {}) => {
    const { tree, shown, shownOf } = await attested(slot);
    await m.oracle.submitRoot(...(await root({ slot, root: tree.root, ...request })));
    return { tree, shown, shownOf, fault: await prove(shown) };
  };
  const prove = async (shown: Awaited<ReturnType<typeof attested>>["shown"]) => {
    const call = [shown, ...(await sign(shown.slot + 1, 120n, 200n))] as const;
    const accuse = m.oracle.connect(bob).getFunction("accuse");
    await commitTo(m, { sender: bob.address, call: accuse.populateTransaction(...call) });
    const fault = await accuse.staticCall(...call);
    await accuse(...call);
    await m.time.increase(DAY);
    await m.oracle.convict(fault);
    return fault;
  };
  /** Accuses a root of a leaf that contradicts itself. */
  const proveNet = async (shown: Awaited<ReturnType<typeof attested>>["shown"]) => {
    const accuse = m.oracle.connect(bob).getFunction("accuseNet");
    await commitTo(m, { sender: bob.address, call: accuse.populateTransaction(shown) });
    const fault = await accuse.staticCall(shown);
    await accuse(shown);
    await m.oracle.convict(fault);
    return fault;
  };
  /** The slot that has just ended, one after the next being called for. */
  const endedSlot = async () => {
    const slot = await m.slotNow();
    await m.time.increaseTo((slot + 1) * 900);
    return slot;
  };
  return { sign, signed, attested, falseRoot, prove, proveNet, endedSlot };
}

/** {wad} What a fraction {bps} takes of so many gwei. */
export function partOf(gwei: bigint, fraction: bigint): bigint {
  return (gwei * GWEI * fraction) / BPS;
}

export type Slashable = Awaited<ReturnType<typeof deploySlasher>>;
export const FINAL_AFTER = DEADLINE + WINDOW;

/** Two roots that an operator signed, as the slasher takes them. */
export async function twoRoots(
  f: Pick<Slashable, "operators" | "root">,
  { slot, place = 0, sequence = 1n, second = id("second"), ...as }: TwoRootsRequest,
) {
  const by = f.operators.slice(place, place + 1);
  const [, , , [firstSignature = ""]] = await f.root({ slot, by, sequence, root: id("first"), ...as });
  const [, , , [secondSignature = ""]] = await f.root({ slot, by, sequence, root: second, ...as });
  return { slot, sequence, place, first: id("first"), firstSignature, second, secondSignature };
}

interface TwoRootsRequest {
  readonly slot: number;
  readonly place?: number;
  readonly sequence?: bigint;
  readonly second?: string;
  readonly configuration?: string;
}
