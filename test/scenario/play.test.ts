import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import fc from "fast-check";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import type { Scenario } from "../../scenario/parse.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { playScenario } from "../../scenario/play.ts";
import type { Report } from "../../scenario/report.ts";
import { scenarioFile } from "./arbitrary.ts";
import type { Expected } from "./expected.ts";
import { differences } from "./expected.ts";
import { playOnModel } from "./model.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const STEPS = { min: 10, max: DEEP ? 60 : 40 };
/** A folder with `cases/*.json` and `expect.json` of somebody else's. */
const ELSEWHERE = process.env["SCENARIO_VECTORS"];

describe("playScenario", () => {
  let market: EmbeddedMarket;

  before(async () => {
    market = await EmbeddedMarket.start();
  });

  after(() => market.close());

  describe("comes to the same report as the reference market in the project's own scenarios", () => {
    for (const { name, scenario } of casesIn(new URL("./", import.meta.url))) {
      it(name, async () => assert.deepEqual(await playScenario(market, scenario), playOnModel(scenario)));
    }
  });

  describe("comes to what is expected of the scenarios of another folder", () => {
    if (ELSEWHERE === undefined) {
      it("that SCENARIO_VECTORS names: it names none");
      return;
    }
    const folder = pathToFileURL(`${ELSEWHERE}/`);
    const expectations = JSON.parse(readFileSync(new URL("expect.json", folder), "utf8")) as Record<string, Expected>;
    for (const { name, scenario } of casesIn(folder)) {
      it(name, async () => {
        const want = expectations[scenario.name];
        assert(want !== undefined, `nothing is expected of ${scenario.name}`);
        assert.deepEqual(differences(await playScenario(market, scenario), want), []);
      });
    }
  });

  it("comes to the same report as the reference market in random scenarios", async () => {
    const property = fc.asyncProperty(scenarioFile(STEPS), async (file) => {
      const scenario = parseScenario(JSON.stringify(file));
      assert.deepEqual(await playScenario(market, scenario), playOnModel(scenario));
    });
    await fc.assert(property, { numRuns: DEEP ? 400 : 60, endOnFailure: true });
  }).timeout(DEEP ? 600_000 : 120_000);

  describe("refuses by name", () => {
    const order = { account: "a", slot: 0, energy: "1", price: "0.2" };
    const offer = { place: { ref: "offer", side: "sell", ...order, account: "b", energy: "100000" } };
    const play = async (...steps: unknown[]) => {
      const zones = [{ id: "z", operator: "dso", tariff: "0" }];
      const accounts = ["a", "b"].map((id) => ({ id, zone: "z", watt: "1000000" }));
      const scenario = parseScenario(JSON.stringify({ name: "n", zones, accounts, steps }));
      return { report: await playScenario(market, scenario), scenario };
    };
    const refused: [what: string, step: unknown, error: string][] = [
      ["to withdraw nothing", { withdraw: { account: "a", watt: "0" } }, "InvalidAmount"],
      ["to withdraw more than there is", { withdraw: { account: "a", watt: "999999999999" } }, "InsufficientFree"],
      ["to net more than a call can say", { net: { slot: 0, account: "a", energy: "1099511628" } }, "NotEnoughToNet"],
    ];
    for (const [what, step, error] of refused) {
      it(what, async () => {
        const { report, scenario } = await play(step, { place: { ref: "o", side: "sell", ...order } });
        assert.deepEqual(report.errors, [{ step: 0, error }]);
        assert.equal(report.orders["o"]?.status, "open");
        assert.deepEqual(report, playOnModel(scenario));
      });
    }

    it("a basket that no transaction can do", async () => {
      const legs = Array.from({ length: 1500 }, (_, at) => ({ ref: `o${at}`, side: "buy", ...order }));
      const { report } = await play(offer, { basket: legs }, { place: { ref: "after", side: "buy", ...order } });
      assert.deepEqual(report.errors, [{ step: 1, error: "OutOfGas" }]);
      assert.deepEqual(report.orders["o1499"]?.error, "OutOfGas");
      assert.equal(report.orders["after"]?.status, "filled");
      assert.deepEqual(Object.values(report.checks), [true, true, true]);
    });
  });

  it("cancels an order once that several legs of a basket name", async () => {
    const zones = [{ id: "z", operator: "dso", tariff: "0" }];
    const accounts = ["a", "b"].map((id) => ({ id, zone: "z", watt: "1000" }));
    const order = { slot: 0, energy: "1", price: "0.2" };
    const leg = { account: "a", side: "buy", ...order, energy: "0.5", cancelOwn: ["own", "own"] };
    const steps = [
      { place: { ref: "own", account: "a", side: "sell", ...order } },
      { place: { ref: "other", account: "b", side: "sell", ...order } },
      { basket: ["one", "two"].map((ref) => ({ ref, ...leg })) },
    ];
    const scenario = parseScenario(JSON.stringify({ name: "n", zones, accounts, steps }));
    const report = await playScenario(market, scenario);
    assert.deepEqual(report.errors, []);
    assert.equal(report.orders["own"]?.status, "cancelled");
    assert.deepEqual(report, playOnModel(scenario));
  });

  it("leaves nothing of one scenario to the next", async () => {
    const [first, second] = casesIn(new URL("./", import.meta.url));
    assert(first !== undefined && second !== undefined);
    const before: Report = await playScenario(market, first.scenario);
    await playScenario(market, second.scenario);
    assert.deepEqual(await playScenario(market, first.scenario), before);
  });
});

function casesIn(folder: URL): { name: string; scenario: Scenario }[] {
  const files = readdirSync(new URL("cases/", folder)).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => {
    const text = readFileSync(new URL(`cases/${file}`, folder), "utf8");
    return { name: file.replace(".json", ""), scenario: parseScenario(text) };
  });
}
