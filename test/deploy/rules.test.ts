import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ParameterError } from "../../deploy/parameters.ts";
import { encodeJurisdiction, readRules, RuleError } from "../../deploy/rules.ts";
import { COUNTRIES } from "../../deploy/rules/countries.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "deploy/rules");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const TIER_KEYS = ["dailyLimit", "balanceLimit", "priceCap", "priceFloor"] as const;
const LIST_KEYS = ["countries", "accepts", "tradesWith"] as const;

interface Source {
  readonly title: string;
  readonly provision: string;
  readonly url: string;
  readonly accessed: string | null;
  readonly says: string;
}

/** A number of a rule file, with its origin. */
interface Stated {
  readonly value: string | number | readonly string[] | null;
  readonly source?: Source;
  readonly example?: string;
}

type TierFile = Record<(typeof TIER_KEYS)[number], Stated> & { readonly tier: number; readonly name: string };

type RuleFile = Record<(typeof LIST_KEYS)[number] | "oldestAttestationDays", Stated> & {
  readonly jurisdiction: string;
  readonly title: string;
  readonly status: string;
  readonly tiers: readonly TierFile[];
};

const textOf = (name: string) => readFileSync(join(FOLDER, name), "utf8");
const fileOf = (name: string) => JSON.parse(textOf(name)) as RuleFile;

describe("rule files", () => {
  for (const name of FILES) {
    it(`${name} reads, under the name of its jurisdiction`, () => {
      const rules = readRules(textOf(name));
      assert.equal(name, `${rules.jurisdiction.toLowerCase()}.json`);
      assert.equal(rules.tiers.length, 3);
    });

    it(`${name} names the source of each number, or why there is none`, () => {
      const stated = statedIn(fileOf(name));
      assert.equal(stated.length, 4 + 3 * 4);
      for (const [what, { source, example }] of stated) {
        assert((source === undefined) !== (example === undefined), what);
        if (source !== undefined) assert(source.title !== "" && source.provision !== "", what);
        if (example !== undefined) assert.match(example, /^[A-Z].*\.$/, what);
      }
    });
  }

  it("are of at least three real jurisdictions, with sources for limits and prices", () => {
    const real = FILES.filter((name) => fileOf(name).status === "sourced");
    assert(real.length >= 3);
    for (const name of real) {
      const { jurisdiction, tiers } = fileOf(name);
      assert(COUNTRIES.has(jurisdiction.slice(0, 2)), jurisdiction);
      assert(
        tiers.every(({ priceCap, priceFloor }) => priceCap.source !== undefined && priceFloor.source !== undefined),
      );
    }
  });

  it("have a sandbox that is all examples", () => {
    assert.equal(readRules(textOf("sandbox.json")).status, "example");
  });
});

