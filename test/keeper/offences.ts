import assert from "node:assert/strict";

import {
  accuseNet,
  accuseRoot,
  connect,
  executeOffence,
  getExposures,
  getOffences,
  reportTwoRoots,
  signRoot,
  Slot,
  type Client,
  type Offence,
} from "@gridwatt/sdk";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { OffenceKeeper } from "../../packages/keeper/src/offences.ts";
import { reported } from "../helpers/commitments.ts";
import { clientOf, playRound, workOf } from "../helpers/keeper.ts";
import { DEADLINE } from "../helpers/metering.ts";
import { deploySlasher, FINAL_AFTER, GWEI } from "../helpers/slasher.ts";
import { DAY, NEUTRAL } from "../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TIMES = { deadline: DEADLINE, finality: FINAL_AFTER };

async function fixture() {
  const f = await deploySlasher(connection);
  const { staking, election, slasher, attendance, set, grid, m } = f;
  const contracts = { staking, election, slasher, attendance, operatorSet: set, grid, oracle: m.oracle };
  const client = await clientOf(connection, { ...contracts, meters: m.meters, registry: m.registry });
  const slot = (await m.slotNow()) + 2;
  await m.exchange.openSlots([{ slot, long: 0, short: 30 }]);
  await time.increaseTo((slot + 1) * 900);
  return { ...f, client, slot };
}

