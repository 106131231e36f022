import assert from "node:assert/strict";

import { ABIS, Money, type Client } from "@gridwatt/sdk";
import { createLogger, Metrics, Sender } from "@gridwatt/service";
import { Interface, type Provider } from "ethers";

import { MarketIndex } from "../../packages/keeper/src/market-index.ts";
import { FeePayer } from "../../packages/keeper/src/upkeep.ts";
import type { Work } from "../../packages/keeper/src/work.ts";

const ROUTER = "0x00000000000000000000000000000000000000f0";
const [ONE, TWO, FROZEN] = ["1", "2", "3"].map((end) => `0x${end.padStart(40, "0")}`) as [string, string, string];
const INTERFACE = new Interface(ABIS.feeRouter);
const LEAST = Money.parse("1");

describe("FeePayer", () => {
  const log = createLogger("keeper", () => undefined);
  let fees: Map<number, Money>;
  let payees: Map<number, string>;
  let owed: Map<string, bigint>;
  let index: MarketIndex;

  beforeEach(() => {
    fees = new Map();
    payees = new Map([
      [1, FROZEN],
      [2, TWO],
    ]);
    owed = new Map();
    index = new MarketIndex();
    for (const operator of payees.keys()) index.operators.add(operator);
  });

  const reads: Record<string, (of: never) => bigint> = {
    feesOwed: (operator: number) => fees.get(operator)?.units ?? 0n,
    owed: (payee: string) => owed.get(payee) ?? 0n,
  };

  /** As the router does; nobody may pay FROZEN. */
  function act(name: string, of: number | string) {
    if (name === "payOut") owed.delete(`${of}`);
    if (name === "payOut") return [];
    const [payee = "", base = 0n] = [payees.get(Number(of)), fees.get(Number(of))?.base];
    fees.delete(Number(of));
    owed.set(payee, base);
    const { data, topics } = INTERFACE.encodeEventLog("FeesCredited", [of, payee, base]);
    return [{ address: ROUTER, data, topics, blockNumber: 1, transactionHash: "0x", index: 0 }];
  }

  function pay(): Promise<void> {
    const getFunction = (name: string) => ({
      staticCall: async (of: never) => reads[name]?.(of),
      estimateGas: async (of: number | string) => {
        if (of === FROZEN) throw new Error("execution reverted");
        return 1n;
      },
      send: async (of: number | string) => {
        const logs = act(name, of);
        return { wait: async () => ({ hash: "0x", gasUsed: 1n, logs }) };
      },
    });
    const provider = {
      getNetwork: async () => ({ chainId: 1n }),
      getTransactionCount: async () => 0,
      getFeeData: async () => ({ maxFeePerGas: null, maxPriorityFeePerGas: null }),
    } as unknown as Provider;
    const contracts = Object.fromEntries(Object.keys(ABIS).map((name) => [name, name === "feeRouter" ? ROUTER : ONE]));
    const client = {
      deployment: { chainId: 1, startBlock: 0, contracts },
      runner: { provider, sendTransaction: () => assert.fail() },
      contracts: { exchange: { getFunction }, feeRouter: { getFunction } },
    } as unknown as Client;
    const sender = new Sender({ provider, address: ONE, log, metrics: new Metrics("keeper") });
    const { signal } = new AbortController();
    return new FeePayer(LEAST).pay({ client, sender, index, log, signal } as unknown as Work);
  }

  it("pays what was pulled and not paid out, where it is worth its gas", async () => {
    const credited = { contract: "feeRouter", name: "FeesCredited", block: 1, transaction: "0x", logIndex: 0 } as const;
    for (const [payee, amount] of [
      [ONE, Money.parse("5")],
      [TWO, Money.parse("0.5")],
    ] as const) {
      owed.set(payee, amount.base);
      index.apply({ ...credited, operator: 2, payee, amount, base: amount.base });
    }
    await pay();
    assert.deepEqual([...owed.keys()], [TWO]);
  });

  it("pays the others where a payee may receive nothing, and tells", async () => {
    fees.set(1, Money.parse("3")).set(2, Money.parse("4"));
    await assert.rejects(pay(), /refused/);
    assert.deepEqual([[...fees], [...owed.keys()]], [[], [FROZEN]]);
  });
});
