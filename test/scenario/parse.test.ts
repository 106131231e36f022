import assert from "node:assert/strict";

import { parseScenario, ScenarioError } from "../../scenario/parse.ts";
import type { Json } from "./invalid.ts";
import { INVALID, ORDER, place, scenario } from "./invalid.ts";

/** What is wrong with a file, or null. */
function problem(file: Json | string): string | null {
  try {
    parseScenario(typeof file === "string" ? file : JSON.stringify(file));
    return null;
  } catch (error) {
    assert(error instanceof ScenarioError, String(error));
    assert(!/[\r\n]/.test(error.message), "the message is one line");
    return error.message;
  }
}

describe("parseScenario", () => {
  for (const [what, file, message] of INVALID) {
    it(`refuses ${what}`, () => {
      assert.match(problem(file) ?? "it was taken", message);
    });
  }

  it("applies the defaults", () => {
    const parsed = parseScenario(JSON.stringify(place({})));
    assert.deepEqual(parsed, {
      name: "n",
      start: Date.UTC(2026, 0, 1) / 1000,
      gate: 300,
      residualSupply: false,
      marketFee: 0n,
      minEnergy: 1n,
      zones: [{ id: "grid", parent: null, operator: "tso", tariff: 100n, capacity: null, bands: [] }],
      accounts: [{ id: "a", zone: 0, watt: 10_000_000n, owner: "a", rated: { import: 10_000n, export: 10_000n } }],
      pair: { long: 0n, short: 99_999n, party: "utility", watt: 10_000_000_000_000n, slots: new Map() },
      steps: [
        {
          type: "place",
          order: {
            ref: "o",
            account: "a",
            side: "sell",
            slot: 0,
            energy: 1000n,
            price: 1000n,
            tif: "GTC",
            postOnly: false,
            minFill: 0n,
            cancelOwn: [],
          },
        },
      ],
    });
  });

  it("turns every kind of step into integers", () => {
    const steps = [
      { basket: [{ ...ORDER, price: "-0.05", minFill: "0.5", tif: "IOC" }] },
      { cancel: "o" },
      { replace: { ref: "o", energy: "0.001", price: "+9.9999", as: "p" } },
      { advanceTo: { slot: 0, minutes: -5 } },
      { meter: { slot: 0, account: "a", export: "2.5" } },
      { settle: 0 },
      { net: { slot: 0, account: "a", energy: "1" } },
      { withdraw: { account: "utility", watt: "0.0000001" } },
    ];
    const parsed = parseScenario(JSON.stringify(scenario({ steps })));
    assert.deepEqual(parsed.steps.slice(1), [
      { type: "cancel", ref: "o" },
      { type: "replace", ref: "o", energy: 1n, price: 99_999n, as: "p" },
      { type: "advanceTo", slot: 0, minutes: -5 },
      { type: "meter", slot: 0, account: "a", export: 2500n, import: 0n },
      { type: "settle", slot: 0 },
      { type: "net", slot: 0, account: "a", energy: 1000n },
      { type: "withdraw", account: "utility", watt: 1n },
    ]);
    const [basket] = parsed.steps;
    assert(basket?.type === "basket");
    assert.equal(basket.legs[0]?.price, -500n);
    assert.equal(basket.legs[0]?.minFill, 500n);
  });

  it("takes a pair for some slots, the rest from the default", () => {
    const { pair } = parseScenario(
      JSON.stringify(scenario({ pair: { short: "0.4", slots: { "3": { long: "-0.02" } } } })),
    );
    assert.deepEqual(pair.slots, new Map([[3, { long: -200n, short: 4000n }]]));
  });

  it("reads keys and texts with escapes and brackets in them", () => {
    const parsed = parseScenario(JSON.stringify(scenario({ name: 'a "b" {c, [d] \\' })));
    assert.equal(parsed.name, 'a "b" {c, [d] \\');
  });
});
