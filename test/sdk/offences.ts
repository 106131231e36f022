import { expect } from "chai";
import {
  connect,
  createClient,
  getBackersLeft,
  getElectedSets,
  getExposures,
  getOffences,
  getSigners,
  holdBackers,
  ParameterError,
  reportTwoRoots,
  signRoot,
  slashBackers,
  Slot,
  executeOffence,
  type Client,
  type SignedRoot,
} from "@gridwatt/sdk";
import { id, Interface, type Provider } from "ethers";
import { network } from "hardhat";

import { Election__factory } from "../../typechain-types/index.js";
import { reported } from "../helpers/commitments.ts";
import { bits, pageOf } from "../helpers/election.ts";
import { clientOf } from "../helpers/keeper.ts";
import { deploySlasher, linked } from "../helpers/slasher.ts";
import { refusal } from "./fixture.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const G = (grid: bigint) => grid * 10n ** 9n;

async function fixture() {
  const f = await deploySlasher(connection);
  const { staking, election, slasher, set, m } = f;
  const client = await clientOf(connection, { staking, election, slasher, operatorSet: set, oracle: m.oracle });
  return { ...f, client, slot: Slot.ofNumber(await f.endedSlot()) };
}
type World = Awaited<ReturnType<typeof fixture>>;
const load = () => networkHelpers.loadFixture(fixture);

/** Two roots of the operator of pool 1. */
async function twoRoots({ client, owners, configuration, slot }: World): Promise<[SignedRoot, SignedRoot]> {
  const [owner] = owners;
  if (owner === undefined) throw new Error("nobody signs");
  const sign = async (text: string) => {
    const root = { slot, root: id(text), sequence: 3n, configuration };
    return { ...root, signature: await signRoot(connect(client, owner), root) };
  };
  return [await sign("one"), await sign("other")];
}

/** A client of a node that leaves out what was told under a name. */
function forgetful(client: Client, name: string): Client {
  const topic = new Interface(Election__factory.abi).getEvent(name)?.topicHash;
  const provider = client.runner.provider as Provider;
  const getLogs = async (...args: Parameters<Provider["getLogs"]>) => {
    return (await provider.getLogs(...args)).filter(({ topics }) => topics[0] !== topic);
  };
  const runner = new Proxy(provider, {
    get: (of, key) => {
      if (key === "getLogs") return getLogs;
      if (key === "provider") return runner;
      const value: unknown = Reflect.get(of, key, of);
      return typeof value === "function" ? (value.bind(of) as unknown) : value;
    },
  });
  return createClient({ deployment: client.deployment, runner });
}

