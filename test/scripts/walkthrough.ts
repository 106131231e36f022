import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  ABIS,
  createClient,
  getAccount,
  getOrder,
  getPosition,
  getSlot,
  getWattBalance,
  getZone,
  loadDeployment,
  Slot,
  toOrderId,
  type Client,
} from "@gridwatt/sdk";
import { Interface, JsonRpcProvider, toBeHex } from "ethers";

import { outputPath } from "../../deploy/outputs.ts";
import { mappingAt } from "../helpers/storage.ts";
import { npmRun, startNode, type LiveNode, type Outcome } from "./live.ts";

/** A chain that no developer's own node is on, so that its output and journal stay as they are. */
const CHAIN = 1_000_000 + process.pid;
const JOURNAL = fileURLToPath(new URL(`../../deploy/deployments/chain-${CHAIN}`, import.meta.url));
const NODE = ["--port", "0", "--chain-id", String(CHAIN)];
/** Where wallets and zones are: local parameters. Path north-region-south: 0.0150 + 0.0100 + 0.0200. */
const [SELLER, BUYER] = [
  { wallet: "#12", account: 1, zone: 1 },
  { wallet: "#13", account: 2, zone: 2 },
];
const TIMEOUT = 300_000;

interface Placed {
  readonly id: string | null;
  readonly filled: string;
  readonly trades: readonly { energy: string; price: string; zone: number; pathFee: string; marketFee: string }[];
}
type Level = { readonly price: string; readonly energy: string } | null;

