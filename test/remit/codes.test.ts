import assert from "node:assert/strict";

import { parseCodes, STAND_INS } from "@gridwatt/remit";

const GOOD = {
  reportingEntity: "B0000001R.DE",
  marketPlace: "B0000001M.DE",
  currency: "EUR",
  participants: { 1: "A0000001A.DE", 2: "A0000002B.AT" },
  zones: { 0: "10YDE-EON------1" },
};
const parsed = (change: object) => parseCodes(JSON.stringify({ ...GOOD, ...change }));

describe("a file of codes", () => {
  it("names entity, market place, currency, participants and zones", () => {
    const { reportingEntity, marketPlace, currency, participant, zone } = parsed({});
    assert.deepEqual([reportingEntity, marketPlace, currency], ["B0000001R.DE", "B0000001M.DE", "EUR"]);
    assert.deepEqual([participant(2), zone(0)], ["A0000002B.AT", "10YDE-EON------1"]);
  });

  it("says for whom it has no code", () => {
    const codes = parsed({});
    const refused = (message: string) => ({ name: "CodeFileError", message });
    assert.throws(() => codes.participant(3), refused("The code file has no code for account 3."));
    assert.throws(() => codes.zone(1), refused("The code file has no code for zone 1."));
  });

  const wrong: [string, object, RegExp][] = [
    [
      "an entity",
      { reportingEntity: undefined },
      /^The code file's reportingEntity is an ACER code .*, not missing\.$/,
    ],
    ["a market place", { marketPlace: "XGWT" }, /^The code file's marketPlace is an ACER code .*, not "XGWT"\.$/],
    ["a currency", { currency: "WATT" }, /^The code file's currency is one of BGN, .* or OTH, not "WATT"\.$/],
    ["a participant", { participants: { 1: 7 } }, /^The code file's account 1 is an ACER code .*, not 7\.$/],
    ["an account", { participants: { "01": "A0000001A.DE" } }, /^participants in the code file has no number "01"\.$/],
    ["participants", { participants: [] }, /^participants in the code file is an object of codes by number\.$/],
    ["a zone", { zones: { 0: "10ADE-EON------1" } }, /^The code file's zone 0 is an EIC .*, not "10ADE-EON------1"\.$/],
  ];
  for (const [what, change, message] of wrong) {
    it(`is refused for ${what} of another form`, () => {
      assert.throws(() => parsed(change), { name: "CodeFileError", message });
    });
  }

  it("is refused unless it is a JSON object", () => {
    assert.throws(() => parseCodes("codes"), { name: "CodeFileError", message: "The code file is no JSON." });
    assert.throws(() => parseCodes("null"), { name: "CodeFileError", message: "The code file is an object." });
  });

  it("could name what stands in for it", () => {
    const highest = 2 ** 32 - 1;
    const { reportingEntity, marketPlace, currency, participant, zone } = STAND_INS;
    const participants = { 1: participant(1), [highest]: participant(highest) };
    const codes = parsed({ reportingEntity, marketPlace, currency, participants, zones: { 0: zone(0), 11: zone(11) } });
    assert.equal(codes.participant(highest), "001Z141Z3.XX");
    assert.equal(codes.zone(11), "99Y-GRIDWATT-Z11");
  });
});
