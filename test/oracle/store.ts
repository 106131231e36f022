import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ReadingTree, Slot, type SignedReading } from "@gridwatt/sdk";
import { id } from "ethers";

import { JsonLines } from "../../packages/oracle/src/node/json-lines.ts";
import { ReadingStore } from "../../packages/oracle/src/node/store.ts";

const SLOT = Slot.ofNumber(1_995_264);
const RANGE = { first: SLOT.plus(-96), last: SLOT.plus(1) };

function reading(fields: Partial<SignedReading> = {}): SignedReading {
  const registers = { importRegister: 5n, exportRegister: 0n, sequence: 1n };
  return { meter: 1, slot: SLOT, ...registers, signature: "0x11", ...fields };
}

describe("a node's files", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    path = join(folder, "deep", "values.jsonl");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  describe("JsonLines", () => {
    it("gives back what was appended", async () => {
      const { file } = await JsonLines.open(path);
      await Promise.all([file.append([1, { two: "2" }]), file.append([]), file.append(["three"])]);
      await file.close();
      const again = await JsonLines.open(path);
      assert.deepEqual(again.records, [1, { two: "2" }, "three"]);
      await again.file.close();
    });

    it("drops a line that was being written when the process was killed, and goes on behind the last whole one", async () => {
      const { file } = await JsonLines.open(path);
      await file.append(["whole"]);
      await file.close();
      appendFileSync(path, '{"torn":');
      const torn = await JsonLines.open(path);
      assert.deepEqual(torn.records, ["whole"]);
      await torn.file.append(["next"]);
      await torn.file.close();
      assert.equal(readFileSync(path, "utf8"), '"whole"\n"next"\n');
    });

    it("refuses a file that something else has damaged", async () => {
      const { file } = await JsonLines.open(path);
      await file.close();
      writeFileSync(path, '"whole"\nnot JSON\n"whole"\n');
      await assert.rejects(JsonLines.open(path), /values\.jsonl is damaged in line 2: move it away/);
    });

    it("reads nothing where there is no file", async () => {
      assert.deepEqual(await JsonLines.read(path), []);
    });
  });

  describe("ReadingStore", () => {
    it("knows after a restart what it has acknowledged", async () => {
      const store = await ReadingStore.open(folder, RANGE);
      const day = reading({ slot: SLOT.plus(-50) });
      assert.deepEqual(await store.add([reading(), day]), ["stored", "stored"]);
      // Killed: nothing is closed.
      const again = await ReadingStore.open(folder, RANGE);
      assert.deepEqual(again.at(1, SLOT), reading());
      assert.deepEqual(again.of(day.slot), [day]);
      assert.deepEqual(await again.add([reading({ signature: "0x22" })]), ["known"]);
      await Promise.all([store.close(), again.close()]);
    });

    it("believes no meter that said two things, in whatever order it heard them", async () => {
      const [one, other] = [reading(), reading({ importRegister: 6n, sequence: 2n })];
      for (const [at, order] of [
        [one, other],
        [other, one],
      ].entries()) {
        const store = await ReadingStore.open(join(folder, `${at}`), RANGE);
        const kept = [];
        for (const said of order) kept.push(...(await store.add([said])));
        assert.deepEqual(kept, ["stored", "contradicts"]);
        assert.equal(store.at(1, SLOT), undefined);
        assert.deepEqual(await store.add([reading({ importRegister: 7n })]), ["known"]);
        assert.deepEqual(new Set(store.of(SLOT)), new Set([one, other]));
        await store.close();
      }
    });

    it("keeps one reading of a boundary and one that differs, however many come at once", async () => {
      const store = await ReadingStore.open(folder, RANGE);
      const other = reading({ importRegister: 6n });
      const third = reading({ importRegister: 7n });
      const kept = await Promise.all([store.add([reading(), reading(), other, third]), store.add([reading(), other])]);
      assert.deepEqual(kept, [
        ["stored", "known", "contradicts", "known"],
        ["known", "known"],
      ]);
      const lines = readFileSync(join(folder, `readings-${SLOT.number / 96}.jsonl`), "utf8")
        .trimEnd()
        .split("\n");
      assert.equal(lines.length, 2);
      await store.close();
    });

    it("says which file has a line that is no reading", async () => {
      writeFileSync(join(folder, `readings-${SLOT.number / 96}.jsonl`), "{}\n");
      await assert.rejects(
        ReadingStore.open(folder, RANGE),
        /readings-20784\.jsonl is damaged in line 1: move it away/,
      );
    });

    it("takes a day's readings once its file can be opened, though it could not before", async () => {
      const store = await ReadingStore.open(folder, RANGE);
      const tomorrow = SLOT.plus(96);
      const inTheWay = join(folder, `readings-${tomorrow.number / 96}.jsonl`);
      mkdirSync(inTheWay);
      await assert.rejects(store.add([reading({ slot: tomorrow })]), { code: "EISDIR" });
      rmdirSync(inTheWay);
      assert.deepEqual(await store.add([reading({ slot: tomorrow })]), ["stored"]);
      await store.close();
    });

    it("forgets what is final, and keeps it on the disk", async () => {
      const store = await ReadingStore.open(folder, RANGE);
      await store.add([reading({ slot: SLOT.plus(-50) }), reading()]);
      await store.forgetBefore(SLOT);
      assert.deepEqual([store.of(SLOT.plus(-50)).length, store.of(SLOT).length], [0, 1]);
      await store.close();
      const again = await ReadingStore.open(folder, RANGE);
      assert.equal(again.of(SLOT.plus(-50)).length, 1);
      await again.close();
    });

    it("serves the trees that were signed, by their roots", async () => {
      const store = await ReadingStore.open(folder, RANGE);
      const trees = [-1_000n, 2_000n].map((net) => new ReadingTree([{ account: 7, net, commitment: id("salt") }]));
      for (const tree of [...trees, ...trees]) await store.addTree(SLOT, tree);
      for (const [at, { root }] of trees.entries()) {
        const leaves = [{ account: 7, net: ["-1000", "2000"][at], commitment: id("salt") }];
        assert.deepEqual(await store.treeOf(SLOT, root), { root, leaves });
      }
      assert.equal(await store.treeOf(SLOT.plus(1), trees[0]?.root ?? ""), undefined);
      const file = readFileSync(join(folder, "trees", `${SLOT.number}.jsonl`), "utf8");
      assert.equal(file.trimEnd().split("\n").length, 2);
      await store.close();
    });
  });
});