describe("sdk: offences", () => {
  describe("getExposures", () => {
    it("is what the election has the hash of, by the pages of the best", async () => {
      const f = await load();
      const { epoch, pools } = await getExposures(f.client, { epoch: Number(f.elected) });
      expect(BigInt(epoch)).to.equal(f.elected);
      expect(pools.map(({ own }) => own)).to.deep.equal(f.exposures.owns);
      expect(pools.map(({ chain }) => chain)).to.deep.equal(f.exposures.chains);
      expect(pools.map(({ pool, backers }) => [pool, backers])).to.deep.equal(
        [1, 2, 3, 4].map((pool) => [pool, f.backers[pool]]),
      );
    });

    it("keeps apart solutions of a day: interleaved, given up, worse, begun again, and the chain's own", async () => {
      const f = await load();
      const { client, election, alice, stranger, bob, nextDay, submit } = f;
      await nextDay();
      const epoch = Number(await f.staking.epoch());
      const all = bits(1, 2, 3, 4);
      const page = (nominator: string, ...edges: readonly (readonly [number, bigint])[]) =>
        pageOf([{ nominator, edges }]);
      const expectBacked = async (pool: number, grid: bigint) => {
        const { pools } = await getExposures(client, { epoch });
        const { backers = [], chain } = pools.find((one) => one.pool === pool) ?? {};
        expect(backers).to.deep.equal([{ nominator: alice.address, weight: G(grid) }]);
        expect(chain).to.equal(linked(backers));
      };
      const first = await submit(bob, { winners: all, pages: [page(alice.address, [1, G(5_000n)])] });
      const other = await submit(stranger, { winners: all, pages: [page(alice.address, [2, G(5_000n)])] });
      // It ends no solution that its caller has begun.
      await election.connect(bob).solve([]);
      await election.connect(bob).finish(first);
      await expectBacked(1, 5_000n);
      await election.connect(stranger).finish(other);
      await expectBacked(1, 5_000n);
      await submit(bob, { winners: all, pages: [page(alice.address, [1, G(4_000n)], [2, G(1_000n)])] });
      await election.connect(bob).solve([alice.address]);
      const rising = [alice.address, stranger.address].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
      await election.connect(bob).solve(rising);
      const { pools } = await getExposures(client, { epoch });
      const shared = pools.flatMap(({ backers }) => backers);
      for (const [who, grid] of [
        [alice, 5_000n],
        [stranger, 700n],
      ] as const) {
        const own = shared.filter(({ nominator }) => nominator === who.address);
        expect(own.reduce((sum, { weight }) => sum + weight, 0n)).to.equal(G(grid));
      }
    });

    it("refuses a day without an election, and a node that leaves something out", async () => {
      const { client, elected } = await load();
      const epoch = Number(elected);
      expect((await refusal(getExposures(client, { epoch: epoch - 1 }))).name).to.equal("ExposuresUnknown");
      for (const name of ["PageAdded", "SolutionBegun", "Exposed", "SolutionFinished"]) {
        expect((await refusal(getExposures(forgetful(client, name), { epoch }))).name).to.equal("ExposuresUnknown");
      }
      await getExposures(forgetful(client, "Elected"), { epoch });
    });
  });

  it("reports two roots of an operator, and slashes all who backed it, by as many as are wanted at once", async () => {
    const f = await load();
    const { client, bob, configuration, slasher } = f;
    const as = connect(client, bob);
    const [set] = await getElectedSets(client);
    expect(set).to.deep.equal({ epoch: Number(f.elected), configuration, ...f.former });
    const roots = await twoRoots(f);
    const { offence, events } = await reported({ client: as, time }, () => reportTwoRoots(as, { roots }));
    expect(events.map(({ name }) => name)).to.deep.equal(["PoolHeld", "OffenceRecorded"]);
    const [known] = await getOffences(client);
    expect(known).to.deep.include({ offence, kind: "equivocation", stage: "open", pools: [1], reporter: bob.address });
    const exposures = await getExposures(client, { epoch: Number(f.elected) });
    const of = { offence, exposures, pool: 1 };
    const backers = exposures.pools[0]?.backers ?? [];
    expect(backers).to.have.lengthOf(2);
    const held = await holdBackers(as, { ...of, left: backers, count: 1 });
    expect(held.left).to.deep.equal(backers.slice(0, 1));
    await time.increaseTo((await slasher.offenceOf(offence)).executableAt);
    await executeOffence(as, of);
    let left = await getBackersLeft(client, of);
    expect(left).to.deep.equal(backers);
    for (let more = 1; left.length > 0; --more) {
      ({ left } = await slashBackers(as, { ...of, left, count: 1 }));
      expect(await getBackersLeft(client, of)).to.deep.equal(backers.slice(0, more));
    }
    expect((await refusal(slashBackers(as, { ...of, left: backers }))).name).to.equal("WrongBackers");
  });

  it("refuses what proves nothing before it asks the chain", async () => {
    const f = await load();
    const { client, bob, owners } = f;
    const as = connect(client, bob);
    const [first, second] = await twoRoots(f);
    const stranger = { ...second, signature: await signRoot(connect(client, owners[1] ?? bob), second) };
    const nobody = async (root: SignedRoot) => ({ ...root, signature: await signRoot(connect(client, bob), root) });
    const later = { ...second, sequence: 4n };
    const pairs: [SignedRoot, SignedRoot][] = [
      [first, stranger],
      [first, { ...later, signature: await signRoot(connect(client, owners[0] ?? bob), later) }],
    ];
    const unknown = { ...first, configuration: id("other") };
    pairs.push([await nobody(unknown), await nobody({ ...unknown, root: id("more") })]);
    for (const signature of ["0x", "0x12", `0x${"11".repeat(65)}`]) {
      pairs.push([
        { ...first, signature },
        { ...second, signature },
      ]);
    }
    for (const roots of pairs) {
      expect(await refusal(reportTwoRoots(as, { roots }))).to.be.instanceOf(ParameterError);
    }
    expect(await getOffences(client)).to.deep.equal([]);
    const [set] = await getElectedSets(client);
    if (set === undefined) throw new Error("nobody was elected");
    expect(await getSigners(client, { slot: f.slot, root: first.root, set })).to.deep.equal([]);
  });
});
