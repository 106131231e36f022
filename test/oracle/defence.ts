import assert from "node:assert/strict";

import { accuseRoot, connect, Slot, type SignedReading } from "@gridwatt/sdk";
import { network } from "hardhat";

import { Defence, FAULTS, type DefenceParts } from "../../packages/oracle/src/node/defence.ts";
import type { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { reported } from "../helpers/commitments.ts";
import { clientOf } from "../helpers/keeper.ts";
import { dutyOf, dutyRound, keptReadings } from "../helpers/oracle-node.ts";
import { deploySlasher } from "../helpers/slasher.ts";
import { DAY } from "../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** A meter signed 250 Wh, as is attested, and now says 120 to accuse the operators. */
async function fixture() {
  const f = await deploySlasher(connection);
  const { m } = f;
  const client = await clientOf(connection, { oracle: m.oracle, meters: m.meters, operatorSet: f.set });
  const number = await f.endedSlot();
  const slot = Slot.ofNumber(number);
  const { tree, shown } = await f.attested(number);
  await m.oracle.submitRoot(...(await f.root({ slot: number, root: tree.root })));
  const reading = async (register: bigint): Promise<SignedReading> => {
    const [said, signature] = await f.sign(number + 1, register, 200n);
    return { ...said, slot: slot.plus(1), signature };
  };
  const attested = { slot, root: tree.root, ...tree.proofOf(1), salt: shown.salt, spans: shown.spans };
  const [first, other] = [await reading(250n), await reading(120n)];
  const as = connect(client, f.bob);
  const report = () => accuseRoot(as, { attested, reading: other });
  const { fault } = await reported({ client: as, time: networkHelpers.time }, report);
  return { ...f, client, first, other, fault };
}

describe("a node's defence", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let store: ReadingStore;
  let forget: () => Promise<void>;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    ({ store, forget } = await keptReadings(f.first.slot));
  });

  afterEach(() => forget());

  /** A node that knows what the chain has told. */
  const start = (make = (parts: DefenceParts) => new Defence(parts)) =>
    dutyOf(connection, { client: f.client, by: f.carol, store, names: FAULTS, make });

  const round = (...nodes: readonly Defence[]) =>
    dutyRound(connection, {
      client: f.client,
      duties: nodes.map((node) => (head, signal) => node.defend(head, signal)),
    });

  it("clears a root by what the meter signed first, though it was long ago, once", async () => {
    await store.add([f.first, f.other]);
    await store.forgetBefore(f.first.slot.plus(96));
    assert.deepEqual(await round(await start(), await start()), ["FaultCleared", "DeviceContradicted"]);
    assert.deepEqual(await round(await start()), []);
    await networkHelpers.time.increase(DAY);
    await assert.rejects(f.m.oracle.convict.staticCall(f.fault), /FaultNotOpen/);
  });

  it("sends nothing where no reading clears it, and looks again within the hour", async () => {
    await store.add([f.other]);
    const node = await start();
    assert.deepEqual(await round(node), []);
    await store.add([f.first]);
    assert.deepEqual(await round(node), []);
    await networkHelpers.time.increase(3_600);
    assert.deepEqual(await round(node), ["FaultCleared", "DeviceContradicted"]);
  });

  it("is silent when it is too late", async () => {
    await store.add([f.first]);
    await networkHelpers.time.increase(DAY);
    assert.deepEqual(await round(await start()), []);
  });
});
