import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readZones } from "../../simulation/zones.ts";

const ZONES = [
  { id: "grid", operator: "tso", tariff: "0.01" },
  {
    id: "east",
    parent: "grid",
    operator: "dso",
    tariff: "0.02",
    capacity: "50",
    congestion: [{ from: "0.8", add: "0.02" }],
  },
  { id: "west", parent: "grid", operator: "dso", tariff: "0.03" },
];

describe("zones of a simulation", () => {
  const folder = mkdtempSync(join(tmpdir(), "zones-"));
  const path = join(folder, "zones.json");
  after(() => rmSync(folder, { recursive: true }));
  const read = (value: unknown) => {
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return readZones(path, ["a", "b", "c"]);
  };

  it("are one with a tariff of a cent where there is no file", () => {
    const { operators, zones, homes } = readZones(undefined, ["a", "b"]);
    assert.deepEqual(
      operators.map(({ id }) => id),
      ["grid"],
    );
    assert.deepEqual(zones, [
      { id: "community", operator: "grid", registrar: "#9", jurisdiction: "SANDBOX", tariff: "0.0100" },
    ]);
    assert.deepEqual(homes, [0, 0]);
  });

  it("are those of a file; who is not named there is spread over those without children", () => {
    const { operators, zones, homes } = read({ zones: ZONES, accounts: [{ id: "b", zone: "grid" }] });
    assert.deepEqual(
      operators.map(({ id }) => id),
      ["tso", "dso"],
    );
    assert.deepEqual(zones[1], {
      ...{ id: "east", parent: "grid", operator: "dso", registrar: "#9", jurisdiction: "SANDBOX", tariff: "0.0200" },
      link: { capacity: "50.000", bands: [{ from: "0.8000", add: "0.0200" }] },
    });
    assert.deepEqual(homes, [1, 0, 1]);
  });

  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ zones: ZONES, accounts: [{ id: "z", zone: "east" }] }, /zones\.json: the profiles have no account z$/],
    [{ zones: ZONES, accounts: [{ id: "a", zone: "north" }] }, /zones\.json: accounts\[0\]\.zone/],
    [{ zones: ZONES, pair: {} }, /zones\.json: pair: only zones and accounts are known here$/],
    [{ zones: [] }, /zones\.json: zones/],
    [[], /zones\.json: /],
    ["{", /zones\.json: /],
  ];
  for (const [value, message] of wrong) {
    it(`are refused in one line: ${JSON.stringify(value).slice(-40)}`, () => {
      assert.throws(
        () => read(value),
        (error: Error) => {
          assert.equal(error.name, "SimulationError");
          assert.match(error.message, message);
          return !error.message.includes("\n");
        },
      );
    });
  }

  it("are refused where there is no file", () => {
    assert.throws(() => readZones(join(folder, "none.json"), []), /none\.json: ENOENT/);
  });
});
