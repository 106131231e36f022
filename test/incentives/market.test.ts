import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fundOf, parseRewards, readIncentives } from "@gridwatt/incentives";
import {
  approveGrid,
  claimMakerRewards,
  collectFees,
  deposit,
  getAccount,
  getBlockTimes,
  getWattBalance,
  Grid,
  Money,
  openLicence,
  openSlots,
  payOut,
  placeOrder,
  Price,
  pullFees,
  pullHostFees,
  readContract,
  refreshDiscounts,
  refreshHost,
  settle,
  signRewards,
  Slot,
  stake,
  submitRewards,
  type Client,
} from "@gridwatt/sdk";
import { network } from "hardhat";

import { runScript } from "../helpers/script.ts";
import { fixture, FUNDS, order, refusal, rested } from "../sdk/fixture.ts";

const DAY = 86_400;
/** {tick} per kWh: market fee, discount of 1,000 staked GRID, tariffs between zones 2 and 1, as the fixture has them. */
const [MARKET_FEE, DISCOUNT, PATH_FEE] = [20n, 3n, 250n];
/** {basis point} What makers earn, and a host who has locked 10,000 GRID. */
const [SHARE, HOST_SHARE, WHOLE] = [5_000n, 2_000n, 10_000n];
const [LOCK, STAKE] = [Grid.parse("10000"), Grid.parse("1000")];

type Fixture = Awaited<ReturnType<typeof fixture>>;

/**
 * A market on a node of its own. Bob sells alice 4 kWh, and alice is bob's other hand, with a discount and a licence as the
 * host of her own order; bob sells carol 1 kWh. All market fees go into the incentives' fund; two days pass.
 */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-incentives-"));
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const connection = await network.create({ network: "localhost", override: { url } });
  const all = await fixture(connection);
  const { client, alice, bob, carol } = all;
  const { incentives, feeRouter } = client.contracts;
  const payees = [{ payee: client.deployment.contracts.incentives, weight: 10_000 }];
  await feeRouter.getFunction("setMarketPayees")(payees);
  await client.contracts.watt.getFunction("setEscrow")(incentives);
  await deposit(carol, { account: 3, amount: FUNDS });
  const host = await licenceAndDiscount(all);
  const { time } = connection.networkHelpers;
  await time.increase(DAY);
  await refreshHost(client, { host });
  await refreshDiscounts(client, { accounts: [1] });
  const slot = Slot.ofNumber(Math.floor((await time.latest()) / 900) + 8);
  await openSlots(client, { pairs: [{ slot, long: Price.parse("0.0500"), short: Price.parse("0.4000") }] });
  const { id } = await placeOrder(bob, order(2, slot, "sell 5 0.12"));
  await placeOrder(alice, { ...order(1, slot, "buy 4 0.3"), kind: "immediateOrCancel", host });
  const { receipt } = await placeOrder(carol, { ...order(3, slot, "buy 1 0.3"), kind: "immediateOrCancel" });
  const made = (await getBlockTimes(client, { blocks: [receipt.blockNumber] })).get(receipt.blockNumber);
  const epoch = Math.floor((made?.getTime() ?? 0) / 1000 / DAY);
  await connection.networkHelpers.time.increaseTo(slot.end.getTime() / 1000);
  const module = await connection.ethers.deployContract("SettlementMock");
  await client.contracts.exchange.getFunction("setSettlement")(module);
  await module.setAnswer([
    { delivery: 1, low: -4_000, high: -4_000 },
    { delivery: 1, low: 5_000, high: 5_000 },
    { delivery: 1, low: -1_000, high: -1_000 },
  ]);
  await settle(client, { slot, accounts: [1, 2, 3], orders: [rested(id)] });
  await collectFees(client, { slots: [slot] });
  await pullFees(client, { operator: 0 });
  await pullHostFees(client, { host });
  await payOut(client, { payee: all.people.alice.address });
  await payOut(client, { payee: client.deployment.contracts.incentives });
  await connection.networkHelpers.time.increaseTo((epoch + 2) * DAY);
  const file = join(folder, "market.json");
  writeFileSync(file, JSON.stringify(all.deployment));
  const run = (args: readonly string[]) =>
    runScript("scripts/incentives.ts", ["--rpc", url, "--deployment", file, ...args]);
  const stop = async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { ...all, epoch, folder, run, stop, now: (epoch + 2) * DAY };
}

/** Alice locks GRID as a host, and stakes some. @returns the host's number */
async function licenceAndDiscount({ client, alice, people }: Fixture): Promise<number> {
  await client.contracts.grid.getFunction("mint")(people.alice, LOCK.plus(STAKE).base);
  await approveGrid(alice, { amount: LOCK, spender: "hosts" });
  await approveGrid(alice, { amount: STAKE });
  await stake(alice, { pool: 0, amount: STAKE });
  return (await openLicence(alice, { amount: LOCK })).host;
}

/** {base} of an account's owner: in the market and in the wallet. */
async function wealth(client: Client, { account, owner }: { account: number; owner: string }): Promise<bigint> {
  const free = (await getAccount(client, { account }))?.free ?? Money.ZERO;
  return (await getWattBalance(client, { holder: owner })).base + free.base;
}