describe("OffenceKeeper", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let client: Client;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    client = f.client;
  });

  /** A round of two keepers that have just been started, and race. */
  async function round(): Promise<string[]> {
    const works = await Promise.all(
      [f.carol, f.dave].map((by) => workOf(connection, { client, by, rules: { times: TIMES } })),
    );
    return playRound(connection, { client, keepers: works.map((work) => () => new OffenceKeeper().keep(work)) });
  }

  /** An operator of pool 1 signs two roots, and bob sees both. */
  async function equivocate(sequence = 9n): Promise<Offence> {
    const { owners, bob, configuration } = f;
    const signer = connect(client, owners[0] ?? assert.fail());
    const signed = async (text: string) => {
      const root = { slot: Slot.ofNumber(f.slot), root: id(text), sequence, configuration };
      return { ...root, signature: await signRoot(signer, root) };
    };
    const roots = [await signed("one"), await signed("other")] as const;
    const as = connect(client, bob);
    await reported({ client: as, time }, () => reportTwoRoots(as, { roots }));
    return (await getOffences(client)).at(-1) ?? assert.fail();
  }

  const stakeOf = async (who: { address: string }) => {
    return f.staking.assetsOf(NEUTRAL, await f.staking.sharesOf(who.address, NEUTRAL));
  };

  it("brings a root that somebody accused to its end, and does nothing twice", async () => {
    const { m, alice, bob, stranger, staking, insurance } = f;
    const { tree, shown } = await f.attested(f.slot);
    await m.oracle.submitRoot(...(await f.root({ slot: f.slot, root: tree.root })));
    await m.exchange.settle(f.slot, [1], [], tree.show([1]));
    const [said, signature] = await f.sign(f.slot + 1, 120n, 200n);
    const slot = Slot.ofNumber(f.slot);
    const attested = { slot, root: tree.root, ...tree.proofOf(1), salt: shown.salt, spans: shown.spans };
    const reading = { ...said, slot: slot.plus(1), signature };
    const as = connect(client, bob);
    const { fault } = await reported({ client: as, time }, () => accuseRoot(as, { attested, reading }));
    assert.deepEqual(await round(), []);

    await time.increase(DAY);
    assert.deepEqual(await round(), [
      "FaultProven",
      "FaultReported",
      ...Array<string>(3).fill("PoolHeld"),
      "OffenceRecorded",
    ]);
    assert.equal((await m.oracle.faultOf(fault)).isProven, true);
    const [offence = assert.fail()] = await getOffences(client);
    const { executableAt, endsAt, pools, reporter } = offence;
    assert.deepEqual([offence.kind, offence.stage, reporter], ["falseRoot", "open", bob.address]);
    assert.equal(pools.length, 3);
    const backed = pools.filter((pool) => (f.backers[pool] ?? []).length > 0);
    // Both keepers may come to hold them; each of the two waits once.
    const held = await round();
    assert(held.filter((name) => name === "BackersHeld").length >= backed.length);
    assert.equal(held.filter((name) => name === "AccountHeld").length, 2);
    assert.deepEqual(await round(), []);

    await time.increaseTo(executableAt.getTime() / 1000);
    const before = await Promise.all([stakeOf(alice), stakeOf(stranger)]);
    const done = await round();
    assert.deepEqual(
      [done.filter((name) => name === "PoolPunished").length, done.filter((name) => name === "BackersPunished").length],
      [3, backed.length],
    );
    assert.deepEqual(await round(), []);
    for (const [at, who] of [alice, stranger].entries()) {
      const weights = backed.flatMap((pool) =>
        (f.backers[pool] ?? []).filter(({ nominator }) => nominator === who.address),
      );
      const due = weights.reduce((sum, { weight }) => sum + (weight * GWEI) / 20n, 0n);
      const lost = (before[at] ?? 0n) - (await stakeOf(who));
      assert(lost >= due && lost <= due + 1_000n, `${lost} and not ${due}`);
    }

    await f.slasher.connect(alice).showLoss(offence.offence, shown, [await f.signed(f.slot)]);
    assert.deepEqual(await round(), []);
    const { closesAt } = await f.slasher.potOf(offence.pot);
    assert(Number(closesAt) > endsAt.getTime() / 1000);
    await time.increaseTo(closesAt);
    const paid = await round();
    assert.deepEqual(
      paid.filter((name) => name.endsWith("Paid")),
      ["ReporterPaid", "VictimPaid", "RestPaid"].flatMap((name) => ["SlashedPaid", name]),
    );
    assert((await f.grid.balanceOf(insurance)) > 0n);
    assert((await staking.funds()).slashed <= 1n);
    assert.deepEqual(await round(), []);
  });

  it("convicts at once a root of which a leaf contradicts itself", async () => {
    const { tree, shown } = await f.attested(f.slot, { nets: { 1: 0n } });
    await f.m.oracle.submitRoot(...(await f.root({ slot: f.slot, root: tree.root })));
    const attested = { ...shown, slot: Slot.ofNumber(f.slot), ...tree.proofOf(1) };
    const as = connect(client, f.bob);
    await reported({ client: as, time }, () => accuseNet(as, { attested }));
    assert.deepEqual(await round(), [
      "FaultProven",
      "FaultReported",
      ...Array<string>(3).fill("PoolHeld"),
      "OffenceRecorded",
    ]);
    const [offence = assert.fail()] = await getOffences(client);
    assert.deepEqual([offence.kind, offence.reporter], ["falseRoot", f.bob.address]);
  });

  it("convicts a root for which it is too late to report anybody, and is stopped by it nowhere", async () => {
    const { m, bob } = f;
    const { tree, shown } = await f.attested(f.slot);
    await m.oracle.submitRoot(...(await f.root({ slot: f.slot, root: tree.root })));
    const [said, signature] = await f.sign(f.slot + 1, 120n, 200n);
    const slot = Slot.ofNumber(f.slot);
    const attested = { slot, root: tree.root, ...tree.proofOf(1), salt: shown.salt, spans: shown.spans };
    const reading = { ...said, slot: slot.plus(1), signature };
    const as = connect(client, bob);
    await reported({ client: as, time }, () => accuseRoot(as, { attested, reading }));
    await time.increase(28n * DAY);
    assert.deepEqual(await round(), ["FaultProven", "FaultReported"]);
    assert.deepEqual(await round(), []);
    assert.deepEqual(await getOffences(client), []);
  });

  it("goes on where somebody else, or a keeper that was killed, has begun", async () => {
    const { bob } = f;
    const { offence, epoch, executableAt } = await equivocate();
    await time.increaseTo(executableAt.getTime() / 1000);
    const exposures = await getExposures(client, { epoch });
    await executeOffence(connect(client, bob), { offence, exposures });
    const done = await round();
    assert.deepEqual(
      done.filter((name) => name === "BackersPunished"),
      ["BackersPunished"],
    );
    assert.equal(await f.slasher.backersLeft(offence, 1), ZeroHash);
  });

  it("does all else where one of them fails", async () => {
    const { executableAt } = await equivocate();
    await time.increaseTo(executableAt.getTime() / 1000);
    const work = await workOf(connection, { client, by: f.carol, rules: { times: TIMES } });
    const { oversight } = work.index;
    const [[known, pot] = assert.fail()] = [...oversight.offences];
    oversight.offences.clear();
    oversight.offences.set(id("none"), 7).set(known, pot);
    await assert.rejects(new OffenceKeeper().keep(work));
    assert.deepEqual(
      (await getOffences(client)).map(({ stage }) => stage),
      ["executed"],
    );
  });

  it("lets nominators of an offence that was cancelled withdraw at once", async () => {
    const { offence, endsAt } = await equivocate();
    const backers = (f.backers[1] ?? []).map(({ nominator }) => nominator);
    assert.equal((await round()).filter((name) => name === "AccountHeld").length, backers.length);
    assert.equal(await f.staking.heldUntil(backers[0] ?? ""), BigInt(endsAt.getTime() / 1000));
    await f.slasher.connect(f.appeals).cancel(offence);
    assert.equal((await round()).filter((name) => name === "AccountHeld").length, backers.length);
    for (const backer of backers) assert.equal(await f.staking.heldUntil(backer), 0n);
    assert.deepEqual(await round(), []);
  });

  it("lets them withdraw at once, too, where they have waited for an offence before that is over", async () => {
    const { endsAt } = await equivocate();
    await round();
    await time.increaseTo(endsAt.getTime() / 1000);
    assert((await round()).includes("OffenceExpired"));
    const { offence } = await equivocate(10n);
    await round();
    await f.slasher.connect(f.appeals).cancel(offence);
    await round();
    for (const { nominator } of f.backers[1] ?? []) assert.equal(await f.staking.heldUntil(nominator), 0n);
    assert.deepEqual(await round(), []);
  });

  it("ends what nobody executed in time, so that no pool waits for it", async () => {
    const { endsAt, pot } = await equivocate();
    assert.equal(await f.staking.isHeld(1), true);
    await time.increaseTo(endsAt.getTime() / 1000);
    assert((await round()).includes("OffenceExpired"));
    assert.equal(await f.staking.isHeld(1), false);
    await time.increaseTo((await f.slasher.potOf(pot)).closesAt);
    assert.deepEqual(await round(), []);
  });
});
