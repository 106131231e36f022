import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import { getEvents, type Client, type MarketEventName } from "@gridwatt/sdk";
import { concat, dataSlice, toBeHex, ZeroAddress } from "ethers";

import { lying } from "./lying.ts";
import { playedMarket } from "./played.ts";

/** {byte} */
const WORD = 32;

/** Which event, the last of its name, or the last before the first of another, is told otherwise, which word of its data, counted from 0, and which checks have to see it. */
interface Lie {
  readonly what: string;
  readonly name: MarketEventName;
  readonly before?: MarketEventName;
  readonly word: number;
  /** Bit of the word that is told wrong; default: the lowest. */
  readonly bit?: bigint;
  readonly red: readonly string[];
}

const LIES: readonly Lie[] = [
  {
    what: "that much more WATT was made",
    name: "Transfer",
    word: 0,
    bit: 100n,
    red: [
      ...["token.minted", "token.balances", "on-ramp.minted", "reserve.covers", "days.minted"],
      ...["period.supply", "period.balances"],
    ],
  },
  { what: "that more was earned", name: "RewardsAccrued", word: 0, red: ["rewards.accrued"] },
  { what: "that more was promised", name: "RewardsAccrued", word: 1, red: ["rewards.accrued"] },
  {
    what: "that more was claimed",
    name: "RewardsClaimed",
    word: 0,
    red: ["rewards.accrued", "rewards.funds", "rewards.claimed"],
  },
  { what: "that an unbonding takes longer", name: "Unbonded", word: 3, red: ["staking.moved", "staking.unbondings"] },
  {
    what: "that more was slashed",
    name: "PoolSlashed",
    before: "OffenceRecorded",
    word: 1,
    red: ["staking.pools", "staking.left", "staking.slashed", "staking.balance", "rewards.funds", "pots.kept"],
  },
  {
    what: "that what leaves waits for less than two days",
    name: "UnbondingPeriodSet",
    word: 0,
    bit: 20n,
    red: ["staking.moved", "staking.rules", "offences.reach"],
  },
  { what: "that an account waits longer", name: "AccountHeld", word: 0, red: ["staking.rules"] },
  { what: "that others were elected", name: "Elected", word: 0, red: ["election.elected"] },
  { what: "that others sign", name: "Elected", word: 1, red: ["election.elected", "offences.matters"] },
  {
    what: "that a better solution is none",
    name: "SolutionFinished",
    word: 3,
    red: ["election.best", "offences.taken"],
  },
  { what: "that more is exposed", name: "Exposed", word: 3, red: ["election.best"] },
  { what: "of another score", name: "SolutionFinished", word: 1, red: ["election.best", "exposures.scores"] },
  {
    what: "that more was slashed for an offence",
    name: "PoolPunished",
    word: 1,
    red: ["offences.states", "offences.taken", "pots.states", "pots.paid", "pots.kept"],
  },
  { what: "that more was lost", name: "LossShown", word: 1, red: ["pots.states", "pots.losses", "pots.paid"] },
  {
    what: "that more of it was refuted",
    name: "LossRefuted",
    word: 0,
    red: ["pots.states", "pots.losses", "pots.paid"],
  },
  { what: "that a victim was paid more", name: "VictimPaid", word: 1, red: ["pots.paid"] },
  { what: "that a reporter was paid more", name: "ReporterPaid", word: 1, red: ["pots.paid"] },
  { what: "that the insurance was paid more", name: "RestPaid", word: 1, red: ["pots.paid"] },
  {
    what: "that more WATT was sold",
    name: "LotSold",
    word: 0,
    red: ["treasury.spent", "treasury.balances", "lots.left", "lots.sold"],
  },
  { what: "that WATT was dearer", name: "LotSold", word: 1, red: ["lots.sold"] },
  {
    what: "that less went to those who stake",
    name: "ReserveFunded",
    word: 0,
    red: ["treasury.spent", "treasury.balances", "lots.sold"],
  },
  { what: "that a purse spent more", name: "Spent", word: 0, red: ["treasury.spent", "treasury.balances"] },
  { what: "that trades paid more fees", name: "RewardsSubmitted", word: 1, bit: 60n, red: ["incentives.bounded"] },
  {
    what: "that a maker was paid more",
    name: "RewardsPaid",
    word: 0,
    red: ["treasury.spent", "treasury.balances", "incentives.epochs"],
  },
  { what: "that more roots were signed", name: "DayClosed", word: 0, red: ["attendance.days"] },
  { what: "that others were absent", name: "DayClosed", word: 1, red: ["attendance.days"] },
  { what: "that a vote weighed more", name: "VoteCast", word: 2, red: ["governor.votes", "governor.weights"] },
  {
    what: "that a proposal can be executed later",
    name: "ProposalQueued",
    word: 1,
    red: ["governor.proposals", "governor.operations"],
  },
];

describe("an audit by a node that tells", () => {
  const clientOf = playedMarket();

  for (const { what, red, ...lie } of LIES) {
    it(`${what} sees it, and nothing else`, async () => {
      const report = await audit(await told(clientOf(), lie), {});
      const found = report.checks.filter(({ differences }) => differences.length > 0);
      assert.deepEqual(
        found.map(({ id }) => id),
        red,
      );
    });
  }
});

/** A market whose node tells a word of the last event of a name otherwise; of transfers, the last that made WATT. */
async function told(client: Client, { name, before, word, bit = 0n }: Omit<Lie, "what" | "red">): Promise<Client> {
  const all = await getEvents(client, { names: before === undefined ? [name] : [name, before] });
  const end = all.findIndex((event) => event.name === before);
  const events = end === -1 ? all : all.slice(0, end);
  const last = events.findLast((event) => {
    return event.name !== "Transfer" || (event.contract === "watt" && event.from === ZeroAddress);
  });
  const [from, to] = [WORD * word, WORD * (word + 1)];
  return lying(client, ({ address, topics, blockNumber, transactionHash, index, data }) => {
    const log = { address, topics, blockNumber, transactionHash, index };
    if (blockNumber !== last?.block || index !== last.logIndex) return { ...log, data };
    const changed = toBeHex(BigInt(dataSlice(data, from, to)) ^ (1n << bit), WORD);
    return { ...log, data: concat([dataSlice(data, 0, from), changed, dataSlice(data, to)]) };
  });
}
