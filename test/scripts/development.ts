import assert from "node:assert/strict";

import { npmRun } from "./live.ts";

describe("npm run test:deep", () => {
  it("runs the tests that are named, and closes with their number", async () => {
    const { code, stdout } = await npmRun("test:deep", ["test/sdk/units.ts"]);
    assert.equal(code, 0);
    const [, passed] = /\n(\d+) passed, 0 failed\n$/.exec(stdout) ?? [];
    assert(Number(passed) > 0);
  }).timeout(300_000);
});
