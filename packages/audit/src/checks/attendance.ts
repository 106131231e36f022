import { ZeroAddress } from "ethers";

import { each, type Check, type Subject } from "../check.ts";
import type { Absences } from "../parts/attendance.ts";
import { momentOf } from "../parts/daily.ts";
import { onceOf } from "./stakes.ts";

const known = new WeakMap<Subject, Promise<Absences>>();
/** Absences by the events: made once for all checks. */
const absencesOf = (subject: Subject) => onceOf(known, subject, subject.rebuilt.attendance);

export const ATTENDANCE: readonly Check[] = [
  {
    id: "attendance.days",
    name: "so many roots of every day were signed as were counted, and those are absent who signed too few",
    compare: async function* (subject) {
      yield* (await absencesOf(subject)).told;
    },
  },
  {
    id: "attendance.closed",
    name: "no day that was counted for a set can be counted again",
    compare: async function* (subject) {
      yield* each((await absencesOf(subject)).days, async ({ epoch, set: { version, operators } }) => {
        const args = [epoch, { version, operators: [...operators] }] as const;
        const refused = await subject.stored.refusal("attendance", "closeDay", { from: ZeroAddress, args });
        return { what: `day ${epoch}`, expected: "DayClosedAlready", found: refused?.name ?? "counted again" };
      });
    },
  },
  {
    id: "attendance.stopped",
    name: "whoever was absent is stopped until the day after, and may earn again as soon as anyone says so",
    compare: async function* (subject) {
      const { stoppedUntil, stopped } = await absencesOf(subject);
      const today = momentOf(subject.time).epoch;
      yield* each(stoppedUntil, async ([pool, until]) => {
        const found = await subject.stored.ask("attendance", "stoppedUntil", pool);
        const refused = await subject.stored.refusal("attendance", "resume", { from: ZeroAddress, args: [pool] });
        const waiting = today < until ? "StoppedUntil" : null;
        const expected = stopped.has(pool) ? waiting : "NotStoppedHere";
        return [
          { what: `pool ${pool} is stopped until`, expected: BigInt(until), found },
          { what: `refusal to resume pool ${pool}`, expected, found: refused?.name ?? null },
        ];
      });
    },
  },
  {
    id: "attendance.rules",
    name: "operators must sign the part of a day's roots that was told",
    compare: async function* (subject) {
      const { leastShare } = await absencesOf(subject);
      yield { what: "part", expected: BigInt(leastShare), found: await subject.stored.ask("attendance", "leastShare") };
    },
  },
];
