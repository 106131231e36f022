// npm run --silent election -- [--rounds N] [--submit] [--enact]
// Solves today's election of oracle operators from what the chain knows, and submits the solution, or lets yesterday's
// winners serve.
import { checkSolution, compareScores, electPhragmen, scoreOf } from "@gridwatt/election";
import {
  enactElection,
  eventsNamed,
  getElected,
  getElectionSnapshot,
  getStaking,
  Grid,
  GridwattError,
  readContract,
  submitSolution,
  type SubmitSolutionParameters,
} from "@gridwatt/sdk";

import { spending } from "./allowance.ts";
import { printJson, runCommand, whole, type Market } from "./command.ts";
import { UsageError } from "./connection.ts";
import { reportOf } from "./election-report.ts";

const MAX_ROUNDS = 10_000;

await runCommand({
  name: "election",
  usage: "[--rounds N] [--submit] [--enact]",
  about: `Elects today's oracle operators by what was staked and nominated when the day began, as \`npm run elect\` does from a
file. --submit hands the solution in with the deposit in GRID, which comes back, where it is better than the best of the
day; --enact lets those elected yesterday serve first. --rounds: how often backing is balanced; default: 16.`,
  options: { rounds: { type: "string" }, submit: { type: "boolean" }, enact: { type: "boolean" } },
  prepare: (given) => {
    const rounds = given.readOptional("rounds", whole) ?? 16;
    if (rounds > MAX_ROUNDS) throw new UsageError(`--rounds lies within 0 and ${MAX_ROUNDS}.`);
    return async (market) => {
      const { client } = market;
      const say = (text: string) => (given.flag("json") ? undefined : console.log(text));
      const enacted = given.flag("enact") ? await enact(market) : null;
      if (enacted !== null) say(`day ${enacted.epoch}: pools ${enacted.winners.join(", ")} serve now\n`);
      const snapshot = await getElectionSnapshot(client);
      if (snapshot.candidates.length === 0) {
        throw new GridwattError("NobodyStands", {
          message: "Nobody can be elected today: no candidate has its stake.",
        });
      }
      const solution = electPhragmen(snapshot, { balancing: { rounds, tolerance: 0n } });
      checkSolution(snapshot, solution);
      say(reportOf(snapshot, solution));
      const { epoch } = await getStaking(client);
      const best = await getElected(client, { epoch });
      const score = scoreOf(snapshot, solution);
      const standing =
        best === null ? null : { leastStake: best.score.least, sum: best.score.sum, sumOfSquares: best.score.squares };
      const isBetter = standing === null || compareScores([score, standing], 0n) > 0;
      if (!isBetter) say("The best solution of the day is as good.");
      const handedIn = given.flag("submit") && isBetter;
      if (handedIn) {
        const onPage = (page: number, pages: number) => say(`page ${page} of ${pages}`);
        const isBest = await handIn(market, { solution, onPage });
        say(isBest ? `Submitted: the best solution of day ${epoch}.` : "Submitted, but another came first.");
      }
      if (given.flag("json")) printJson({ epoch, enacted, snapshot, solution, score, isBetter, submitted: handedIn });
    };
  },
});

/** Throws where nobody was elected yesterday, or they serve already. */
async function enact({ client }: Market): Promise<{ epoch: number; winners: readonly number[] }> {
  const { events } = await enactElection(client);
  const [elected] = eventsNamed(events, "Elected");
  if (elected === undefined) throw new GridwattError("NotElected", { message: "The election told of no operators." });
  return { epoch: elected.epoch, winners: elected.winners };
}

/** Hands a solution in with its deposit. @returns whether it is the best of the day */
async function handIn(market: Market, of: SubmitSolutionParameters): Promise<boolean> {
  const { client } = market;
  const amount = Grid.ofBase(await readContract(client, { contract: "election", name: "solutionDeposit", args: [] }));
  const act = () => submitSolution(client, of);
  const { isBest } = await spending(market, { amount, spender: "election", act });
  return isBest;
}
