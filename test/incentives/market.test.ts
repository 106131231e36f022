import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fundOf, parseRewards, readIncentives } from "@gridwatt/incentives";
import {
  claimMakerRewards,
  getAccount,
  getWattBalance,
  Money,
  readContract,
  signRewards,
  submitRewards,
  type Client,
} from "@gridwatt/sdk";
import { network } from "hardhat";

import { runScript } from "../helpers/script.ts";
import { FUNDS, refusal } from "../sdk/fixture.ts";
import { DAY, tradedMarket } from "./traded.ts";

/** {tick} per kWh: market fee, discount of 1,000 staked GRID, tariffs between zones 2 and 1, as the fixture has them. */
const [MARKET_FEE, DISCOUNT, PATH_FEE] = [20n, 3n, 250n];
/** {basis point} What makers earn, and a host who has locked 10,000 GRID. */
const [SHARE, HOST_SHARE, WHOLE] = [5_000n, 2_000n, 10_000n];

/** A market as `tradedMarket` leaves it, on a node of its own. */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-incentives-"));
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const connection = await network.create({ network: "localhost", override: { url } });
  const all = await tradedMarket(connection);
  const file = join(folder, "market.json");
  writeFileSync(file, JSON.stringify(all.deployment));
  const run = (args: readonly string[]) =>
    runScript("scripts/incentives.ts", ["--rpc", url, "--deployment", file, ...args]);
  const stop = async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { ...all, folder, run, stop };
}

/** {base} of an account's owner: in the market and in the wallet. */
async function wealth(client: Client, { account, owner }: { account: number; owner: string }): Promise<bigint> {
  const free = (await getAccount(client, { account }))?.free ?? Money.ZERO;
  return (await getWattBalance(client, { holder: owner })).base + free.base;
}

describe("npm run incentives", function () {
  this.timeout(180_000);
  let f: Awaited<ReturnType<typeof start>>;

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

  const unfollowed: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    ["a claim for nobody", ["claim", "--epoch", "20541"], /^--account is missing\./],
    ["another verb", ["take", "--epoch", "20541"], /^There is no verb take\./],
  ];
  for (const [what, args, message] of unfollowed) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stdout, stderr } = await f.run(args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  it("claims nothing that is not on chain yet, nor of a day that is too young", async () => {
    const told = await f.run(["claim", "--epoch", `${f.epoch}`, "--account", "2"]);
    const says = `What makers earned on day ${f.epoch} is not on chain yet: keepers bring it there.\n`;
    assert.deepEqual(told, { code: 1, stdout: "", stderr: says });
    const { code, stderr } = await f.run(["claim", "--epoch", `${f.epoch + 1}`, "--account", "2"]);
    assert.equal(code, 2);
    assert.match(stderr, /^--epoch: day \d+ is too young/);
  });

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
    const told = await f.run(["claim", "--epoch", `${epoch}`, "--account", "2", "--from", "#4"]);
    assert.deepEqual(told, { code: 0, stdout: `account 2 was paid 0.00372 WATT for day ${epoch}\n`, stderr: "" });
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

  it("tells who earned nothing, and who had it before", async () => {
    const claimed = async (account: string) => f.run(["claim", "--epoch", `${f.epoch}`, "--account", account]);
    const before = await f.client.runner.provider?.getBlockNumber();
    const refusals: [string, string][] = [
      ["1", `Account 1 earned nothing on day ${f.epoch}.\n`],
      ["2", `Account 2 had its rewards of day ${f.epoch}.\n`],
    ];
    for (const [account, stderr] of refusals) assert.deepEqual(await claimed(account), { code: 1, stdout: "", stderr });
    assert.equal(await f.client.runner.provider?.getBlockNumber(), before);
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