describe("a walk through a local market", function () {
  this.timeout(TIMEOUT);
  let node: LiveNode;
  let provider: JsonRpcProvider;
  let client: Client;
  let slot: Slot;
  let resting: string;

  const run = (name: string, args: readonly string[]) => npmRun(name, [...args, "--rpc", node.url]);
  const order = (who: typeof SELLER, side: string, energy: string, limit: string) => {
    const what = ["--slot", String(slot.number), "--side", side, "--energy", energy, "--limit", limit];
    return ["--account", String(who.account), ...what, "--from", who.wallet];
  };
  const free = async ({ account }: typeof SELLER) => (await getAccount(client, { account }))?.free.toString();

  before(async () => {
    node = await startNode(NODE);
  });

  after(async () => {
    provider?.destroy();
    await node?.stop();
    rmSync(outputPath(CHAIN), { force: true });
    rmSync(JOURNAL, { recursive: true, force: true });
  });

  it("tells that nothing is deployed yet", async () => {
    refused(await run("book", ["--slot", "+8"]), /^no market has been deployed on chain \d+: there is no .*\n$/);
  });

  it("deploys", async () => {
    const { stdout } = done(await run("deploy", []));
    assert.match(stdout, /^Exchange +openSlots +BALANCING_PARTY +0x90F79bf6EB2c4f870365E785982E1f101E93b906$/m);
    assert.match(stdout, new RegExp(`\nwritten: .*${CHAIN}\\.json\n$`));
    const deployment = loadDeployment(readFileSync(outputPath(CHAIN), "utf8"));
    assert.equal(deployment.chainId, CHAIN);
    provider = new JsonRpcProvider(node.url, CHAIN, { staticNetwork: true, cacheTimeout: -1 });
    client = createClient({ deployment, runner: provider });
  });

  it("names what a command line has wrong", async () => {
    const { code, stderr } = await run("deploy", ["--planet", "mars"]);
    assert.deepEqual([code, stderr.split("\n").length], [2, 2]);
    assert.match(stderr, /^usage: npm run deploy -- .*--planet/);
    const second = await npmRun("node", ["--port", new URL(node.url).port]);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^node: port \d+ is taken: .*\n$/);
  });

  it("opens slots as the balancing party", async () => {
    const args = ["--slot", "+8", "--count", "4", "--long", "0.05", "--short", "0.35"];
    const told = json(await run("open", [...args, "--json"])) as { opened: { slot: number; gate: number }[] };
    slot = Slot.ofNumber(told.opened[0]?.slot ?? 0);
    assert.deepEqual(
      told.opened,
      [0, 1, 2, 3].map((at) => ({ slot: slot.number + at, long: "0.0500", short: "0.3500", gate: 300 })),
    );
    const open = await getSlot(client, { slot: slot.plus(3) });
    assert.equal(open?.tradableUntil.getTime(), slot.plus(3).begin.getTime() - 300_000);

    const again = ["--slot", String(slot.number), ...args.slice(2)];
    refused(await run("open", again), /^Slot \d+ \(.*Z\) has been opened, and its price pair is frozen\.\n$/);
    const stranger = ["--slot", String(slot.number + 4), ...args.slice(4), "--from", "#12"];
    refused(await run("open", stranger), /^0x[0-9a-fA-F]{40} has no role that allows this\.\n$/);
    assert.equal(await getSlot(client, { slot: slot.plus(4) }), null);
  });

  it("funds nobody where something stands against it, and does nothing before it knows", async () => {
    const block = await provider.getBlockNumber();
    const fund = (...args: string[]) => run("fund", ["--from", SELLER.wallet, ...args]);
    refused(await fund("--amount", "1", "--zone", "99"), /^This market area has no zone 99\.\n$/);
    refused(await fund("--amount", "1", "--zone", "3000000000"), /^This market area has no zone 3000000000\.\n$/);
    refused(await fund("--amount", "1", "--account", "1"), /^There is no account 1\.\n$/);
    const most = "1844674407370.9551616";
    refused(await fund("--amount", most, "--zone", "1"), /^The market's pool cannot count so much money\.\n$/);
    assert.equal(await provider.getBlockNumber(), block);
  });

  it("shows no book of a zone that is not there", async () => {
    const args = ["--slot", String(slot.number), "--zone", "99"];
    refused(await run("book", args), /^This market area has no zone 99\.\n$/);
  });

  it("funds an account in each of two zones", async () => {
    for (const { wallet, account, zone } of [SELLER, BUYER]) {
      const { stdout } = done(await run("fund", ["--amount", "100", "--zone", String(zone), "--from", wallet]));
      assert.match(stdout, new RegExp(`^account ${account} of 0x[0-9a-fA-F]{40}: zone ${zone}, 100\\.0 WATT free\n$`));
      assert.equal((await getAccount(client, { account }))?.zone, zone);
    }
    assert.equal((await pool()).toString(), "200.0");
  });

  it("rests a sell, which locks what it may cost", async () => {
    const { stdout } = done(await run("place", order(SELLER, "sell", "10", "0.12")));
    assert.match(stdout, /^filled 0\.000 kWh of 10\.000\nrests as \d+\n$/);
    // (short - price) x energy = 0.23 x 10
    assert.equal(await free(SELLER), "97.7");
  });

  it("shows it in the book", async () => {
    const { stdout } = done(await run("book", ["--slot", String(slot.number), "--zone", String(SELLER.zone)]));
    const [head, ...table] = stdout.trimEnd().split("\n");
    assert.match(head ?? "", /^slot \d+ from .*: pair 0\.0500 to 0\.3500, tradable until /);
    assert.equal(table.length, 3);
    assert.match(table[2] ?? "", /^ +0\.1200 +10\.000$/);
  });

  it("quotes a buy with all fees, and places it as quoted", async () => {
    const wanted = order(BUYER, "buy", "4", "0.2");
    // 0.12 + path 0.045 + market 0.001
    assert.deepEqual(json(await run("quote", [...wanted, "--json"])), {
      filled: "4.000",
      cost: "0.664",
      total: "0.664",
      limit: "0.1660",
      marketFee: "0.004",
      gridFees: ["0.04", "0.06", "0.08", "0.0", "0.0"],
    });
    assert.equal(await free(BUYER), "100.0");

    const { id, filled, trades } = json(await run("place", [...wanted, "--json"])) as Placed;
    assert.deepEqual([id, filled, trades.length], [null, "4.000", 1]);
    const [{ energy, price, zone, pathFee, marketFee } = assert.fail()] = trades;
    assert.deepEqual([energy, price, zone, pathFee, marketFee], ["4.000", "0.1200", SELLER.zone, "0.0450", "0.0010"]);
    assert.deepEqual([await free(SELLER), await free(BUYER)], ["97.7", "99.336"]);
    assert.equal((await getPosition(client, { account: BUYER.account, slot })).bought.toString(), "4.000");
    const fees = await Promise.all(
      [0, 1, 2].map(async (zone) => (await getZone(client, { slot, zone })).fees.toString()),
    );
    assert.deepEqual(fees, ["0.04", "0.06", "0.08"]);
    assert.equal((await pool()).toString(), "200.0");
  });

  it("refuses with one sentence, and nothing changes", async () => {
    refused(
      await run("place", order(BUYER, "buy", "1", "0.4")),
      /^The limit 0\.4000 WATT per kWh lies outside the slot's price pair, 0\.0500 WATT per kWh to 0\.3500 WATT per kWh\.\n$/,
    );
    assert.equal(await free(BUYER), "99.336");
  });

  it("rests a buy that finds nobody", async () => {
    const { id, filled } = json(await run("place", [...order(BUYER, "buy", "2", "0.06"), "--json"])) as Placed;
    assert(id !== null);
    resting = id;
    assert.equal(filled, "0.000");
    assert.equal(await free(BUYER), "99.216");
    const { bids, asks } = json(await run("book", ["--slot", String(slot.number), "--json"])) as Record<
      string,
      Level[]
    >;
    assert.deepEqual(bids, [null, null, { price: "0.0600", energy: "2.000" }, null, null]);
    assert.deepEqual(asks, [null, { price: "0.1200", energy: "6.000" }, null, null, null]);
  });

  it("cancels it, and all it locked is free again", async () => {
    const { stdout } = done(await run("cancel", [resting, "--from", BUYER.wallet]));
    assert.equal(stdout, `cancelled ${resting}: 0.000 kWh filled, 2.000 kWh released\n`);
    assert.equal(await free(BUYER), "99.336");
    assert.equal(await getOrder(client, { id: toOrderId(resting) }), null);
    refused(await run("cancel", [resting, "--from", BUYER.wallet]), /^[^\n]*\.\n$/);
  });

  it("prints statements that add up, of an account and of a grid operator", async () => {
    const account = ["--account", String(BUYER.account)];
    const told = json(await run("statement", [...account, "--json"])) as Record<string, string>[];
    assert.deepEqual(
      told.map(({ kind, amount, balance }) => [kind, amount, balance]),
      [
        ["opening", "", "0.00"],
        ["deposit", "100.00", "100.00"],
        ["purchase", "-0.48", "99.52"],
        ["grid-fee", "-0.18", "99.34"],
        ["market-fee", "0.00", "99.34"],
        ["closing", "", "99.34"],
      ],
    );
    const { stdout } = done(await run("statement", ["--operator", "0"]));
    assert.match(
      stdout,
      /^number,booked_utc,.*,log\r\n,,,opening,.*\r\n1,.*,0\.004,0\.00,0\.00,.*\r\n,,,closing,.*\r\n$/,
    );
    // Late in the evening delivery is tomorrow.
    const until = ["--until", slot.begin.toISOString().slice(0, 10)];
    const ledger = await run("statement", [...account, "--ledger", "day", "--time-zone", "UTC", ...until]);
    const days = done(ledger).stdout.split("\r\n");
    assert.equal(days.length, 3);
    assert.match(days[1] ?? "", /^\d{4}-\d\d-\d\d,1,,,,-4\.000,,0,0\.0,-0\.48,-0\.18,-0\.004,0\.0,0\.0,-0\.664$/);
    refused(await run("statement", ["--account", "99"]), /^This market has no account 99\.\n$/);
    refused(await run("statement", ["--operator", "99"]), /^This market has no grid operator 99\.\n$/);
    const backwards = await run("statement", [...account, "--since", "2026-03-02", "--until", "2026-03-01"]);
    assert.deepEqual(
      [backwards.code, backwards.stderr.split("\n")[0]],
      [2, "--until: 2026-03-01 lies before --since, 2026-03-02."],
    );
    const { code, stderr } = await run("statement", []);
    assert.deepEqual(
      [code, stderr.split("\n")[0]],
      [2, "Say whose statement it shall be: --account N or --operator N."],
    );
  });

  it("writes a statement with tax into a file, and says what a rate file has wrong", async () => {
    const folder = mkdtempSync(join(tmpdir(), "statement-"));
    const [out, rates] = [join(folder, "march.csv"), join(folder, "rates.json")];
    const args = ["--account", String(BUYER.account), "--rates", rates, "--out", out];
    writeFileSync(rates, '{"prices": "include", "rates": []}');
    refused(
      await run("statement", args),
      /^The rate file has no rate for purchase on .*: state 0 where no tax is due\.\n$/,
    );
    const kinds = ["purchase", "grid-fee", "market-fee"];
    const list = kinds.map((kind) => ({ kind, from: "2020-01-01", basisPoints: 1900 }));
    writeFileSync(rates, JSON.stringify({ prices: "include", rates: list }));
    assert.equal(done(await run("statement", args)).stdout, `written: ${out}\n`);
    assert.match(readFileSync(out, "utf8"), /,purchase,.*,19\.00,-0\.40,-0\.08,-0\.48,/);
    rmSync(folder, { recursive: true });
  });

  it("audits the market, and sees a balance that no event tells of", async () => {
    const latest = await provider.getBlockNumber();
    const { stdout, stderr } = done(await run("audit", ["--to", String(latest)]));
    assert.match(stdout, /\n✓ token\.supply .*\n(.*\n)*\n\d+ checks, no difference\n$/);
    assert.match(stderr, /^\d+ of \d+ blocks, /);
    const { watt, exchange } = client.deployment.contracts;
    const place = toBeHex(mappingAt(BigInt(exchange), 0n));
    const before = (await provider.send("eth_getStorageAt", [watt, place, "latest"])) as string;
    await provider.send("hardhat_setStorageAt", [watt, place, toBeHex(BigInt(before) - 1n, 32)]);
    const told = await run("audit", ["--to", String(latest), "--json"]);
    await provider.send("hardhat_setStorageAt", [watt, place, before]);
    assert.equal(told.code, 1);
    const { checks } = JSON.parse(told.stdout) as { checks: { id: string; differences: unknown[] }[] };
    const red = checks.filter(({ differences }) => differences.length > 0).map(({ id }) => id);
    assert.deepEqual(red, ["token.supply", "token.balances", "pool.owed", "pool.told", "period.balances"]);
  });

  it("says in a sentence which blocks an audit can have", async () => {
    for (const [args, code, sentence] of [
      [[], 2, /^--to is missing\.\n\nusage: /],
      [["--to", "last"], 2, /^"last" is no whole number\.\n\nusage: /],
      [["--from", "3", "--to", "2"], 2, /^--from: block 3 comes after --to, block 2\.\n\nusage: /],
      [["--to", "999999"], 1, /^There is no block 999999 yet: the latest is \d+\.\n$/],
    ] as const) {
      const told = await run("audit", args);
      assert.deepEqual([told.code, told.stdout], [code, ""]);
      assert.match(told.stderr, sentence);
    }
  });

  it("reports orders and both sides of trades, as CSV, JSON and XML", async () => {
    const range = ["--from", "0", "--to", String(await provider.getBlockNumber())];
    const rows = json(await run("report", [...range, "--json"])) as Record<string, string>[];
    // The sell, what the buy left of it, the resting buy and its end; two books.
    assert.deepEqual(
      rows.map(({ record, orderStatus }) => [record, orderStatus]),
      [
        ...["", ""].map((status) => ["contract", status]),
        ...["ACT", "PMA", "ACT", "WIT"].map((status) => ["order", status]),
        ...["", ""].map((status) => ["trade", status]),
      ],
    );
    const csv = done(await run("report", range)).stdout.split("\r\n");
    assert.deepEqual([csv[0], csv.length], [Object.keys(rows[0] ?? {}).join(","), 1 + rows.length + 1]);
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    const out = join(folder, "report.xml");
    assert.equal(done(await run("report", [...range, "--format", "xml", "--out", out])).stdout, `written: ${out}\n`);
    assert.equal(readFileSync(out, "utf8").match(/<TradeReport>/g)?.length, 2);
    rmSync(folder, { recursive: true });
  });

  it("names what a report cannot be made of", async () => {
    const usage = async (args: readonly string[], sentence: string) => {
      const { code, stderr } = await run("report", args);
      assert.deepEqual([code, stderr.split("\n")[0]], [2, sentence]);
    };
    const range = ["--from", "0", "--to", "1"];
    await usage(["--from", "0"], "--to is missing.");
    await usage(["--from", "9", "--to", "8"], "--to: Block 9, the first, lies behind 8, the last.");
    await usage([...range, "--format", "pdf"], '--format: csv or xml, not "pdf".');
    await usage([...range, "--format", "xml", "--json"], "--format: with --json there is none to choose.");
    refused(await run("report", ["--from", "0", "--to", "1000000"]), /^The node has no block 1000000\.\n$/);
  });

  it("funds no account whose owner has not been checked, and makes no WATT for it", async () => {
    const registry = client.contracts.registry.connect(await provider.getSigner(0));
    const unknown = "0x00000000000000000000000000000000000000aa";
    await (await registry.getFunction("openAccount").send(unknown)).wait();
    const [block, account] = [await provider.getBlockNumber(), String(await registry.getFunction("accountCount")())];
    const because = new RegExp(`^The owner of account ${account} has not been checked, or not for zone 1\\.\n$`);
    refused(await run("fund", ["--from", "#18", "--amount", "7", "--account", account, "--zone", "1"]), because);
    assert.equal(await provider.getBlockNumber(), block);
  });

  it("counts slots ahead from the node's clock, however old its last block is", async () => {
    await provider.send("evm_increaseTime", [3600]);
    const { timestamp = assert.fail() } = (await provider.getBlock("latest")) ?? {};
    const told = json(await run("book", ["--slot", "+8", "--json"])) as { slot: number };
    assert(told.slot >= Slot.at(new Date((timestamp + 3600) * 1000)).number + 8);
  });

  it("deploys nothing twice", async () => {
    const [output, block] = [readFileSync(outputPath(CHAIN), "utf8"), await provider.getBlockNumber()];
    const { stdout } = done(await run("deploy", []));
    assert.match(stdout, /Nothing new to deploy/);
    assert.equal(readFileSync(outputPath(CHAIN), "utf8"), output);
    assert.equal(await provider.getBlockNumber(), block);
  });

  it("prints who may do what, and fails on a key left behind", async () => {
    const { authority, timelock } = client.deployment.contracts;
    const { stdout } = done(await run("roles", []));
    assert.match(stdout, new RegExp(`^MarketArea +setTariffCap +MARKET_RULES +${timelock}$`, "m"));
    assert.doesNotMatch(stdout, /held by a key/);
    const stranger = (await provider.getSigner(19)).address;
    const before = (await provider.send("evm_snapshot", [])) as string;
    await provider.send("hardhat_impersonateAccount", [timelock]);
    await provider.send("hardhat_setBalance", [timelock, "0xde0b6b3a7640000"]);
    const data = new Interface(ABIS.authority).encodeFunctionData("grantRole", [7, stranger, 0]);
    await provider.send("eth_sendTransaction", [{ from: timelock, to: authority, data }]);
    const { code, stderr } = await run("roles", []);
    await provider.send("evm_revert", [before]);
    assert.deepEqual([code, stderr], [1, `roles: MARKET_RULES is held by ${stranger}, who should not have it\n`]);
    assert.equal((await run("roles", ["--parameters", "moon"])).code, 2);
  });

  it("tells that a new node has forgotten the market, until it is deployed again", async () => {
    await node.stop();
    refused(await run("book", ["--slot", "+8"]), /^The node cannot be reached: .*\n$/);
    node = await startNode(NODE);
    refused(
      await run("book", ["--slot", "+8"]),
      /^Chain \d+ has no market at 0x[0-9a-fA-F]{40}: deploy it again, .*\n$/,
    );
    done(await run("deploy", []));
    const { stdout } = done(await run("book", ["--slot", String(slot.number)]));
    assert.match(stdout, /: not open\n/);
  });

  async function pool() {
    return getWattBalance(client, { holder: client.deployment.contracts.exchange });
  }
});

function done(outcome: Outcome): Outcome {
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

function json(outcome: Outcome): unknown {
  return JSON.parse(done(outcome).stdout);
}

/** Exit code 1, and one sentence that says why. */
function refused({ code, stdout, stderr }: Outcome, sentence: RegExp): void {
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, sentence);
}
