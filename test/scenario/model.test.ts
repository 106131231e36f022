import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";

import { parseScenario } from "../../scenario/parse.ts";
import type { Expected } from "./expected.ts";
import { differences } from "./expected.ts";
import { playOnModel } from "./model.ts";

/** Cases that are kept outside the project, where somebody has put them beside it. */
const ELSEWHERE = new URL("../../../shared/vectors/", import.meta.url);

describe("the reference market", () => {
  describe("plays the project's own scenarios as computed by hand", () => {
    playAll(new URL("./", import.meta.url));
  });

  describe("plays the scenarios kept beside the project", () => {
    if (existsSync(ELSEWHERE)) playAll(ELSEWHERE);
    else it("has nothing to play: there is no ../shared/vectors beside this clone");
  });
});

function playAll(folder: URL): void {
  const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
  const expectations = JSON.parse(read("expect.json")) as Record<string, Expected>;
  const files = readdirSync(new URL("cases/", folder)).filter((name) => name.endsWith(".json"));
  for (const file of files.sort()) {
    it(file.replace(".json", ""), () => {
      const scenario = parseScenario(read(`cases/${file}`));
      const want = expectations[scenario.name];
      assert(want !== undefined, `nothing is expected of ${scenario.name}`);
      assert.deepEqual(differences(playOnModel(scenario), want), []);
    });
  }
  it("has a case for every expectation", () => {
    assert.equal(files.length, Object.keys(expectations).length);
  });
}
