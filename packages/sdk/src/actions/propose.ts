import { id as hashOf, Interface } from "ethers";

import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import { ABIS } from "../generated/index.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { read, write, type ReadParameters, type WriteParameters, type Written } from "../internal/call.ts";
import { dateOf, dateOrNone } from "../internal/decoders.ts";
import { SUPPORT, type Support } from "../internal/governance-events.ts";
import { Grid } from "../units/grid.ts";
import { getEvents } from "./getEvents.ts";

const STATES = ["pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed"] as const;

/** A call that a proposal makes, in the units of the contracts. */
export interface ProposedCall {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface ProposeParameters extends WriteParameters {
  readonly calls: readonly ProposedCall[];
  /** What it is for, in words. */
  readonly description: string;
}
export interface ProposeReturnType extends Written {
  readonly proposal: bigint;
  /** When votes are counted, and when voting begins. */
  readonly snapshot: Date;
  readonly deadline: Date;
}

/**
 * Proposes calls that the timelock makes once they are voted for. The runner needs as many votes as the threshold says.
 * Throws `GridwattError`, e.g. "GovernorInsufficientProposerVotes", "TargetWithoutCode".
 * @example
 * await propose(client, { calls: [{ contract: "area", name: "setTariffCap", args: [4000] }], description: "Lower the cap" });
 */
export async function propose(client: Client, parameters: ProposeParameters): Promise<ProposeReturnType> {
  const { calls, description, overrides } = parameters;
  const targets = calls.map(({ contract }) => client.deployment.contracts[contract]);
  const data = calls.map(({ contract, name, args }) => new Interface(ABIS[contract]).encodeFunctionData(name, args));
  const args = [targets, calls.map(() => 0n), data, description] as const;
  const written = await write(client, { contract: "governor", name: "propose", args, overrides });
  const [created] = eventsNamed(written.events, "ProposalCreated");
  if (created === undefined) throw new GridwattError("NotProposed", { message: "The governor told of no proposal." });
  return { ...written, proposal: created.proposal, snapshot: created.snapshot, deadline: created.deadline };
}

export interface CastVoteParameters extends WriteParameters {
  readonly proposal: bigint;
  readonly support: Support;
  /** In words; default: none. */
  readonly reason?: string;
}
export interface CastVoteReturnType extends Written {
  /** With how much GRID. */
  readonly votes: Grid;
}

/**
 * Votes with all GRID that named the runner when the vote began, staked or not.
 * Throws `GridwattError`, e.g. "GovernorAlreadyCastVote", "GovernorUnexpectedProposalState".
 * @example
 * await castVote(client, { proposal, support: "for" });
 */
export async function castVote(client: Client, parameters: CastVoteParameters): Promise<CastVoteReturnType> {
  const { proposal, support, reason = "", overrides } = parameters;
  const args = [proposal, SUPPORT.indexOf(support), reason] as const;
  const written = await write(client, { contract: "governor", name: "castVoteWithReason", args, overrides });
  return { ...written, votes: votesOf(written) };
}

export interface ProposalParameters extends WriteParameters {
  readonly proposal: bigint;
}

/**
 * Puts a proposal that was voted for into the timelock. Anyone may.
 * @example
 * const { executableFrom } = await queueProposal(client, { proposal });
 */
export async function queueProposal(
  client: Client,
  { proposal, overrides }: ProposalParameters,
): Promise<Written & { readonly executableFrom: Date }> {
  const args = await namedOf(client, proposal);
  const written = await write(client, { contract: "governor", name: "queue", args, overrides });
  const [queued] = eventsNamed(written.events, "ProposalQueued");
  if (queued === undefined) throw new GridwattError("NotQueued", { message: "The governor told of no queuing." });
  return { ...written, executableFrom: queued.executableFrom };
}

/**
 * Makes the calls of a proposal whose time in the timelock is over. Anyone may.
 * Throws `GridwattError`, e.g. "TimelockUnexpectedOperationState", "TargetChanged".
 */
export async function executeProposal(client: Client, parameters: ProposalParameters): Promise<Written> {
  const args = await namedOf(client, parameters.proposal);
  return write(client, { contract: "governor", name: "execute", args, overrides: parameters.overrides });
}

export interface GetProposalParameters extends ReadParameters {
  readonly proposal: bigint;
}
export interface Proposal {
  readonly state: (typeof STATES)[number];
  readonly proposer: string;
  readonly description: string;
  readonly snapshot: Date;
  readonly deadline: Date;
  /** Null while it is not in the timelock. */
  readonly executableFrom: Date | null;
  readonly for: Grid;
  readonly against: Grid;
  readonly abstain: Grid;
  /** How many votes, for and abstaining, it needs; null before they are counted. */
  readonly quorum: Grid | null;
}

/**
 * A proposal and how its vote stands. Throws `GridwattError` "ProposalNotFound".
 * @example
 * const { state } = await getProposal(client, { proposal });
 */
export async function getProposal(client: Client, parameters: GetProposalParameters): Promise<Proposal> {
  const { proposal, block } = parameters;
  const { proposer, description } = await createdOf(client, proposal);
  const of = { contract: "governor", args: [proposal], block } as const;
  const [state, votes, snapshot, deadline, eta, clock] = await Promise.all([
    read(client, { ...of, name: "state" }),
    read(client, { ...of, name: "proposalVotes" }),
    read(client, { ...of, name: "proposalSnapshot" }),
    read(client, { ...of, name: "proposalDeadline" }),
    read(client, { ...of, name: "proposalEta" }),
    read(client, { contract: "governor", name: "clock", args: [], block }),
  ]);
  const isCounted = clock > snapshot;
  const quorum = isCounted
    ? Grid.ofBase(await read(client, { contract: "governor", name: "quorum", args: [snapshot], block }))
    : null;
  return {
    state: STATES[Number(state)] ?? "pending",
    proposer,
    description,
    snapshot: dateOf(snapshot),
    deadline: dateOf(deadline),
    executableFrom: dateOrNone(eta),
    for: Grid.ofBase(votes.forVotes),
    against: Grid.ofBase(votes.againstVotes),
    abstain: Grid.ofBase(votes.abstainVotes),
    quorum,
  };
}

function votesOf({ events }: Written): Grid {
  return eventsNamed(events, "VoteCast")[0]?.votes ?? Grid.ZERO;
}

/** The governor knows a proposal by its number only; what it does was told when it was made. */
async function createdOf(client: Client, proposal: bigint): Promise<MarketEventOf<"ProposalCreated">> {
  const told = eventsNamed(await getEvents(client, { names: ["ProposalCreated"] }), "ProposalCreated");
  const created = told.find((event) => event.proposal === proposal);
  if (created !== undefined) return created;
  throw new GridwattError("ProposalNotFound", { message: `There is no proposal ${proposal}.`, args: { proposal } });
}

async function namedOf(client: Client, proposal: bigint) {
  const { targets, values, calldatas, description } = await createdOf(client, proposal);
  return [targets, values, calldatas, hashOf(description)] as const;
}
