import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");
const ROW = /^\| ([\w, ]+) \|.*\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/;

describe("docs/gas.md", () => {
  const text = readFileSync(join(ROOT, "docs/gas.md"), "utf8");
  const report = JSON.parse(readFileSync(join(ROOT, "reports/gas.json"), "utf8")) as Record<
    string,
    { fresh: number | null; steady: number | null }
  >;
  const number = (digits = "") => Number(digits.replaceAll(",", ""));

  it("states the figures of the baseline, and what remains of each budget", () => {
    const rows = text.split("\n").flatMap((line) => ROW.exec(line) ?? []);
    expect(rows.length).to.be.greaterThan(9 * 5);
    for (const line of text.split("\n")) {
      const [, names, budget, steady, remains] = ROW.exec(line) ?? [];
      if (names === undefined) continue;
      for (const name of names.split(", ")) expect(report[name]?.steady, name).to.equal(number(steady));
      expect(number(steady) - number(budget), names).to.equal(number(remains));
    }
  });

  it("states the figures of the other operations", () => {
    const others = [...text.matchAll(/`(\w+)`(?:, where [\w ]+,)? ([\d,]*\d)/g)];
    expect(others.length).to.be.greaterThan(5);
    for (const [, name = "", figure] of others) expect(report[name]?.steady, name).to.equal(number(figure));
  });
});
