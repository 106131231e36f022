import assert from "node:assert/strict";

import { electPhragmen } from "@gridwatt/election";
import {
  approveGrid,
  enactElection,
  getBackersLeft,
  getElectedSets,
  getElectionSnapshot,
  getEvents,
  getExposures,
  getOffences,
  Grid,
  nominate,
  openPool,
  reportTwoRoots,
  setCandidate,
  signRoot,
  Slot,
  stake,
  submitSolution,
} from "@gridwatt/sdk";
import { id, toBeHex } from "ethers";

import { reported } from "../helpers/commitments.ts";
import { startGridNode, type GridNode } from "../helpers/grid-node.ts";
import { keyOf, KEEPERS } from "./market.ts";
import { startKeeper } from "./oracles.ts";
import { until, type RunningProcess } from "./process.ts";

const [HOLDER, OPERATOR, REPORTER] = [9, 15, 10];
/** Two pages of a keeper, and a bit. */
const NOMINATORS = 90;
const EACH = Grid.parse("100");
const NEUTRAL = 0;

describe("a keeper that is killed while it deals with an offence", function () {
  this.timeout(300_000);
  let node: GridNode;
  /** {block} before anything of a keeper's */
  let begun: number;
  const addresses = Array.from({ length: NOMINATORS }, (_, at) => toBeHex(0x0e_0000 + at, 20));
  const keepers: RunningProcess[] = [];

  before(async () => {
    node = await startGridNode([HOLDER, OPERATOR, REPORTER], Grid.parse("20000"));
    const operator = node.as(OPERATOR);
    await openPool(operator, { commission: 0 });
    await stake(operator, { pool: 1, amount: Grid.parse("20000") });
    await setCandidate(operator, { isCandidate: true });
    for (const address of addresses) await back(address);
    await node.nextDay();
    await approveGrid(node.as(REPORTER), { amount: "unlimited", spender: "election" });
    const solution = electPhragmen(await getElectionSnapshot(node.client), {
      balancing: { rounds: 0, tolerance: 0n },
    });
    const { isBest } = await submitSolution(node.as(REPORTER), { solution });
    assert(isBest);
    await node.nextDay();
    await enactElection(node.as(REPORTER));
    await equivocate();
    begun = (await node.client.runner.provider?.getBlockNumber()) ?? assert.fail();
  });

  after(async () => {
    await Promise.all(keepers.map((keeper) => keeper.kill()));
    await node.stop();
  });

  /** A nominator with GRID, all of which stands behind pool 1. */
  async function back(address: string): Promise<void> {
    const nominator = await node.asOther(address);
    await node.send("hardhat_setBalance", [address, toBeHex(10n ** 18n)]);
    await node.as(HOLDER).contracts.grid.getFunction("transfer")(address, EACH.base);
    await approveGrid(nominator, { amount: EACH });
    await stake(nominator, { pool: NEUTRAL, amount: EACH });
    await nominate(nominator, { pools: [1] });
  }

  async function equivocate(): Promise<void> {
    const { configuration } = (await getElectedSets(node.client)).at(-1) ?? assert.fail();
    const signed = async (text: string) => {
      const root = { slot: Slot.ofNumber(2_000_000), root: id(text), sequence: 1n, configuration };
      return { ...root, signature: await signRoot(node.as(OPERATOR), root) };
    };
    const roots = [await signed("one"), await signed("other")] as const;
    const as = node.as(REPORTER);
    await reported({ client: as, time: node.time }, () => reportTwoRoots(as, { roots }));
  }

  const start = async () => {
    const keeper = await startKeeper(node, { key: keyOf(KEEPERS[0] ?? 0), oracles: [], takeover: 0 });
    keepers.push(keeper);
    return keeper;
  };
  const told = async (name: "BackersHeld" | "BackersPunished") => {
    return (await getEvents(node.client, { names: [name] })).length;
  };
  const isWaiting = async () => {
    const block = (await node.send("eth_getBlockByNumber", ["pending", false])) as { transactions: unknown[] };
    return block.transactions.length > 0;
  };
  const offence = async () => (await getOffences(node.client))[0] ?? assert.fail();

  /**
   * Starts a keeper, kills it when its first page is mined and the next waits to be, and starts it again beside what it left.
   */
  async function killBetweenPages(name: "BackersHeld" | "BackersPunished"): Promise<RunningProcess> {
    await node.send("evm_setAutomine", [false]);
    const keeper = await start();
    await until(`the first ${name}`, async () => {
      if ((await told(name)) > 0) return true;
      if (await isWaiting()) await node.send("evm_mine");
      return false;
    });
    await until("the second page to wait", isWaiting);
    await keeper.kill();
    assert.equal(await told(name), 1);
    const again = await start();
    await node.send("evm_setAutomine", [true]);
    await node.send("evm_mine");
    return again;
  }

  it("lets each nominator wait once", async () => {
    const keeper = await killBetweenPages("BackersHeld");
    await until("all to wait", async () => (await told("BackersHeld")) >= 3);
    const held = await getEvents(node.client, { names: ["AccountHeld"] });
    assert.deepEqual(held.map(({ account }) => account.toLowerCase()).sort(), [...addresses].sort());
    await keeper.kill();
  });

  it("slashes each once, and all of them", async () => {
    const { executableAt, offence: one, epoch } = await offence();
    const shares = () => Promise.all(addresses.map((account) => sharesOf(account)));
    const sharesOf = (account: string) =>
      node.client.contracts.staking.getFunction("sharesOf").staticCall(account, NEUTRAL) as Promise<bigint>;
    const before = await shares();
    await node.time.increaseTo(executableAt.getTime() / 1000);
    const keeper = await killBetweenPages("BackersPunished");
    const exposures = await getExposures(node.client, { epoch });
    await until("all to be slashed", async () => {
      return (await getBackersLeft(node.client, { offence: one, exposures, pool: 1 })).length === 0;
    });
    assert.equal(await told("BackersPunished"), 3);
    for (const [at, now] of (await shares()).entries()) assert.equal(now, ((before[at] ?? 0n) * 9n) / 10n);
    const { stage, taken } = await offence();
    assert.deepEqual([stage, `${taken}`], ["executed", "2900.0"]);
    assert.deepEqual(
      keeper.log.filter(({ level }) => level === "error"),
      [],
    );
  });

  it("pays what was taken once", async () => {
    const { pot } = await offence();
    const { closesAt } = (await node.client.contracts.slasher.getFunction("potOf").staticCall(pot)) as {
      closesAt: bigint;
    };
    await node.time.increaseTo(closesAt);
    const paid = await until("the rest to be paid", async () => {
      const events = await getEvents(node.client, { names: ["ReporterPaid", "RestPaid"] });
      return events.length >= 2 && events;
    });
    assert.deepEqual(paid.map(({ name }) => name).sort(), ["ReporterPaid", "RestPaid"]);
    assert.equal(await keepers.at(-1)?.stop(), 0);
  });

  it("costs nobody gas for what failed", async () => {
    const provider = node.client.runner.provider ?? assert.fail();
    const last = await provider.getBlockNumber();
    let sent = 0;
    for (let number = begun + 1; number <= last; number++) {
      const block = (await provider.getBlock(number)) ?? assert.fail();
      for (const hash of block.transactions) {
        assert.equal((await provider.getTransactionReceipt(hash))?.status, 1, hash);
        sent++;
      }
    }
    assert(sent >= 9, `${sent}`);
  });
});
