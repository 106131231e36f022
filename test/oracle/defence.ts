import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { accuseRoot, connect, decodeEvents, Slot, type Client, type SignedReading } from "@gridwatt/sdk";
import { createLogger, Metrics, Sender } from "@gridwatt/service";
import { network } from "hardhat";

import { Defence, FAULTS } from "../../packages/oracle/src/node/defence.ts";
import { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { reported } from "../helpers/commitments.ts";
import { clientOf } from "../helpers/keeper.ts";
import { deploySlasher } from "../helpers/slasher.ts";
import { DAY } from "../helpers/staking.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { provider } = ethers;

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
  let folder: string;
  let store: ReadingStore;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    store = await ReadingStore.open(folder, { first: f.first.slot, last: f.first.slot });
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A node that knows what the chain has told. */
  async function start(): Promise<Defence> {
    const log = createLogger("oracle", () => undefined);
    const client: Client = connect(f.client, f.carol);
    const sender = new Sender({ provider, address: f.carol.address, log, metrics: new Metrics("oracle") });
    const defence = new Defence({ client, store, sender, log });
    for (const event of decodeEvents(client, await provider.getLogs({ fromBlock: 0 }))) {
      if (event.contract === "oracle" && FAULTS.some((name) => name === event.name)) {
        defence.apply(event as Parameters<Defence["apply"]>[0]);
      }
    }
    return defence;
  }

  /** @returns what was told by what the nodes sent */
  async function round(...nodes: readonly Defence[]): Promise<string[]> {
    const head = await provider.getBlock("latest");
    const { number, hash = null, timestamp = 0 } = head ?? assert.fail();
    const { signal } = new AbortController();
    await Promise.all(nodes.map((node) => node.defend({ block: number, hash, time: timestamp }, signal)));
    if ((await provider.getBlockNumber()) === number) return [];
    return decodeEvents(f.client, await provider.getLogs({ fromBlock: number + 1 })).map(({ name }) => name);
  }

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
