import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import { formatEther, getAddress, parseEther, zeroPadValue, toBeHex } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { DeployedMarket } from "../../deploy/deploy.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { readGenesis, readGenesisFile, type Grant } from "../../deploy/genesis.ts";
import { ParameterError } from "../../deploy/parameters.ts";
import { local } from "../../deploy/parameters/local.ts";
import { GridVesting__factory } from "../../typechain-types/index.ts";

const FOLDER = new URL("../../deploy/genesis/", import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && name !== "schema.json");
const CAP = parseEther("1000000000");
/** Before any grant vests. */
const BEGIN = "2026-01-01T00:00:00Z";

/** An address for each "#n". */
const addressOf = (holder: string) => getAddress(zeroPadValue(toBeHex(1_000 + Number(holder.slice(1))), 20));
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");

describe("files of genesis distributions", () => {
  for (const name of NAMES) {
    it(`${name} reads, and sums to what it says`, () => {
      const { total, grants } = readGenesisFile(name.replace(".json", ""), { cap: CAP, addressOf });
      assert.equal(
        grants.reduce((sum, { amount }) => sum + amount, 0n),
        total,
      );
      assert(grants.some(({ to }) => "fund" in to));
    });
  }

  const refusals: readonly (readonly [what: string, change: (file: RawFile) => void, message: RegExp])[] = [
    ["a total that is not the sum", (file) => (file.total = "400000001"), /^genesis.total: .* do not add up/],
    [
      "an amount as a number",
      (file) => Object.assign(file.purposes[0] ?? {}, { amount: 5 }),
      /^genesis.purposes\[0\].amount: must be string/,
    ],
    [
      "an amount of 19 decimals",
      (file) => Object.assign(file.purposes[0] ?? {}, { amount: "1.0000000000000000001" }),
      /^genesis.purposes\[0\].amount: must match/,
    ],
    [
      "nothing",
      (file) => Object.assign(file.purposes[0] ?? {}, { amount: "0" }),
      /^genesis.purposes\[0\].amount: 0 cannot be shared/,
    ],
    [
      "what cannot be shared alike",
      (file) => Object.assign(file.purposes[4] ?? {}, { amount: "0.000000000000000003" }),
      /^genesis.purposes\[4\].amount: .* among 4 alike/,
    ],
    [
      "a purpose twice",
      (file) => Object.assign(file.purposes[1] ?? {}, { name: "rewards" }),
      /^genesis.purposes: rewards stands there twice/,
    ],
    [
      "a receiver twice",
      (file) => Object.assign(file.purposes[3] ?? {}, { to: ["#1", "#1"] }),
      /^genesis.purposes\[3\].to: must NOT have duplicate/,
    ],
    [
      "rewards that vest",
      (file) => Object.assign(file.purposes[0] ?? {}, { vesting: vesting({}) }),
      /^genesis.purposes\[0\].vesting: /,
    ],
    [
      "a day that is none",
      (file) => Object.assign(file.purposes[3] ?? {}, { vesting: vesting({ start: "2026-02-30" }) }),
      /^genesis.purposes\[3\].vesting.start: 2026-02-30 is no day/,
    ],
    [
      "a cliff behind the end",
      (file) => Object.assign(file.purposes[3] ?? {}, { vesting: vesting({ cliffDays: 101 }) }),
      /^genesis.purposes\[3\].vesting.cliffDays: /,
    ],
    ["a key that nobody knows", (file) => Object.assign(file, { cap: "1" }), /^genesis: must NOT have additional/],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuse ${what}`, () => {
      const file = JSON.parse(textOf("local.json")) as RawFile;
      change(file);
      assert.throws(
        () => readGenesis(file, { cap: CAP, addressOf }),
        (error) => {
          return error instanceof ParameterError && message.test(error.message);
        },
      );
    });
  }

  it("refuse more than can ever exist", () => {
    const bounds = { cap: parseEther("399999999"), addressOf };
    assert.throws(
      () => readGenesisFile("local", bounds),
      /^ParameterError: genesis.total: 400000000 is more than can ever exist/,
    );
  });
});

describe("the genesis distribution of a deployed market", () => {
  let connection: NetworkConnection;
  let market: DeployedMarket;
  let grants: readonly Grant[];

  before(async () => {
    connection = await network.create({ network: "default", override: { initialDate: BEGIN } });
    market = await deployMarket({ connection, parameters: local });
    grants = market.parameters.genesis.grants;
  });

  /** {wad} by receiver: what each has that does not vest, all grants to it together. */
  function atOnce(): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const { to, amount, vesting } of grants) {
      const holder = "address" in to ? to.address : market.deployment.contracts["purse" in to ? to.purse : "staking"];
      sums.set(holder, (sums.get(holder) ?? 0n) + (vesting === null ? amount : 0n));
    }
    return sums;
  }

  /** Every grant that vests, with its wallet. */
  function wallets() {
    const vesting = grants.filter((grant) => grant.vesting !== null);
    return vesting.map((grant, at) => {
      const told = market.vesting[at];
      assert(told !== undefined && grant.vesting !== null);
      assert.equal(told.purpose, grant.purpose);
      const wallet = GridVesting__factory.connect(told.address, connection.ethers.provider);
      return { ...grant, ...grant.vesting, wallet };
    });
  }

  it("is all the GRID there is, and funds what stakers earn", async () => {
    const { grid, staking } = market.contracts;
    assert.equal(await grid.totalSupply(), market.parameters.genesis.total);
    const [free, promised, slashed] = await staking.funds();
    assert.deepEqual([formatEther(free), promised, slashed], ["120000000.0", 0n, 0n]);
  });

  it("gives each purpose its own right after deployment", async () => {
    const { grid } = market.contracts;
    const holders = [...atOnce()];
    assert(holders.length > 10);
    for (const [holder, amount] of holders) assert.equal(await grid.balanceOf(holder), amount, holder);
    const [deployer] = await connection.ethers.getSigners();
    assert(deployer !== undefined);
    assert.equal(await grid.balanceOf(deployer), 0n);
    assert.equal(await grid.allowance(deployer, market.contracts.staking), 0n);
  });

  it("lets grants vest: nothing before the cliff, half of it half way, all at the end", async () => {
    const { grid } = market.contracts;
    assert.equal(wallets().length, 8);
    for (const { wallet, amount, start, duration, cliff, to } of wallets()) {
      assert.deepEqual(
        [await wallet.start(), await wallet.duration(), await wallet.cliff()],
        [start, duration, start + cliff],
      );
      const owner = "address" in to ? to.address : market.deployment.contracts["purse" in to ? to.purse : "staking"];
      assert.equal(await wallet.owner(), owner);
      assert.equal(await grid.balanceOf(wallet), amount);
      const at = (time: bigint) => wallet["vestedAmount(address,uint64)"](grid, time);
      assert.equal(await at(start - 1n), 0n);
      if (cliff > 0n) assert.equal(await at(start + cliff - 1n), 0n);
      assert.equal(await at(start + cliff), (amount * cliff) / duration);
      assert.equal(await at(start + duration / 2n), amount / 2n);
      assert.equal(await at(start + duration - 1n), (amount * (duration - 1n)) / duration);
      assert.equal(await at(start + duration), amount);
    }
  });

  it("pays what has vested to its receivers, whoever asks for it", async () => {
    const { grid } = market.contracts;
    const before = atOnce();
    const sorted = wallets();
    const first = sorted.reduce(
      (least, { start, duration }) => (start + duration / 2n < least ? start + duration / 2n : least),
      2n ** 64n,
    );
    const last = sorted.reduce((most, { start, duration }) => (start + duration > most ? start + duration : most), 0n);
    const [, , , , , , , , , , , stranger] = await connection.ethers.getSigners();
    assert(stranger !== undefined);
    for (const time of [first, last]) {
      await connection.networkHelpers.time.increaseTo(time);
      for (const { wallet } of sorted) await wallet.connect(stranger)["release(address)"](grid);
      for (const [holder, amount] of before) {
        const own = sorted.filter(
          ({ to }) =>
            holder ===
            ("address" in to ? to.address : market.deployment.contracts["purse" in to ? to.purse : "staking"]),
        );
        let vested = 0n;
        for (const { wallet } of own) vested += await wallet["released(address)"](grid);
        assert.equal(await grid.balanceOf(holder), amount + vested, `${holder} at ${time}`);
        if (time === last)
          assert.equal(
            vested,
            own.reduce((sum, grant) => sum + grant.amount, 0n),
          );
      }
    }
    for (const { wallet } of sorted) assert.equal(await grid.balanceOf(wallet), 0n);
  });

  it("funds 8% a year for as long as docs/genesis.md says", async () => {
    const doc = readFileSync(new URL("../../docs/genesis.md", import.meta.url), "utf8");
    const rows = [...doc.matchAll(/^\| (\d+)% \| ([\d,]+) \| (\d+\.\d) \|$/gm)];
    assert.equal(rows.length, 4);
    const { total } = market.parameters.genesis;
    const fund = grants.find(({ to }) => "fund" in to)?.amount ?? 0n;
    for (const [, percent = "", yearly = "", years = ""] of rows) {
      const paid = (total * BigInt(percent) * 8n) / 10_000n;
      assert.equal(yearly.replaceAll(",", ""), (paid / 10n ** 18n).toString());
      assert.equal(years, `${(fund * 10n) / paid / 10n}.${((fund * 10n) / paid) % 10n}`);
    }
  });
});

interface RawFile {
  total: string;
  purposes: object[];
}

function vesting(change: object) {
  return { start: "2026-01-01", days: 100, cliffDays: 0, ...change };
}
