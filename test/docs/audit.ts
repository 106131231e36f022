import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { CHECKS } from "@gridwatt/audit";

const DOC = new URL("../../docs/audit.md", import.meta.url);

describe("docs/audit.md", () => {
  it("lists every check of an audit, by its id and its sentence", () => {
    const listed = [...readFileSync(DOC, "utf8").matchAll(/^\| `([a-z.-]+)` \| (.+) \|$/gm)];
    assert.deepEqual(
      listed.map(([, id, name]) => ({ id, name })),
      CHECKS.map(({ id, name }) => ({ id, name })),
    );
  });

  it("tells checks apart", () => {
    const ids = CHECKS.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert(ids.length >= 15);
  });
});
