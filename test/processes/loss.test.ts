import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { electPhragmen } from "@gridwatt/election";
import { readingToJson } from "@gridwatt/oracle";
import {
  approveGrid,
  commitmentOf,
  enactElection,
  getElectedSets,
  getElectionSnapshot,
  getOffence,
  getPot,
  Grid,
  openPool,
  payVictim,
  ReadingTree,
  setCandidate,
  settle,
  signRoot,
  Slot,
  stake,
  submitRoot,
  submitSolution,
} from "@gridwatt/sdk";
import { id } from "ethers";

import { secp256k1Meter } from "../helpers/metering.ts";
import { runScript } from "../helpers/script.ts";
import { Household } from "./households.ts";
import { startMarket, type ProcessMarket } from "./market.ts";

const [VICTIM, OPERATOR] = [12, 15];
const DAY = 86_400;

describe("what a household lost by a lie, from the accusation to the compensation", function () {
  this.timeout(300_000);
  let market: ProcessMarket;
  let household: Household;
  let slot: Slot;
  /** What opens the household's leaf, as `npm run offence` takes it. */
  let opened: { readonly leaves: readonly object[] };
  let readings: object[];
  let offence: string;

  before(async () => {
    market = await startMarket({ residualSupply: true });
    const signer = secp256k1Meter("a household that is lied about");
    const { account, meter } = await market.household(1, signer);
    household = new Household({ account, meter, sells: false, client: market.client, signer });
    await elect();
    slot = Slot.at(new Date((await market.now()) * 1000)).plus(8);
    await market.open(slot, 1);
    await market.setClock(slot.plus(1).beginSeconds);
    const [begin, end] = [household.reading(slot, 100n), household.reading(slot.plus(1), 20n)];
    readings = [begin, end].map(readingToJson);
    await attest({ importBegin: begin.importRegister, importEnd: end.importRegister + 130n });
  });

  after(() => market?.close());

  async function elect(): Promise<void> {
    const operator = market.as(OPERATOR);
    const amount = Grid.parse("20000");
    await approveGrid(operator, { amount });
    await openPool(operator, { commission: 0 });
    await stake(operator, { pool: 1, amount });
    await setCandidate(operator, { isCandidate: true });
    await nextDay();
    await approveGrid(operator, { amount: "unlimited", spender: "election" });
    const solution = electPhragmen(await getElectionSnapshot(market.client), {
      balancing: { rounds: 0, tolerance: 0n },
    });
    await submitSolution(operator, { solution });
    await nextDay();
    await enactElection(operator);
  }

  /** The operator's lie about the household, which is settled with it. */
  async function attest({ importBegin, importEnd }: { importBegin: bigint; importEnd: bigint }): Promise<void> {
    const { account, meter } = household;
    const [salt, exportRegister] = [id("the household's"), 0n];
    const span = { meter, importBegin, exportBegin: exportRegister, importEnd, exportEnd: exportRegister };
    const leaves = [{ account, net: importBegin - importEnd, commitment: commitmentOf(salt, [span]) }];
    const tree = new ReadingTree(leaves);
    const { configuration } = (await getElectedSets(market.client)).at(-1) ?? assert.fail();
    const root = { slot, root: tree.root, sequence: 1n, configuration };
    const operator = market.as(OPERATOR);
    await submitRoot(operator, { root, signatures: [await signRoot(operator, root)] });
    await settle(operator, { slot, accounts: [account], readings: tree.show([account]) });
    const of = { slot: slot.number, root: tree.root, leaves, account, salt, spans: [span] };
    opened = JSON.parse(JSON.stringify(of, (_, value) => plain(value))) as typeof opened;
  }

  const plain = (value: unknown) => (typeof value === "bigint" ? `${value}` : value);
  const pass = async (seconds: number) => market.setClock((await market.now()) + seconds);
  const nextDay = async () => market.setClock((Math.floor((await market.now()) / DAY) + 1) * DAY);
  const file = (content: object) => {
    const path = join(market.folder, "offence.json");
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const run = (...args: string[]) => {
    const where = ["--rpc", market.rpc, "--deployment", market.variables["DEPLOYMENT"] ?? ""];
    return runScript("scripts/offence.ts", [...args, ...where, "--from", `#${VICTIM}`]);
  };
  const says = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const showLoss = (content: object) => ["show-loss", "--offence", offence, "--file", file(content)];
  const gridOf = async (number: number) => {
    const { address = "" } = market.as(number).runner as { readonly address?: string };
    return (await market.client.contracts.grid.getFunction("balanceOf").staticCall(address)) as bigint;
  };

  it("is accused by what the meter signed, convicted a day later, and executed after the time for appeals", async () => {
    const accuse = ["accuse", "--file", file({ ...opened, reading: readings[1] })];
    assert.match(await says(...accuse), /^committed: run the same again a minute later\n$/);
    await pass(60);
    const accused = await says(...accuse);
    const [, fault = ""] = /^accused: fault (0x[0-9a-f]{64}), which can be convicted in a day\n$/.exec(accused) ?? [];
    await pass(DAY);
    const convicted = await says("convict", "--fault", fault);
    [, offence = ""] = /^recorded: offence (0x[0-9a-f]{64}) of pools 1, /.exec(convicted) ?? [];
    const early = await run(...showLoss({ ...opened, readings }));
    assert.deepEqual([early.code, early.stderr], [1, "The offence is open, not executed.\n"]);
    await pass(3 * DAY);
    assert.match(await says("execute", "--offence", offence), /^executed: 1000\.0 GRID taken of pools 1, /);
  });

  it("says what is wrong with what is shown, and takes nothing of it", async () => {
    const { leaves } = opened;
    const [begin, end] = readings;
    const later = readingToJson(household.reading(slot.plus(2), 1n));
    for (const [content, code, sentence] of [
      [{ readings: [begin] }, 2, /^--file: .+: The reading of meter 1 for \S+ is missing\.$/],
      [{ readings: [begin, end, end] }, 2, /There are 2 readings of meter 1 for \S+\.$/],
      [{ readings: [begin, end, later] }, 2, /Meter 1 signed a reading for \S+, which is no end of the slot \S+\.$/],
      [{}, 2, /There is no list "readings"/],
      [{ reading: end }, 2, /"reading" is none of slot, root, leaves, account, salt, spans, readings\.$/],
      [{ readings, root: id("other") }, 2, /These are not the leaves of root 0x[0-9a-f]{64}\.$/],
      [
        { readings, root: undefined, leaves: [...leaves, { ...leaves[0], account: 9 }] },
        1,
        /^The offence is of root 0x/,
      ],
      [{ readings, slot: slot.number + 1 }, 2, /which is no end of the slot/],
      [{ readings: [] }, 1, /^It is not shown that account 1 was settled for good with a false root of .+ signed\.$/],
    ] as const) {
      const ran = await run(...showLoss({ ...opened, ...content }));
      assert.equal(ran.code, code, ran.stderr);
      assert.match(ran.stderr.split("\n", 1)[0] ?? "", sentence);
    }
    const none = await run("show-loss", "--offence", id("none"), "--file", file({ ...opened, readings }));
    assert.deepEqual([none.code, none.stderr], [1, "No such offence is recorded.\n"]);
  });

  it("is listed with the time until when losses can be shown", async () => {
    const [told] = JSON.parse(await says("--json")) as { offence: string; lossesUntil: string }[];
    const { pot } = await getOffence(market.client, { offence });
    const { lossesUntil, closesAt } = await getPot(market.client, { pot });
    assert.deepEqual([told?.offence, told?.lossesUntil], [offence, lossesUntil.toISOString()]);
    assert.equal(Number(closesAt) - Number(lossesUntil), DAY * 1000);
    const row = new RegExp(
      `^${offence}  false root  ${slot}  .+  executed  .+  ${lossesUntil.toISOString().slice(0, 19)}Z `,
      "m",
    );
    assert.match(await says(), row);
  });

  it("is shown by what all meters signed, once, and paid to the account's owner when the pot is closed", async () => {
    const shown = await says(...showLoss({ ...opened, readings: [...readings].reverse() }));
    // 130 Wh at 0.35, and 10 GRID for each WATT.
    const sentence = /^shown: account 1 lost 0\.0455 WATT, for which it gets at most 0\.455 GRID from (\S+Z) on\n$/;
    const [, payableAt = ""] = sentence.exec(shown) ?? assert.fail(shown);
    const again = await run(...showLoss({ ...opened, readings }));
    assert.deepEqual([again.code, /^Account 1 has shown what it lost in /.test(again.stderr)], [1, true], again.stderr);
    await market.setClock(Date.parse(payableAt) / 1000);
    const before = await gridOf(VICTIM);
    await payVictim(market.as(OPERATOR), { pot: 1, account: household.account });
    assert.equal((await gridOf(VICTIM)) - before, Grid.parse("0.455").base);
  });
});