describe("docs/compliance-rules.md", () => {
  const sections = readFileSync(join(ROOT, "docs/compliance-rules.md"), "utf8").split(/^## /m).slice(1);

  it("has a section per rule file", () => {
    const named = sections.map((section) => section.slice(0, section.indexOf(":")));
    assert.deepEqual(named.sort(), FILES.map((name) => fileOf(name).jurisdiction).sort());
  });

  for (const name of FILES) {
    it(`states what ${name} says`, () => {
      const file = fileOf(name);
      const section = sections.find((text) => text.startsWith(`${file.jurisdiction}: ${file.title}\n`)) ?? "";
      const rows = section.split("\n").filter((line) => line.startsWith("| "));
      assert.deepEqual(rows.slice(1), statedIn(file).map(rowOf));
    });
  }
});

describe("readRules", () => {
  it("counts in integers", () => {
    const rules = readRules(textOf("de.json"));
    const [first, second, third] = rules.tiers;
    assert.equal(rules.id, "0x4445000000000000");
    assert.deepEqual(rules.countries.slice(0, 2), ["0x4154", "0x4245"]);
    assert.deepEqual(rules.accepts, ["AT", "LU"].map(encodeJurisdiction));
    assert.deepEqual(rules.tradesWith, [rules.id]);
    assert.equal(rules.oldestAttestation, 1825n * 86_400n);
    assert.equal(first?.dailyLimit, 483n * 10n ** 16n);
    assert.equal(first.balanceLimit, 150n * 10n ** 18n);
    assert.deepEqual([second?.priceCap, second?.priceFloor], [40_000n, -5_000n]);
    assert.deepEqual([third?.dailyLimit, third?.priceCap, third?.priceFloor], [null, 99_990n, -99_990n]);
  });

  it("encodes a jurisdiction of eight characters in full", () => {
    assert.equal(encodeJurisdiction("IN-DL-01"), "0x494e2d444c2d3031");
  });

  it("refuses what is no JSON", () => {
    assert.throws(() => readRules("{"), new RuleError("the rule set", "it is no JSON"));
    assert.throws(() => readRules("[]"), /^RuleError: the rule set: it is an object with /);
  });

  it("throws what other parameters throw", () => {
    assert.throws(() => readRules("{"), ParameterError);
  });

  const origin = { example: "Chosen here." };
  const source = { title: "Act", provision: "s. 1", url: "https://example.org", accessed: null, says: "So it is." };
  const refusals: readonly (readonly [path: string, value: unknown, message: RegExp])[] = [
    ["jurisdiction", "sandbox", /^jurisdiction: sandbox is not 1 to 8 of A-Z/],
    ["jurisdiction", "SANDBOXES", /^jurisdiction: SANDBOXES is not 1 to 8/],
    ["title", "", /^title: it is a text of 1 to 200 characters$/],
    ["status", "sourced", /^status: it is "example": 0 numbers have a source$/],
    ["currency", "EUR", /^currency: no such key is known here$/],
    ["countries", undefined, /^countries: it is missing$/],
    ["countries.value", "DE", /^countries\.value: it is a list$/],
    ["countries.value", [], /^countries\.value: nobody could take part$/],
    ["countries.value", ["DE", "UK"], /^countries\.value\[1\]: UK is no country of ISO 3166-1 alpha-2$/],
    ["countries.value", ["DE", "DE"], /^countries\.value\[1\]: DE stands there twice$/],
    ["countries.example", undefined, /^countries\.example: it is missing$/],
    ["countries.example", "", /^countries\.example: it is a text of 1 to 200 characters$/],
    ["countries.source", source, /^countries\.example: no such key is known here$/],
    ["accepts.value", ["SANDBOX"], /^accepts\.value: attestations made for SANDBOX always count/],
    ["accepts.value", ["DE", "DE"], /^accepts\.value\[1\]: DE stands there twice$/],
    ["tradesWith.value", ["DE"], /^tradesWith\.value: SANDBOX itself is not among them$/],
    ["tradesWith.value", [7], /^tradesWith\.value\[0\]: it is a text/],
    ["oldestAttestationDays.value", 0, /^oldestAttestationDays\.value: it is a whole number of days$/],
    ["oldestAttestationDays.value", 1.5, /^oldestAttestationDays\.value: it is a whole number of days$/],
    ["oldestAttestationDays.value", "365", /^oldestAttestationDays\.value: it is a whole number of days$/],
    ["tiers", [], /^tiers: there are 3 tiers, not 0$/],
    ["tiers.1.tier", 1, /^tiers\[1\]\.tier: tiers rise from 1 to 3, here stands 2$/],
    ["tiers.1.name", undefined, /^tiers\[1\]\.name: it is missing$/],
    ["tiers.1.fee", 1, /^tiers\[1\]\.fee: no such key is known here$/],
    ["tiers.1.dailyLimit", "5", /^tiers\[1\]\.dailyLimit: it is an object with value, example$/],
    ["tiers.1.dailyLimit.value", 5, /^tiers\[1\]\.dailyLimit\.value: it is a text/],
    ["tiers.1.dailyLimit.value", "5.00000001", /^tiers\[1\]\.dailyLimit\.value: .* has more than the 7 decimals/],
    ["tiers.1.dailyLimit.value", "0", /^tiers\[1\]\.dailyLimit\.value: a limit of money is above zero/],
    ["tiers.1.balanceLimit.value", "-1", /^tiers\[1\]\.balanceLimit\.value: a limit of money is above zero/],
    ["tiers.1.dailyLimit.value", "49.99", /^tiers\[1\]\.dailyLimit: it is stricter than in tier 1$/],
    ["tiers.0.dailyLimit.value", null, /^tiers\[1\]\.dailyLimit: it is stricter than in tier 1$/],
    ["tiers.2.balanceLimit.value", "1999.99", /^tiers\[2\]\.balanceLimit: it is stricter than in tier 2$/],
    ["tiers.1.priceCap.value", "0.9999", /^tiers\[1\]\.priceCap: it is stricter than in tier 1$/],
    ["tiers.1.priceFloor.value", "-0.4999", /^tiers\[1\]\.priceFloor: it is stricter than in tier 1$/],
    ["tiers.0.priceFloor.value", null, /^tiers\[1\]\.priceFloor: it is stricter than in tier 1$/],
    ["tiers.0.priceFloor.value", "1.0001", /^tiers\[0\]\.priceFloor: the floor is above the cap$/],
    ["tiers.0.priceCap.value", "0.00001", /^tiers\[0\]\.priceCap\.value: .* has more than the 4 decimals/],
    ["tiers.0.priceCap.value", "10", /^tiers\[0\]\.priceCap\.value: A price lies within -9\.9999 and 9\.9999/],
  ];

  for (const [path, value, message] of refusals) {
    it(`refuses ${path} ${value === undefined ? "left out" : JSON.stringify(value)}`, () => {
      assert.throws(() => readRules(changed("sandbox.json", [[path, value]])), { name: "RuleError", message });
    });
  }

  const wrongSources: readonly (readonly [key: string, value: unknown, message: RegExp])[] = [
    ["title", undefined, /^accepts\.source\.title: it is missing$/],
    ["provision", "", /^accepts\.source\.provision: it is a text of 1 to 200 characters$/],
    ["url", "http://example.org", /^accepts\.source\.url: it begins with https:\/\/$/],
    ["accessed", "2026-02-30", /^accepts\.source\.accessed: it is a day like "2026-01-01", or null/],
    ["accessed", undefined, /^accepts\.source\.accessed: it is missing$/],
    ["says", "x".repeat(201), /^accepts\.source\.says: it is a text of 1 to 200 characters$/],
    ["page", 3, /^accepts\.source\.page: no such key is known here$/],
  ];

  for (const [key, value, message] of wrongSources) {
    it(`refuses a source with ${key} ${JSON.stringify(value)?.slice(0, 20) ?? "left out"}`, () => {
      const accepts = { value: [], source: { ...source, [key]: value } };
      assert.throws(() => readRules(changed("sandbox.json", [["accepts", accepts]])), { name: "RuleError", message });
    });
  }

  it("takes a set with one source as sourced, and no other status for it", () => {
    const sourced = ["accepts", { value: [], source }] as const;
    assert.equal(readRules(changed("sandbox.json", [sourced, ["status", "sourced"]])).status, "sourced");
    const message = /^status: it is "sourced": 1 numbers have a source$/;
    assert.throws(() => readRules(changed("sandbox.json", [sourced])), { name: "RuleError", message });
  });

  it("takes a floor at the cap, and limits that stay", () => {
    const value = { value: "0.5000", ...origin };
    const prices = [0, 1].flatMap((at) =>
      [`tiers.${at}.priceCap`, `tiers.${at}.priceFloor`].map((path) => [path, value]),
    );
    const rules = readRules(changed("sandbox.json", prices as [string, unknown][]));
    assert.deepEqual([rules.tiers[1]?.priceCap, rules.tiers[1]?.priceFloor], [5_000n, 5_000n]);
  });
});

/** Every number of a file with what it is. */
function statedIn(file: RuleFile): readonly (readonly [what: string, stated: Stated])[] {
  const ofTier = (tier: TierFile) =>
    TIER_KEYS.map((key) => [`tier ${tier.tier} (${tier.name}), ${key}`, tier[key]] as const);
  const lists = LIST_KEYS.map((key) => [key, file[key]] as const);
  return [...lists, ["oldestAttestationDays", file.oldestAttestationDays], ...file.tiers.flatMap(ofTier)];
}

/** A number as a row of the docs' table. */
function rowOf([what, { value, source, example }]: readonly [string, Stated]): string {
  const shown = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  const origin =
    source === undefined
      ? `Example: ${example}`
      : `[${source.title}](${source.url}), ${source.provision} (${source.accessed ?? "not read"}): ${source.says}`;
  return `| ${what} | ${shown === "" ? "none" : shown} | ${origin} |`;
}

/** A rule file in which values at paths like "tiers.1.name" are others, or left out. */
function changed(name: string, changes: readonly (readonly [path: string, value: unknown])[]): string {
  const file: unknown = JSON.parse(textOf(name));
  for (const [path, value] of changes) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], file);
    (parent as Record<string, unknown>)[last] = value;
  }
  return JSON.stringify(file);
}
