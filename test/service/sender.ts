import assert from "node:assert/strict";

import { GridwattError, type Written } from "@gridwatt/sdk";
import { createLogger, Metrics, Sender } from "@gridwatt/service";
import { FeeData, type Overrides, type Provider } from "ethers";

const WRITTEN = { events: [], receipt: { hash: "0x12", gasUsed: 21_000n } } as unknown as Written;

describe("Sender", () => {
  let nonce: number;
  /** Transactions that wait. */
  let waiting: number;
  let metrics: Metrics;
  let sender: Sender;

  beforeEach(() => {
    [nonce, waiting] = [7, 0];
    metrics = new Metrics("test");
    const provider = {
      getTransactionCount: async (_: string, block: string) => (block === "latest" ? nonce : nonce + waiting),
      getBalance: async () => 3_000_000_000n,
      getFeeData: async () => new FeeData(null, 1_000n, 100n),
    } as unknown as Provider;
    sender = new Sender({ provider, address: "0x1", log: createLogger("test", () => undefined), metrics });
  });

  const fail = (name: string) => async (): Promise<Written> => {
    throw new GridwattError(name, { message: name });
  };
  const counted = async (outcome: string) =>
    (await metrics.text()).includes(`gridwatt_test_transactions_total{task="task",outcome="${outcome}"} 1`);

  it("sends one transaction after another, each with the first nonce that is not mined", async () => {
    const seen: Overrides[] = [];
    let running = 0;
    waiting = 92;
    const act = async (overrides: Overrides): Promise<Written> => {
      assert.equal(++running, 1);
      seen.push(overrides);
      await Promise.resolve();
      [nonce, running] = [nonce + 1, running - 1];
      return WRITTEN;
    };
    await Promise.all([sender.send("task", act), sender.send("task", act)]);
    assert.deepEqual(seen, [{ nonce: 7 }, { nonce: 8 }]);
  });

  it("tells the wallet's money for gas where nothing is sent", async () => {
    await sender.measure();
    assert.match(await metrics.text(), /^gridwatt_test_wallet_gwei 3$/m);
  });

  it("replaces a transaction that got stuck, at a higher fee each time", async () => {
    const seen: Overrides[] = [];
    const stuck = (overrides: Overrides): Promise<Written> => {
      seen.push(overrides);
      return fail("Unexpected")();
    };
    for (let tried = 0; tried < 3; ++tried) await assert.rejects(sender.send("task", stuck));
    assert.deepEqual(seen, [
      { nonce: 7 },
      { nonce: 7, maxFeePerGas: 1_250n, maxPriorityFeePerGas: 125n },
      { nonce: 7, maxFeePerGas: 1_500n, maxPriorityFeePerGas: 150n },
    ]);
  });

  it("takes a lost race for none of its failures", async () => {
    for (const name of ["SequenceNotNewer", "InvalidReadings", "WrongBackers", "DayClosedAlready"]) {
      metrics = new Metrics("test");
      sender = new Sender({ ...parts(), metrics });
      assert.equal(await sender.send("task", fail(name)), null);
      assert.deepEqual([await counted("lost"), await counted("failed")], [true, false]);
    }
    await assert.rejects(sender.send("task", fail("NoQuorum")), /NoQuorum/);
    assert.equal(await counted("failed"), true);
  });

  it("takes nothing for done while another transaction of the wallet is in its way", async () => {
    waiting = 1;
    await assert.rejects(sender.send("task", fail("NothingDue")), { name: "NonceConflict" });
    waiting = 0;
    await assert.rejects(sender.send("task", fail("NonceConflict")), { name: "NonceConflict" });
    assert.match(await metrics.text(), /^gridwatt_test_transactions_total\{task="task",outcome="lost"\} 2$/m);
    assert.equal(await counted("failed"), false);
    assert.equal(await sender.send("task", fail("NothingDue")), null);
  });

  function parts() {
    const provider = { getTransactionCount: async () => nonce } as unknown as Provider;
    return {
      provider: Object.assign(provider, { getFeeData: async () => new FeeData() }),
      address: "0x1",
      log: createLogger("test", () => undefined),
    };
  }
});
