import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import { audit, CHECKS, formatReport, type AuditReport } from "@gridwatt/audit";
import { getEvents } from "@gridwatt/sdk";
import fc from "fast-check";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { playScenario } from "../../scenario/play.ts";
import { scenarioFile } from "../scenario/arbitrary.ts";
import { playStory } from "./story.ts";

const CASES = new URL("../scenario/cases/", import.meta.url);
/** What those who oversee the market have to have done in the story, so that their checks compare more than nothing. */
const TOLD = [
  ...(["OffenceRecorded", "OffenceCancelled", "OffenceExpired", "PoolPunished", "BackersHeld"] as const),
  ...([
    "BackersPunished",
    "LossShown",
    "LossRefuted",
    "VictimPaid",
    "ReporterPaid",
    "RestPaid",
    "SolutionSolved",
  ] as const),
  ...(["LotBegun", "LotSold", "ReserveFunded", "Spent", "RewardsSubmitted", "RewardsPaid", "PayeesSet"] as const),
  ...(["DayClosed", "Resumed", "ProposalCreated", "VoteCast", "ProposalExtended", "ProposalQueued"] as const),
  ...(["ProposalExecuted", "ProposalCanceled"] as const),
] as const;
const STEPS = { min: 10, max: 30 };

describe("an audit", () => {
  let market: EmbeddedMarket;

  before(async () => {
    market = await EmbeddedMarket.start();
  });

  after(() => market.close());

  const check = async (text: string): Promise<void> => {
    await playScenario(market, parseScenario(text));
    assertGreen(await audit(market.client, {}));
  };

  it("finds nothing in a market on which all has happened, and every check has looked at something", async () => {
    const report = await audit(await playStory(market), {});
    assertGreen(report);
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      CHECKS.map(({ id }) => id),
    );
    const idle = report.checks.filter(({ count }) => count === 0).map(({ id }) => id);
    assert.deepEqual(idle, []);
    const told = new Set((await getEvents(market.client, { names: TOLD })).map(({ name }) => name));
    assert.deepEqual([...TOLD].sort(), [...told].sort());
  });

  it("holds a period against the state before it, and lists what happened in it", async () => {
    const client = await playStory(market);
    const [settled] = await getEvents(client, { names: ["Settled"] });
    const from = settled?.block ?? assert.fail("nothing was settled");
    const [whole, late] = [await audit(client, {}), await audit(client, { from })];
    assertGreen(late);
    assert.deepEqual([late.from, late.to], [from, whole.to]);
    // After the first slot, only hosts trade.
    assert.equal(late.changes.traded.wh, 2_000n);
    assert(whole.changes.traded.wh > 2_000n && late.changes.minted > 0n && late.changes.redeemed > 0n);
    assert.equal(late.changes.settled, whole.changes.settled);
    const early = await audit(client, { to: from - 1 });
    assertGreen(early);
    assert.deepEqual([early.changes.settled, early.changes.redeemed], [0, 0n]);
    assert.equal(early.changes.minted, whole.changes.minted - late.changes.minted);
  });

  it("tells people and programs the same", async () => {
    const report = await audit(await playStory(market), {});
    const text = formatReport(report);
    for (const { id, name, count } of report.checks)
      assert(text.includes(`✓ ${id} `) && text.includes(`${name} (${count})`));
    assert.match(text, new RegExp(`\\n${CHECKS.length} checks, no difference$`));
  });

  it("says which blocks a market has", async () => {
    const { startBlock } = market.client.deployment;
    const latest = (await audit(market.client, {})).to;
    for (const [period, message] of [
      [{ to: latest + 1 }, `There is no block ${latest + 1} yet: the latest is ${latest}.`],
      [{ from: startBlock - 1 }, `The market begins with block ${startBlock}.`],
      [{ from: latest, to: latest - 1 }, `A period from block ${latest} to ${latest - 1} has no blocks.`],
    ] as const) {
      await assert.rejects(audit(market.client, period), { name: "NoSuchPeriod", message });
    }
  });

  describe("finds nothing", () => {
    for (const file of readdirSync(CASES)) {
      it(`in ${file}`, async () => check(readFileSync(new URL(file, CASES), "utf8")));
    }

    it("in random scenarios", async () => {
      const property = fc.asyncProperty(scenarioFile(STEPS), async (file) => check(JSON.stringify(file)));
      await fc.assert(property, { numRuns: 15, endOnFailure: true });
    }).timeout(240_000);
  });
});

function assertGreen(report: AuditReport): void {
  const red = report.checks.filter(({ differences }) => differences.length > 0);
  assert.deepEqual(
    red.map(({ id, differences }) => ({ id, differences })),
    [],
  );
  assert(report.isGreen);
}
