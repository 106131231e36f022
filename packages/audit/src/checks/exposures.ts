import { hashExposures } from "@gridwatt/sdk";

import { each, type Check, type Subject } from "../check.ts";
import type { Exposures } from "../parts/exposures.ts";
import { onceOf } from "./stakes.ts";

const known = new WeakMap<Subject, Promise<ReturnType<Exposures["replay"]>>>();

/** What elections exposed by the events: made once for all checks. */
export function exposuresOf(subject: Subject): Promise<ReturnType<Exposures["replay"]>> {
  return onceOf(known, subject, subject.rebuilt.exposures);
}

export const EXPOSURES: readonly Check[] = [
  {
    id: "exposures.hashes",
    name: "what an election exposed is the stakes of its winners, and the chains of those who backed them as submitted",
    compare: async function* (subject) {
      yield* each(await exposuresOf(subject), async ([epoch, exposed]) => {
        const found = await subject.stored.ask("election", "bestOf", epoch);
        const expected = hashExposures({ owns: exposed.owns, chains: exposed.progress.chains });
        return { what: `exposed on day ${epoch}`, expected, found: found.exposures };
      });
    },
  },
  {
    id: "exposures.scores",
    name: "the score of the best solution of every day is that of what backs its winners as submitted",
    compare: async function* (subject) {
      yield* each(await exposuresOf(subject), async ([epoch, { progress, score }]) => {
        const { least, sum, squares } = score;
        return { what: `score of day ${epoch}`, expected: scoreOf(progress.backings), found: { least, sum, squares } };
      });
    },
  },
];

function scoreOf(backings: readonly bigint[]) {
  const least = backings.reduce((low, one) => (one < low ? one : low), (1n << 128n) - 1n);
  const sum = backings.reduce((all, one) => all + one, 0n);
  return { least, sum, squares: backings.reduce((all, one) => all + one * one, 0n) };
}
