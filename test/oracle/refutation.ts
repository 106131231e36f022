import assert from "node:assert/strict";

import { Slot, type SignedReading } from "@gridwatt/sdk";
import { network } from "hardhat";

import { readingsIn } from "../../packages/sdk/src/internal/slashing-events.ts";
import type { DefenceParts } from "../../packages/oracle/src/node/defence.ts";
import { LOSSES, Refutation } from "../../packages/oracle/src/node/refutation.ts";
import type { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { clientOf } from "../helpers/keeper.ts";
import { openAndAttest, punish } from "../helpers/losses.ts";
import { dutyOf, dutyRound, keptReadings } from "../helpers/oracle-node.ts";
import { deploySlasher } from "../helpers/slasher.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** A root lied about account 2; account 1 was settled by what its meter signed, 20 Wh used, and shows that it signed none. */
async function fixture() {
  const f = await deploySlasher(connection);
  const { m, slasher, alice } = f;
  const client = await clientOf(connection, { oracle: m.oracle, meters: m.meters, operatorSet: f.set, slasher });
  const attested = await openAndAttest(f, { importEnd: 120n, nets: { 2: -150n } });
  const { slot: number, tree, shown, shownOf } = attested;
  await m.exchange.settle(number, [1, 2], [], tree.show([1, 2]));
  const offence = await punish(f, await f.proveNet(shownOf(2)));
  const span = await f.signed(number, { importEnd: 100n });
  await slasher.connect(alice).showLoss(offence, shown, [span]);
  const reading = async (register: bigint): Promise<SignedReading> => {
    const [said, signature] = await f.sign(number + 1, register, 200n);
    return { ...said, slot: Slot.ofNumber(number + 1), signature };
  };
  return { ...f, client, number, offence, shown, span, first: await reading(120n), later: await reading(100n) };
}

describe("a node's refutation", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let store: ReadingStore;
  let forget: () => Promise<void>;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    ({ store, forget } = await keptReadings(f.first.slot));
  });

  afterEach(() => forget());

  /** A node that knows what the chain has told. */
  const start = (make = (parts: DefenceParts) => new Refutation(parts)) =>
    dutyOf(connection, { client: f.client, by: f.carol, store, names: LOSSES, make });

  const round = (...nodes: readonly Refutation[]) =>
    dutyRound(connection, {
      client: f.client,
      duties: nodes.map((node) => (head, signal) => node.refute(head, signal)),
    });

  it("takes back a loss that a meter's second reading shows, by the one that it signed first", async () => {
    await store.add([f.first, f.later]);
    await store.forgetBefore(f.first.slot.plus(96));
    assert((await f.slasher.lossOf(1, 1)) > 0n);
    assert.deepEqual(await round(await start()), ["DeviceContradicted", "LossRefuted"]);
    assert.equal(await f.slasher.lossOf(1, 1), 0n);
    assert.deepEqual(await round(await start()), []);
  });

  it("reads what was shown from the call, and stops at none that it cannot read", () => {
    const call = f.slasher.interface.encodeFunctionData("showLoss", [f.offence, f.shown, [f.span]]);
    const { begin, end, beginSignature, endSignature } = f.span;
    assert.deepEqual(readingsIn(call), [
      { ...begin, slot: Slot.ofNumber(begin.slot), signature: beginSignature },
      { ...end, slot: Slot.ofNumber(end.slot), signature: endSignature },
    ]);
    for (const odd of ["0x", "0x12345678", call.slice(0, -128), call.slice(0, 80)])
      assert.deepEqual(readingsIn(odd), []);
  });

  it("goes on where a node was killed after it accused the meter", async () => {
    await store.add([f.first]);
    const { number, sign, m } = f;
    await m.oracle.accuseDevice(...(await sign(number + 1, 120n, 200n)), ...(await sign(number + 1, 100n, 200n)));
    assert.deepEqual(await round(await start()), ["LossRefuted"]);
  });

  it("tries again in the next round what could not be sent", async () => {
    await store.add([f.first]);
    let isDown = true;
    const node = await start((parts) => {
      const { sender } = parts;
      const send: typeof sender.send = (task, act) => {
        return isDown ? Promise.reject(new Error("the node is down")) : sender.send(task, act);
      };
      return new Refutation({ ...parts, sender: { send } as typeof sender });
    });
    assert.deepEqual(await round(node), []);
    isDown = false;
    assert.deepEqual(await round(node), ["DeviceContradicted", "LossRefuted"]);
  });

  it("sends nothing where the meter signed that at first, and looks again within the hour", async () => {
    await store.add([f.later]);
    const node = await start();
    assert.deepEqual(await round(node), []);
    await store.add([f.first]);
    assert.deepEqual(await round(node), []);
    await networkHelpers.time.increase(3_600);
    assert.deepEqual(await round(node), ["DeviceContradicted", "LossRefuted"]);
  });

  it("is silent when the pot is closed", async () => {
    await store.add([f.first]);
    await networkHelpers.time.increaseTo((await f.slasher.potOf(1)).closesAt);
    assert.deepEqual(await round(await start()), []);
  });
});
