import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const WANTED = [...range(1, 84), ...range(94, 98), 104];
/** Rows of what this design does not have. */
const WITHOUT_TEST = [38, 43, 46, 58];

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const filesIn = (text: string) => [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);

describe("docs/threats.md", () => {
  const rows = [...read("docs/threats.md").matchAll(/^\| (\d+) \|(.*)\|$/gm)].map(([, number, cells = ""]) => ({
    number: Number(number),
    cells: cells.split("|"),
  }));

  it("answers every threat to market and settlement, once and in order", () => {
    expect(rows.map(({ number }) => number)).to.deep.equal(WANTED);
  });

  it("names a test that is there, or says that there is nothing to test", () => {
    for (const { number, cells } of rows) {
      const files = filesIn(cells.at(-1) ?? "");
      expect(files.length > 0, `row ${number}`).to.equal(!WITHOUT_TEST.includes(number));
      for (const file of files) expect(existsSync(join(ROOT, file)), file).to.equal(true);
    }
  });
});

describe("docs/invariants.md", () => {
  const text = read("docs/invariants.md");
  const rows = [...text.matchAll(/^\| (\d+) \|.*\|([^|]+)\|([^|]*)\|$/gm)];
  const campaign = ["BookInvariants", "Invariants", "Watch"]
    .map((name) => read(`test/invariant/${name}.sol`))
    .join("\n");
  const model = read("test/model/invariants.ts");

  it("numbers every invariant of the campaign, each by its function", () => {
    const functions = [...campaign.matchAll(/function (i\d\d_\w+)/g)].map(([, name = ""]) => name);
    const named = rows.flatMap(([, , cell = ""]) => [...cell.matchAll(/`(i\d\d_\w+)`/g)].map(([, name = ""]) => name));
    expect([...new Set(named)].sort()).to.deep.equal([...new Set(functions)].sort());
    for (const [, number = "", cell = ""] of rows) {
      for (const [, digits = ""] of cell.matchAll(/`i(\d\d)_/g)) expect(Number(digits)).to.equal(Number(number));
    }
  });

  it("names the reference market's invariants as they are there, all of them", () => {
    const ids = [...model.matchAll(/^ {4}id: "(\w\d+)"/gm)].map(([, id = ""]) => id);
    const named = rows.flatMap(([, , , cell = ""]) => [...cell.matchAll(/\b[A-Z]\d+\b/g)].map(([id]) => id));
    expect([...new Set(named)].sort()).to.deep.equal([...ids].sort());
  });

  it("names files that are there", () => {
    for (const file of filesIn(text)) expect(existsSync(join(ROOT, file)), file).to.equal(true);
  });
});
