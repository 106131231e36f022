import { ABIS } from "@gridwatt/sdk";
import { Interface } from "ethers";

import { each, type Check, type Subject } from "../check.ts";
import { hashOf, type Exposed, type Exposures, type Progress } from "../parts/exposures.ts";
import { onceOf } from "./stakes.ts";

const ELECTION = new Interface(ABIS.election);
const known = new WeakMap<Subject, Promise<ReturnType<Exposures["replay"]>>>();

/** What elections exposed by the events: made once for all checks. */
export function exposuresOf(subject: Subject): Promise<ReturnType<Exposures["replay"]>> {
  return onceOf(known, subject, subject.rebuilt.exposures);
}

const asked = new WeakMap<Exposed, Promise<Progress | null>>();

/**
 * What backs each winner: by the event where the chain solved, else by what the submitter sent to finish. Null where another contract did, whose words to the election are in no transaction.
 */
export function progressOf(subject: Subject, exposed: Exposed): Promise<Progress | null> {
  const progress = asked.get(exposed) ?? read(subject, exposed);
  asked.set(exposed, progress);
  return progress;
}

async function read({ client }: Subject, { progress, transaction }: Exposed): Promise<Progress | null> {
  if (progress !== null) return progress;
  const sent = await client.runner.provider?.getTransaction(transaction);
  if (sent?.to !== client.deployment.contracts.election) return null;
  const call = ELECTION.parseTransaction(sent);
  if (call?.name !== "finish") return null;
  const { backings, exposures } = call.args["progress"] as { backings: bigint[]; exposures: string[] };
  return { backings: [...backings], chains: [...exposures] };
}

export const EXPOSURES: readonly Check[] = [
  {
    id: "exposures.hashes",
    name: "what an election exposed is the stakes of its winners, and the chains of those who backed them as submitted",
    compare: async function* (subject) {
      yield* each(await exposuresOf(subject), async ([epoch, exposed]) => {
        const [found, progress] = await Promise.all([
          subject.stored.ask("election", "bestOf", epoch),
          progressOf(subject, exposed),
        ]);
        if (progress === null) return [];
        const expected = hashOf({ owns: exposed.owns, chains: progress.chains });
        return { what: `exposed on day ${epoch}`, expected, found: found.exposures };
      });
    },
  },
  {
    id: "exposures.scores",
    name: "the score of the best solution of every day is that of what backs its winners as submitted",
    compare: async function* (subject) {
      yield* each(await exposuresOf(subject), async ([epoch, exposed]) => {
        const progress = await progressOf(subject, exposed);
        if (progress === null) return [];
        const { least, sum, squares } = exposed.score;
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
