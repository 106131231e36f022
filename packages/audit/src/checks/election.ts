import { ZeroHash } from "ethers";

import { each, sumOver, type Check, type Subject } from "../check.ts";
import type { Term } from "../parts/ballots.ts";
import { momentOf } from "../parts/daily.ts";
import type { StakePool } from "../parts/stake-pool.ts";
import { configurationOf } from "../parts/quorum.ts";
import { ballotsOf, stakesOf } from "./stakes.ts";

/** {wad} With less no pool is elected. */
const GWEI = 10n ** 9n;

/** Pools that could be elected today, as bits. */
async function electableOf(subject: Subject): Promise<bigint> {
  const [stakes, ballots] = await Promise.all([stakesOf(subject), ballotsOf(subject)]);
  const { epoch } = momentOf(subject.time);
  const canBe = ([number, pool]: [number, StakePool]) => {
    const own = stakes.sharesAt(pool.operator, { pool: number, epoch });
    const isEnough = pool.assetsRoundedDown(own) >= ballots.rules.minSelfStake && pool.assets.at(epoch) >= GWEI;
    return isEnough && !pool.isDead && pool.stopped.at(epoch) === 0n;
  };
  const candidates = ballots.candidates.at(epoch);
  return [...stakes.pools.entries()]
    .filter((pool) => ((candidates >> BigInt(pool[0])) & 1n) === 1n && canBe(pool))
    .reduce((bits, [number]) => bits | (1n << BigInt(number)), 0n);
}

const STANDING: readonly Check[] = [
  {
    id: "election.candidates",
    name: "those stand for election who said so, today and when the day began",
    compare: async function* (subject) {
      const { candidates } = await ballotsOf(subject);
      const { now_: now, atEpoch: before } = await subject.stored.ask("election", "candidates");
      const expected = { now: candidates.now, before: candidates.at(momentOf(subject.time).epoch) };
      yield { what: "candidates", expected, found: { now, before } };
    },
  },
  {
    id: "election.nominations",
    name: "everybody nominates the pools that were told, today and when the day began",
    compare: async function* (subject) {
      const { epoch } = momentOf(subject.time);
      yield* each((await ballotsOf(subject)).nominations, async ([nominator, pools]) => {
        const { now_: now, atEpoch: before } = await subject.stored.ask("election", "nominationsOf", nominator);
        const expected = { now: pools.now, before: pools.at(epoch) };
        return { what: `nominations of ${nominator}`, expected, found: { now, before } };
      });
    },
  },
  {
    id: "election.electable",
    name: "candidates can be elected whose pools earned, and whose operators had enough of their own, when the day began",
    compare: async function* (subject) {
      const found = await subject.stored.ask("election", "electablePools");
      yield { what: "pools that can be elected", expected: await electableOf(subject), found };
    },
  },
];

/** Operators of some pools, as a set has them. */
async function operatorsOf(subject: Subject, winners: bigint): Promise<string[]> {
  const { pools } = await stakesOf(subject);
  const operators = pools.filter((_, pool) => ((winners >> BigInt(pool)) & 1n) === 1n).map(({ operator }) => operator);
  return operators.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

/** What operators of a term sign with. */
function configurationIn({ client }: Subject, { named }: Term): string {
  const set = named ?? { version: 0n, operators: [] };
  return configurationOf(client.deployment, { contract: "operatorSet", ...set });
}

const ELECTING: readonly Check[] = [
  {
    id: "election.solutions",
    name: "everybody's solution that is not ended has the winners and the deposit with which it was begun",
    compare: async function* (subject) {
      yield* each((await ballotsOf(subject)).solutions, async ({ epoch, by, winners, deposit }) => {
        const found = await subject.stored.ask("election", "solutionOf", epoch, by);
        return {
          what: `solution of ${by} on day ${epoch}`,
          expected: { winners, deposit, isOpen: winners !== 0n },
          found: { winners: found.winners, deposit: found.deposit, isOpen: found.progress !== ZeroHash },
        };
      });
    },
  },
  {
    id: "election.best",
    name: "the best solution of every day is the best of those finished on it, and exposes what was told",
    compare: async function* (subject) {
      const { best, verdicts } = await ballotsOf(subject);
      yield* verdicts;
      yield* each(best, async ([epoch, { score, winners, exposures }]) => {
        const found = await subject.stored.ask("election", "bestOf", epoch);
        const { least, sum, squares } = found.score;
        return {
          what: `best solution of day ${epoch}`,
          expected: { score, winners, exposures },
          found: { score: { least, sum, squares }, winners: found.winners, exposures: found.exposures },
        };
      });
    },
  },
  {
    id: "election.elected",
    name: "each election made the operators of the best solution's pools the oracle's, and is known by what they sign with",
    compare: async function* (subject) {
      yield* each((await ballotsOf(subject)).terms, async (term) => {
        const { epoch, winners, best, configuration, named } = term;
        const expected = { winners: best, operators: await operatorsOf(subject, best), electedIn: BigInt(epoch) };
        const electedIn = await subject.stored.ask("election", "electedIn", configuration);
        return [
          {
            what: `election of day ${epoch}`,
            expected,
            found: { winners, operators: named?.operators ?? [], electedIn },
          },
          { what: `configuration of day ${epoch}`, expected: configurationIn(subject, term), found: configuration },
        ];
      });
    },
  },
  {
    id: "election.deposits",
    name: "the GRID of the election is the deposits of solutions that are not ended, and gifts on top",
    compare: async function* (subject) {
      const { client, stored, rebuilt } = subject;
      const held = await sumOver((await ballotsOf(subject)).solutions, async ({ epoch, by }) => {
        return (await stored.ask("election", "solutionOf", epoch, by)).deposit;
      });
      const found = await stored.ask("grid", "balanceOf", client.deployment.contracts.election);
      yield { what: "balance", expected: held + rebuilt.grid.giftsTo("election"), found };
    },
  },
  {
    id: "election.rules",
    name: "seats, what operators must have of their own and what solutions are submitted with are as told",
    compare: async function* (subject) {
      const { seats, minSelfStake, solutionDeposit } = (await ballotsOf(subject)).rules;
      yield { what: "seats", expected: BigInt(seats), found: await subject.stored.ask("election", "seats") };
      const least = await subject.stored.ask("election", "minSelfStake");
      yield { what: "least stake of an operator", expected: minSelfStake, found: least };
      const deposit = await subject.stored.ask("election", "solutionDeposit");
      yield { what: "deposit of a solution", expected: solutionDeposit, found: deposit };
    },
  },
];

export const ELECTION: readonly Check[] = [...STANDING, ...ELECTING];
