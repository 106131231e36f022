import assert from "node:assert/strict";

import { ABIS, createClient, type Deployment } from "@gridwatt/sdk";
import { Follower, type Told } from "@gridwatt/service";
import { Interface, Wallet, type ContractRunner } from "ethers";

const RETIRED = new Interface(ABIS.meters).getEvent("MeterRetired");

describe("Follower", () => {
  const contracts = Object.fromEntries(
    Object.keys(ABIS).map((name) => [name, Wallet.createRandom().address]),
  ) as unknown as Deployment["contracts"];
  const told: Told<"MeterRetired">[] = [];
  let follower: Follower<"MeterRetired">;

  beforeEach(() => {
    const provider = {
      getNetwork: async () => ({ chainId: 31_337n }),
      getBlock: async (block: number) => ({ hash: `0x${block}` }),
      getLogs: async ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) =>
        [3, 6].filter((block) => block >= fromBlock && block <= toBlock).map(retiredIn),
    };
    const runner = { provider } as unknown as ContractRunner;
    const client = createClient({ deployment: { chainId: 31_337, startBlock: 1, contracts }, runner });
    follower = new Follower(client, ["MeterRetired"]);
    told.length = 0;
  });

  /** A log of a meter that has the block's number. */
  function retiredIn(block: number) {
    const { data, topics } = new Interface(ABIS.meters).encodeEventLog(RETIRED ?? "", [block, 1, 9]);
    return { address: contracts.meters, data, topics, blockNumber: block, transactionHash: "0x", index: 0 };
  }

  const readTo = (block: number, takeIn = async (): Promise<void> => undefined) =>
    follower.readTo({ block, hash: `0x${block}`, time: 0 }, (news) => {
      told.push(news);
      return takeIn();
    });

  const metersTold = () => told.map(({ afresh, events }) => [afresh, events.map(({ meter }) => meter)]);

  it("tells each event once", async () => {
    await readTo(4);
    await readTo(7);
    assert.deepEqual(metersTold(), [
      [true, [3]],
      [false, [6]],
    ]);
  });

  it("tells all again where something of it could not be taken in", async () => {
    await readTo(4);
    await assert.rejects(
      readTo(7, () => Promise.reject(new Error("the node is away"))),
      /away/,
    );
    await readTo(7);
    assert.deepEqual(metersTold(), [
      [true, [3]],
      [false, [6]],
      [true, [3, 6]],
    ]);
  });
});
