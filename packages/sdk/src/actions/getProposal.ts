import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { toAddress } from "../internal/values.ts";
import { Grid } from "../units/grid.ts";

/** What a proposal can be, in the order of the governor's numbers. */
const STATES = ["pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed"] as const;
export type ProposalState = (typeof STATES)[number];

export interface GetProposalParameters extends ReadParameters {
  readonly proposal: bigint;
}
export interface Proposal {
  readonly state: ProposalState;
  readonly proposer: string;
  readonly snapshot: Date;
  /** Later than it was proposed with where a quorum came late. */
  readonly deadline: Date;
  /** Once it is queued. */
  readonly executableFrom: Date | null;
  readonly votes: { readonly against: Grid; readonly for: Grid; readonly abstain: Grid };
  /** How many votes for it and abstaining it needs; null before the snapshot. */
  readonly quorum: Grid | null;
}

/**
 * How a proposal stands.
 * Throws `GridwattError`, e.g. "GovernorNonexistentProposal".
 * @example
 * const { state, votes } = await getProposal(client, { proposal });
 */
export async function getProposal(client: Client, { proposal, block }: GetProposalParameters): Promise<Proposal> {
  const ask = { contract: "governor", args: [proposal], block } as const;
  const [state, proposer, snapshot, deadline, eta, tally, clock] = await Promise.all([
    read(client, { ...ask, name: "state" }),
    read(client, { ...ask, name: "proposalProposer" }),
    read(client, { ...ask, name: "proposalSnapshot" }),
    read(client, { ...ask, name: "proposalDeadline" }),
    read(client, { ...ask, name: "proposalEta" }),
    read(client, { ...ask, name: "proposalVotes" }),
    read(client, { ...ask, name: "clock", args: [] }),
  ]);
  const isCounted = snapshot < clock;
  const quorum = isCounted ? await read(client, { ...ask, name: "quorum", args: [snapshot] }) : null;
  const date = (seconds: bigint) => new Date(Number(seconds) * 1000);
  return {
    state: STATES[Number(state)] ?? "pending",
    proposer,
    snapshot: date(snapshot),
    deadline: date(deadline),
    executableFrom: eta === 0n ? null : date(eta),
    votes: {
      against: Grid.ofBase(tally.againstVotes),
      for: Grid.ofBase(tally.forVotes),
      abstain: Grid.ofBase(tally.abstainVotes),
    },
    quorum: quorum === null ? null : Grid.ofBase(quorum),
  };
}

export interface GetVotesParameters extends ReadParameters {
  readonly holder: string;
}

/**
 * Votes that somebody has now: of tokens and of stakes that were delegated to it.
 * @example
 * const votes = await getVotes(client, { holder });
 */
export async function getVotes(client: Client, { holder, block }: GetVotesParameters): Promise<Grid> {
  const args = [toAddress(holder, "holder")] as const;
  return Grid.ofBase(await read(client, { contract: "votes", name: "getVotes", args, block }));
}