describe("npm run incentives", function () {
  this.timeout(180_000);
  let f: Fixture & Awaited<ReturnType<typeof start>>;

  before(async () => {
    f = await start();
  });
  after(() => f.stop());

  /** {base} what alice paid the market, what she got back as the host, what carol paid. */
  const washed = Money.ofUnits((MARKET_FEE - DISCOUNT) * 4_000n).base;
  const hosted = (washed * HOST_SHARE) / WHOLE;
  const honest = Money.ofUnits(MARKET_FEE * 1_000n).base;
  const net = washed - hosted + honest;
  const part = (base: bigint) => (base * SHARE) / WHOLE;

  it("prints what makers earned on a day", async () => {
    const { code, stdout, stderr } = await f.run(["--epoch", String(f.epoch)]);
    assert.deepEqual([code, stderr], [0, ""]);
    const [first, , head, , row] = stdout.split("\n");
    assert.equal(
      first,
      `day ${f.epoch}: 1 makers earned 0.00372 WATT (fees 0.00744, 50% of them for makers; fund 0.00744, at most 1000.0)`,
    );
    assert.match(head ?? "", /^account +WATT$/);
    assert.match(row ?? "", /^2 +0\.00372$/);
  });

  it("takes a day by its date, and writes the file that operators sign", async () => {
    const out = join(f.folder, "rewards.json");
    const date = new Date(f.epoch * DAY * 1000).toISOString().slice(0, 10);
    const { code, stdout } = await f.run(["--epoch", date, "--json", "--out", out]);
    assert.deepEqual([code, stdout], [0, `written: ${out}\n`]);
    const { rewards, total, fees, epoch } = parseRewards(readFileSync(out, "utf8"));
    assert.deepEqual([epoch, fees, total], [f.epoch, net, part(net)]);
    assert.deepEqual(rewards, [{ account: 2, amount: total, proof: [] }]);
  });

  const refused: readonly (readonly [what: string, epoch: () => string, message: RegExp])[] = [
    ["a day that is too young", () => String(f.epoch + 1), /^--epoch: day \d+ is too young: its fund is known when/],
    ["what is no day", () => "2026-02-30", /^"2026-02-30" is no whole number/],
  ];
  for (const [what, epoch, message] of refused) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stdout, stderr } = await f.run(["--epoch", epoch()]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  it("computes the same as the package, and nothing for a day without trades", async () => {
    const { rewards, fund } = await readIncentives(f.client, { epoch: f.epoch, now: f.now });
    assert.deepEqual([rewards, fund], [[{ account: 2, amount: part(net) }], net]);
    const before = await readIncentives(f.client, { epoch: f.epoch - 1, now: f.now });
    assert.deepEqual([before.rewards, before.fees], [[], 0n]);
    await assert.rejects(readIncentives(f.client, { epoch: f.epoch, now: f.now - 1 }), RangeError);
  });

  it("lets whoever trades with itself lose the fees of the wires and a part of the market's, whatever it is paid as a host: threat 7", async () => {
    const { client, people, epoch } = f;
    const out = join(f.folder, "signed.json");
    await f.run(["--epoch", String(epoch), "--json", "--out", out]);
    const { root, total, fees, rewards } = parseRewards(readFileSync(out, "utf8"));
    const configuration = await readContract(client, { contract: "operatorSet", name: "configuration", args: [] });
    const message = { epoch, root, total, fees, configuration };
    await submitRewards(client, { rewards: message, signatures: [await signRewards(client, message)] });
    const [reward] = rewards;
    assert(reward !== undefined);
    const group = [
      { account: 1, owner: people.alice.address },
      { account: 2, owner: people.bob.address },
    ];
    const all = async () => (await Promise.all(group.map((one) => wealth(client, one)))).reduce((a, b) => a + b, 0n);
    const before = await all();
    await claimMakerRewards(client, { epoch, ...reward });
    assert.equal((await all()) - before, reward.amount);
    // Each had twice the funds; carol paid bob 0.12 for her kWh, and brought him a reward.
    const without = 4n * FUNDS.base + Money.parse("0.12").base + part(honest);
    const wires = Money.ofUnits(PATH_FEE * 4_000n).base;
    const back = hosted + part(washed - hosted);
    assert.equal((await all()) - without, -(wires + washed - back));
    assert(hosted > 0n && back < washed);
    assert.equal((await refusal(claimMakerRewards(client, { epoch, ...reward }))).name, "AlreadyClaimed");
    assert.equal(await readContract(client, { contract: "incentives", name: "promised", args: [] }), 0n);
  });

  it("has a fund of what was paid out for them, less what was promised to days before", () => {
    const place = { block: 1, transaction: "0x", logIndex: 0 };
    const paid = (payee: string, base: bigint) => {
      return { contract: "feeRouter", name: "PaidOut", payee, base, amount: Money.ZERO, ...place } as const;
    };
    const submitted = (epoch: number, total: bigint) => {
      const rest = { root: "0x", fees: 0n, claimableUntil: new Date(0), signers: [] };
      return { contract: "incentives", name: "RewardsSubmitted", epoch, total, ...rest, ...place } as const;
    };
    const returned = {
      contract: "incentives",
      name: "RewardsReturned",
      epoch: 1,
      base: 3n,
      amount: Money.ZERO,
      ...place,
    } as const;
    const told = [paid("me", 100n), paid("you", 1_000n), submitted(4, 20n), returned, submitted(9, 40n)];
    const of = { epoch: 9, incentives: "me" };
    assert.equal(fundOf(told, told, of), 83n);
    assert.equal(fundOf(told.slice(0, 1), told, of), 80n);
  });
});
