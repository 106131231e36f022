import { ask, at, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** In the order of their declarations. */
const PLACES = {
  ...{ minSelfStake: 1n, candidates: 2n, nominations: 3n, seats: 4n, solutions: 5n, best: 6n, electedIn: 7n },
} as const;
/** {bit} Where things lie in their words. */
const BIT = { solutionDeposit: 8n, deposit: 64n } as const;

const solutionOf = ({ epoch, by }: { readonly epoch: number; readonly by: string }) =>
  at(PLACES.solutions, BigInt(epoch), BigInt(by));
const bestOf = ({ epoch }: { readonly epoch: number }) => at(PLACES.best, BigInt(epoch));

describe("an audit of a market whose election was changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...standingCases(asked), ...solutionCases(asked)];
  });
});

function standingCases({ first }: Asked): readonly Tampering[] {
  return [
    {
      what: "who stands for election",
      contract: "election",
      place: () => PLACES.candidates,
      by: -1n << 1n,
      red: ["election.candidates", "election.electable"],
    },
    {
      what: "whom somebody nominates",
      contract: "election",
      place: async () => at(PLACES.nominations, BigInt((await first("Nominated")).nominator)),
      by: 1n << 3n,
      red: ["election.nominations"],
    },
    {
      what: "what an operator must have of its own",
      contract: "election",
      place: () => PLACES.minSelfStake,
      by: 1n,
      red: ["election.rules"],
    },
    {
      what: "how many are elected",
      contract: "election",
      place: () => PLACES.seats,
      by: 1n,
      red: ["election.rules"],
    },
    {
      what: "what a solution is submitted with",
      contract: "election",
      place: () => PLACES.seats,
      by: 1n << BIT.solutionDeposit,
      red: ["election.rules"],
    },
  ];
}

function solutionCases({ first, last }: Asked): readonly Tampering[] {
  return [
    {
      what: "the winners of a solution",
      contract: "election",
      place: async () => solutionOf(await last("SolutionBegun")),
      by: 1n << 3n,
      red: ["election.solutions"],
    },
    {
      what: "the deposit of a solution",
      contract: "election",
      place: async () => solutionOf(await last("SolutionBegun")),
      by: 1n << BIT.deposit,
      red: ["election.solutions", "election.deposits"],
    },
    {
      what: "a solution that was given up",
      contract: "election",
      place: async () => solutionOf(await first("SolutionAbandoned")) + 1n,
      by: 1n,
      red: ["election.solutions"],
    },
    {
      what: "the score of the best solution",
      contract: "election",
      place: async () => bestOf(await first("Elected")),
      by: 1n,
      red: ["election.best"],
    },
    {
      what: "who won by the best solution",
      contract: "election",
      place: async () => bestOf(await first("Elected")) + 2n,
      by: 1n,
      red: ["election.best"],
    },
    {
      what: "what an election exposed",
      contract: "election",
      place: async () => bestOf(await first("Elected")) + 3n,
      by: 1n,
      red: ["election.best", "exposures.hashes"],
    },
    {
      what: "what an election exposed that the chain solved",
      contract: "election",
      place: async () => bestOf(await first("SolutionSolved")) + 3n,
      by: 1n,
      red: ["election.best", "exposures.hashes"],
    },
    {
      what: "who was elected on which day",
      contract: "election",
      place: async () => at(PLACES.electedIn, BigInt((await first("Elected")).configuration)),
      by: 1n,
      red: ["election.elected"],
    },
  ];
}
