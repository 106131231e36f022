import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { communityLines } from "../../simulation/community.ts";
import { SimulationError } from "../../simulation/error.ts";
import { HEADER, readProfiles, summarise, type SlotProfiles } from "../../simulation/profiles.ts";
import { scriptLine } from "../helpers/script.ts";

const ROWS = ["0,a,0,100", "0,b,50,20", "1,a,300,100", "1,b,0,30"];

describe("profiles", () => {
  const folder = mkdtempSync(join(tmpdir(), "profiles-"));
  const path = join(folder, "p.csv");
  after(() => rmSync(folder, { recursive: true }));

  /** Writes a file of lines and reads it as a simulation does, twice. */
  async function read(lines: readonly string[], end = "\n") {
    writeFileSync(path, lines.map((line) => line + end).join(""));
    const summary = await summarise(path);
    const slots: SlotProfiles[] = [];
    for await (const slot of readProfiles(path)) slots.push(slot);
    return { summary, slots };
  }

  /** With a row of `ROWS` replaced, left out (null) or put before itself. */
  const broken = (at: number, ...by: string[]) => [HEADER, ...ROWS.slice(0, at), ...by, ...ROWS.slice(at + 1)];

  it("are read slot by slot, in the order of the file's accounts", async () => {
    const { summary, slots } = await read([HEADER, ...ROWS]);
    assert.deepEqual(summary, {
      slots: 2,
      accounts: ["a", "b"],
      peaks: [
        { generation: 300n, consumption: 100n },
        { generation: 50n, consumption: 30n },
      ],
      turnover: 300n,
    });
    assert.deepEqual(slots, [
      [
        { generation: 0n, consumption: 100n },
        { generation: 50n, consumption: 20n },
      ],
      [
        { generation: 300n, consumption: 100n },
        { generation: 0n, consumption: 30n },
      ],
    ]);
  });

  it("may have the line ends and the mark of other systems", async () => {
    assert.deepEqual((await read([`\uFEFF${HEADER}`, ...ROWS], "\r\n")).summary.slots, 2);
  });

  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["missing in a slot", broken(2), "line 4 (row 3): account b is out of order or account a is missing in slot 1"],
    ["missing at the end of a slot", broken(1), "line 4 (row 3): account b is not in slot 0"],
    ["missing at the end", broken(3), "line 5 (row 4): the row of account b in slot 1 is missing before this one"],
    ["doubled", broken(2, ROWS[2] ?? "", ROWS[2] ?? ""), "line 5 (row 4): account a is there twice in slot 1"],
    ["negative", broken(1, "0,b,-5,20"), 'line 3 (row 2): generation_wh must be a whole number and not "-5"'],
    ["fractional", broken(1, "0,b,5,0.5"), 'line 3 (row 2): consumption_wh must be a whole number and not "0.5"'],
    ["without a number", broken(1, "0,b,5,"), 'line 3 (row 2): consumption_wh must be a whole number and not ""'],
    ["too large", broken(1, "0,b,1000000000,1"), "line 3 (row 2): generation_wh is at most 999999999"],
    [
      "of an earlier slot",
      [HEADER, ...ROWS, "0,a,1,1"],
      "line 6 (row 5): slot 0 is out of order, the file is at slot 1",
    ],
    ["of a slot too far", broken(2, "2,a,1,1"), "line 4 (row 3): slot 2 is out of order, the file is at slot 0"],
    ["of an unknown account", broken(2, "1,c,1,1"), "line 4 (row 3): account c is not in slot 0"],
    ["without an account", broken(0, "0,,1,1"), "line 2 (row 1): an account has a name of 1 to 64 characters"],
    ["with too many columns", broken(0, "0,a,1,1,1"), "line 2 (row 1): it has 5 columns rather than 4"],
    ["empty", broken(2, ""), "line 4 (row 3): it has 1 columns rather than 4"],
  ];
  for (const [what, lines, problem] of cases) {
    it(`are refused with a row that is ${what}`, async () => {
      await assert.rejects(read(lines), new SimulationError(`${path}, ${problem}`));
    });
  }

  it("are refused without a header, without rows, and where there is no file", async () => {
    await assert.rejects(read(ROWS), new SimulationError(`${path}, line 1 (the header): the header must be ${HEADER}`));
    await assert.rejects(read([HEADER]), new SimulationError(`${path} has no rows below its header`));
    await assert.rejects(read([]), new SimulationError(`${path} is empty: the header must be ${HEADER}`));
    await assert.rejects(summarise(join(folder, "none.csv")), /none\.csv cannot be read: ENOENT/);
  });

  it("can be made up on the command line", () => {
    const command = scriptLine("scripts/community.ts");
    const make = (...args: string[]) => spawnSync(process.execPath, [...command, ...args], { encoding: "utf8" });
    const { status, stdout } = make("--accounts", "3", "--days", "1", "--seed", "9");
    assert.equal(status, 0);
    assert.equal(stdout, [...communityLines({ accounts: 3, days: 1, seed: 9 }), ""].join("\n"));
    const refused = make("--days", "0");
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /^usage: .*--days must be a whole number from 1 to 3660\n$/);
  });

  it("can be made up, the same for the same seed, dark at night", async () => {
    const lines = (seed: number) => [...communityLines({ accounts: 5, days: 2, seed })];
    assert.deepEqual(lines(7), lines(7));
    assert.notDeepEqual(lines(7), lines(8));
    const { summary, slots } = await read(lines(7));
    assert.deepEqual([summary.slots, summary.accounts.length], [192, 5]);
    assert.deepEqual(
      slots[0]?.map(({ generation }) => generation),
      [0n, 0n, 0n, 0n, 0n],
    );
    assert(slots.some((slot) => slot.some(({ generation }) => generation > 500n)));
    assert(slots.every((slot) => slot.every(({ consumption }) => consumption > 0n)));
  });
});
