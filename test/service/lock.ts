import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { lock, LockedError } from "@gridwatt/service";

describe("lock", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    path = join(folder, "lock");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is had by one at a time, and leaves nothing behind", () => {
    const release = lock(path, "busy");
    assert.throws(() => lock(path, "busy"), LockedError);
    release();
    lock(path, "busy")();
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [what, content] of [
    ["without content", ""],
    ["of zeros", "\0\0\0\0"],
  ]) {
    it(`is taken over where a power cut has left one ${what}`, () => {
      writeFileSync(path, content ?? "");
      lock(path, "busy")();
      assert.deepEqual(readdirSync(folder), []);
    });
  }
});
