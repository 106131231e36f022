/** A JSON object, valid as a scenario or not. */
export type Json = Record<string, unknown>;

/** A valid order. */
export const ORDER = { ref: "o", account: "a", side: "sell", slot: 0, energy: "1", price: "0.1" };
const ROOT = { id: "grid", operator: "tso", tariff: "0.01" };

/** A small valid scenario with some keys replaced. */
export function scenario(change: Json = {}): Json {
  return { name: "n", zones: [ROOT], accounts: [{ id: "a", zone: "grid", watt: "1" }], steps: [], ...change };
}

/** A valid scenario of one order with some of its keys replaced. */
export function place(change: Json): Json {
  return scenario({ steps: [{ place: { ...ORDER, ...change } }] });
}

function zones(...list: Json[]): Json {
  return scenario({ zones: list });
}

function band(...congestion: Json[]): Json {
  return zones(ROOT, { id: "n", parent: "grid", operator: "d", tariff: "0", capacity: "1", congestion });
}

/** What is wrong, the file, and the one line that says so. */
export const INVALID: readonly [what: string, file: Json | string, message: RegExp][] = [
  ["text that is not JSON", '{"name": \n oops}', /^scenario: not valid JSON: /],
  ["an empty file", "", /^scenario: not valid JSON: /],
  ["a comment", '{"name": "n" // hello\n}', /^scenario: not valid JSON: /],
  ["an array at the top", "[]", /^scenario: \[\] is not an object$/],
  ["brackets without end", "[".repeat(100_000), /^scenario: not valid JSON: |^scenario: is deeper than 64 levels$/],
  [
    "lists within lists without end",
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    /^scenario: (not valid JSON: .*|is deeper than 64 levels)$/,
  ],
  [
    "lists deeper than any scenario",
    `{"steps": ${"[".repeat(64)}${"]".repeat(64)}}`,
    /^scenario: is deeper than 64 levels$/,
  ],
  ["a repeated key", '{"name": "n", "n\\u0061me": "m"}', /^scenario: the key "name" appears twice$/],
  [
    "a repeated key deep down",
    '{"steps": [{}, {"a": [1, {"k": 1, "k": 2}]}]}',
    /^steps\[1\]\.a\[1\]: the key "k" appears twice$/,
  ],
  ["a prototype key", '{"__proto__": {}}', /^scenario: the key "__proto__" is not allowed$/],
  [
    "a prototype id",
    scenario({ accounts: [{ id: "__proto__", zone: "grid", watt: "1" }] }),
    /^accounts\[0\]\.id: "__proto__" is not allowed$/,
  ],
  ["a missing key", scenario({ steps: undefined }), /^steps: is missing$/],
  ["a key of no meaning", scenario({ zone: [] }), /^zone: is not a key of the format$/],
  [
    "a number for a price",
    place({ price: 0.1 }),
    /^steps\[0\]\.place\.price: 0\.1 is not a price in WATT per kWh .* \(a string, not a number\)$/,
  ],
  [
    "too fine an energy",
    place({ energy: "1.2345" }),
    /^steps\[0\]\.place\.energy: "1\.2345" has more than 3 decimals$/,
  ],
  ["too fine a price", place({ price: "0.12345" }), /^steps\[0\]\.place\.price: "0\.12345" has more than 4 decimals$/],
  [
    "too fine an amount",
    scenario({ accounts: [{ id: "a", zone: "grid", watt: "1.00000001" }] }),
    /^accounts\[0\]\.watt: .* has more than 7 decimals$/,
  ],
  ["an exponent", place({ energy: "1e3" }), /^steps\[0\]\.place\.energy: "1e3" is not an energy in kWh/],
  ["a negative energy", place({ energy: "-1" }), /^steps\[0\]\.place\.energy: "-1" is not an energy in kWh/],
  ["an energy with a line break", place({ energy: "1\n" }), /^steps\[0\]\.place\.energy: "1\\n" is not an energy/],
  ["a negative tariff", zones({ ...ROOT, tariff: "-0.01" }), /^zones\[0\]\.tariff: "-0\.01" is not a fee/],
  [
    "a price out of range",
    place({ price: "10" }),
    /^steps\[0\]\.place\.price: "10" is not within -9\.9999 and 9\.9999$/,
  ],
  ["a low price out of range", place({ price: "-10.0000" }), /is not within -9\.9999 and 9\.9999$/],
  ["an unknown side", place({ side: "hold" }), /^steps\[0\]\.place\.side: "hold" is none of buy, sell$/],
  ["a fraction of a slot", place({ slot: 1.5 }), /^steps\[0\]\.place\.slot: 1\.5 is not an integer$/],
  ["a slot before the start", place({ slot: -1 }), /^steps\[0\]\.place\.slot: -1 must be >= 0$/],
  ["an unknown account", place({ account: "x" }), /^steps\[0\]\.place\.account: "x" is not an account$/],
  [
    "an own order that is not there",
    place({ cancelOwn: ["p"] }),
    /^steps\[0\]\.place\.cancelOwn\[0\]: "p" is not an order of an earlier step$/,
  ],
  [
    "a step with two kinds",
    scenario({ steps: [{ settle: 0, cancel: "o" }] }),
    /^steps\[0\]: must have exactly one key/,
  ],
  ["a step with none", scenario({ steps: [{}] }), /^steps\[0\]: must have exactly one key/],
  ["an unknown kind of step", scenario({ steps: [{ wait: 1 }] }), /^steps\[0\]\.wait: is not a key of the format$/],
  [
    "a ref used twice",
    scenario({ steps: [{ place: ORDER }, { place: ORDER }] }),
    /^steps\[1\]\.place\.ref: "o" is used twice$/,
  ],
  [
    "a replace that takes an old ref",
    scenario({ steps: [{ place: ORDER }, { replace: { ref: "o", energy: "1", price: "0", as: "o" } }] }),
    /^steps\[1\]\.replace\.as: "o" is used twice$/,
  ],
  [
    "a cancel of nothing",
    scenario({ steps: [{ cancel: "o" }] }),
    /^steps\[0\]\.cancel: "o" is not an order of an earlier step$/,
  ],
  ["an empty basket", scenario({ steps: [{ basket: [] }] }), /^steps\[0\]\.basket: has 0 entries/],
  [
    "a reading of the balancing party",
    scenario({ steps: [{ meter: { slot: 0, account: "utility" } }] }),
    /^steps\[0\]\.meter\.account: "utility" has no meter$/,
  ],
  [
    "a clock that goes back",
    scenario({ steps: [{ advanceTo: { slot: 1 } }, { advanceTo: { slot: 0 } }] }),
    /^steps\[1\]\.advanceTo: the clock would go back$/,
  ],
  [
    "a clock before its start",
    scenario({ steps: [{ advanceTo: { slot: 0, minutes: -1441 } }] }),
    /^steps\[0\]\.advanceTo: the clock would go back$/,
  ],
  ["no zone", zones(), /^zones: has 0 entries/],
  [
    "13 zones",
    zones(ROOT, ...Array.from({ length: 12 }, (_, at) => ({ ...ROOT, id: `z${at}`, parent: "grid" }))),
    /^zones: has 13 entries, must NOT have more than 12 items$/,
  ],
  [
    "two roots",
    zones(ROOT, { ...ROOT, id: "other" }),
    /^zones: only one zone may have no parent, but these have none: grid, other$/,
  ],
  [
    "no root",
    zones({ ...ROOT, parent: "n" }, { ...ROOT, id: "n", parent: "grid" }),
    /^zones: one zone must have no parent, but every zone has one$/,
  ],
  [
    "a cycle",
    zones(ROOT, { ...ROOT, id: "m", parent: "n" }, { ...ROOT, id: "n", parent: "m" }),
    /^zones\[1\]\.parent: "n" is listed after its child/,
  ],
  [
    "a zone that is its own parent",
    zones(ROOT, { ...ROOT, id: "m", parent: "m" }),
    /^zones\[1\]\.parent: "m" is the zone itself$/,
  ],
  [
    "a parent that is listed later",
    zones({ ...ROOT, id: "m", parent: "grid" }, ROOT),
    /^zones\[0\]\.parent: "grid" is listed after its child; list parents first$/,
  ],
  ["an unknown parent", zones(ROOT, { ...ROOT, id: "m", parent: "x" }), /^zones\[1\]\.parent: "x" is not a zone$/],
  ["a zone twice", zones(ROOT, { ...ROOT, parent: "grid" }), /^zones\[1\]\.id: "grid" is used twice$/],
  ["too high a tariff", zones({ ...ROOT, tariff: "1.6384" }), /^zones\[0\]\.tariff: "1\.6384" is above 1\.6383$/],
  ["too high a market fee", scenario({ marketFee: "0.4096" }), /^marketFee: "0\.4096" is above 0\.4095$/],
  [
    "a capacity of the root",
    zones({ ...ROOT, capacity: "1" }),
    /^zones\[0\]\.capacity: the zone without a parent has no link$/,
  ],
  [
    "congestion without a capacity",
    zones(ROOT, { ...ROOT, id: "m", parent: "grid", congestion: [{ from: "0", add: "0" }] }),
    /^zones\[1\]\.congestion: needs a capacity$/,
  ],
  [
    "nine bands",
    band(...Array.from({ length: 9 }, (_, at) => ({ from: `0.${at + 1}`, add: "0" }))),
    /^zones\[1\]\.congestion: has 9 entries/,
  ],
  [
    "a share above one",
    band({ from: "1.0001", add: "0" }),
    /^zones\[1\]\.congestion\[0\]\.from: "1\.0001" is above 1$/,
  ],
  [
    "shares that do not rise",
    band({ from: "0.5", add: "0" }, { from: "0.5", add: "0" }),
    /^zones\[1\]\.congestion\[1\]\.from: must be above the band before$/,
  ],
  [
    "surcharges that fall",
    band({ from: "0.5", add: "0.1" }, { from: "0.6", add: "0" }),
    /^zones\[1\]\.congestion\[1\]\.add: must not be below the band before$/,
  ],
  [
    "an account in no zone",
    scenario({ accounts: [{ id: "a", zone: "x", watt: "1" }] }),
    /^accounts\[0\]\.zone: "x" is not a zone$/,
  ],
  [
    "an account twice",
    scenario({ accounts: [1, 2].map(() => ({ id: "a", zone: "grid", watt: "1" })) }),
    /^accounts\[1\]\.id: "a" is used twice$/,
  ],
  [
    "the party among the accounts",
    scenario({ pair: { party: "a" } }),
    /^accounts\[0\]\.id: "a" is the balancing party/,
  ],
  [
    "a pair upside down",
    scenario({ pair: { short: "0.1", long: "0.2" } }),
    /^pair: long "0\.2" is above short "0\.1"$/,
  ],
  [
    "a slot's pair upside down",
    scenario({ pair: { slots: { "3": { short: "-0.1" } } } }),
    /^pair\.slots\["3"\]: long "0" is above short "-0\.1"$/,
  ],
  ["a pair for no slot", scenario({ pair: { slots: { x: {} } } }), /^pair\.slots\.x: is not a slot's number$/],
  [
    "a pair for a slot beyond all",
    scenario({ pair: { slots: { "1000001": {} } } }),
    /^pair\.slots\["1000001"\]: is not a slot's number$/,
  ],
  ["a least energy of nothing", scenario({ minEnergy: "0" }), /^minEnergy: "0" is below 0\.001$/],
  [
    "a start without a time zone",
    scenario({ start: "2026-01-01T00:00:00" }),
    /^start: .* is not written as "2026-01-01T00:00:00Z"$/,
  ],
  [
    "a start that no calendar has",
    scenario({ start: "2026-02-30T00:00:00Z" }),
    /^start: .* is no moment of the calendar$/,
  ],
  ["a start between slots", scenario({ start: "2026-01-01T00:10:00Z" }), /^start: .* is not at a quarter of an hour$/],
];
