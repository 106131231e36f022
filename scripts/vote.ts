// npm run --silent vote -- [PROPOSAL [for|against|abstain|queue|execute]]
// What governance is asked, how it stands, and the wallet's vote on it.
import {
  castVote,
  eventsNamed,
  executeProposal,
  getEvents,
  getProposal,
  GridwattError,
  queueProposal,
  type Client,
  type Proposal,
  type ProposedCall,
  type Written,
} from "@gridwatt/sdk";

import { printJson, runCommand, type Given } from "./command.ts";
import { UsageError } from "./connection.ts";
import { formatTable } from "./table.ts";

/** Digits of a proposal's number that people see and may write. */
const SHORT = 8;
const SUPPORTS = ["for", "against", "abstain"] as const;

/** A proposal with its number, and what it was made of. */
type Numbered = Proposal & {
  readonly id: bigint;
  readonly calls: readonly ProposedCall[];
  readonly description: string;
};

await runCommand({
  name: "vote",
  usage: "[PROPOSAL [for|against|abstain|queue|execute]]",
  about: `Without a proposal: all of them. With one: what it asks and how it stands; and the wallet's vote on it, or its way
into the timelock and out of it, which anyone may see to. The first digits of a proposal's number are enough.`,
  options: {},
  takesNames: true,
  prepare: (given) => {
    const [name, verb, ...more] = given.names;
    if (more.length > 0) throw new UsageError(`${more.join(" ")}: one proposal and one verb at a time.`);
    if (name !== undefined && !/^\d+$/.test(name)) throw new UsageError(`${name} is no number of a proposal.`);
    const act = verb === undefined ? undefined : actOf(verb);
    return async ({ client }) => {
      const all = await proposalsOf(client, name);
      if (act === undefined) return show(all, given, name === undefined);
      const [one] = all;
      if (one === undefined || all.length > 1) throw manyOrNone(name, all);
      const { text, written } = await act(client, one);
      if (given.flag("json")) printJson({ proposal: one.id, transaction: written.receipt.hash });
      else console.log(text);
    };
  },
});

type Act = (client: Client, proposal: Numbered) => Promise<{ text: string; written: Written }>;

function actOf(verb: string): Act {
  const support = SUPPORTS.find((one) => one === verb);
  if (support !== undefined) {
    return async (client, { id }) => {
      const written = await castVote(client, { proposal: id, support });
      return { text: `voted ${support} with ${written.votes} GRID`, written };
    };
  }
  if (verb === "queue") {
    return async (client, proposal) => {
      const written = await queueProposal(client, proposal);
      return { text: `queued: it can be executed from ${written.executableFrom.toISOString()} on`, written };
    };
  }
  if (verb !== "execute") throw new UsageError(`There is no verb ${verb}.`);
  return async (client, proposal) => ({ text: "executed", written: await executeProposal(client, proposal) });
}

/** All proposals whose numbers begin so. */
async function proposalsOf(client: Client, prefix = ""): Promise<Numbered[]> {
  const told = eventsNamed(await getEvents(client, { names: ["ProposalCreated"] }), "ProposalCreated");
  const named = told.filter(({ proposal }) => String(proposal).startsWith(prefix));
  const all = named.map(async ({ proposal, targets, calldatas, description }) => {
    const calls = targets.map((target, at) => ({ target, data: calldatas[at] ?? "0x" }));
    return { id: proposal, calls, description, ...(await getProposal(client, { proposal })) };
  });
  return Promise.all(all);
}

function show(all: readonly Numbered[], given: Given, isList: boolean): void {
  if (!isList && all.length !== 1) throw manyOrNone(given.names[0], all);
  if (given.flag("json")) return printJson(isList ? all : all[0]);
  if (all.length === 0) return console.log("There is no proposal.");
  const right = (head: string) => ({ head, align: "right" }) as const;
  const columns = [
    { head: "proposal" },
    { head: "state" },
    right("for"),
    right("against"),
    right("quorum"),
    { head: "votes until" },
  ];
  const rows = all.map((one) => [
    String(one.id).slice(0, SHORT),
    one.state,
    one.votes.for.toString(),
    one.votes.against.toString(),
    one.quorum?.toString() ?? "",
    one.deadline.toISOString().slice(0, 16),
    one.description.split("\n")[0] ?? "",
  ]);
  console.log(formatTable([...columns, { head: "" }], rows));
  if (isList) return;
  const [one] = all;
  console.log(`\n${one?.description}\n\nby ${one?.proposer}`);
}

function manyOrNone(name: string | undefined, all: readonly Numbered[]): GridwattError {
  const message = all.length === 0 ? `There is no proposal ${name}.` : `${all.length} proposals begin with ${name}.`;
  return new GridwattError("ProposalNotFound", { message });
}
