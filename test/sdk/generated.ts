import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { generatedFiles } from "../../scripts/generate-sdk.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("sdk", () => {
  describe("generated", () => {
    const files = generatedFiles();

    it("holds what the contracts say now (else run scripts/generate-sdk.ts)", () => {
      for (const [path, text] of files) expect(readFileSync(join(ROOT, path), "utf8"), path).to.equal(text);
    });

    it("holds nothing else", () => {
      const folder = "packages/sdk/src/generated";
      const found = readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
      expect(found.sort()).to.deep.equal([...files.keys()].sort());
    });
  });
});
