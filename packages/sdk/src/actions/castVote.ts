import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { read, write, type WriteParameters, type Written } from "../internal/call.ts";
import { SUPPORT, type Support } from "../internal/governance-events.ts";
import { signerOf } from "../internal/signer.ts";
import { fieldsOf } from "../internal/values.ts";
import type { Grid } from "../units/grid.ts";

export type { Support } from "../internal/governance-events.ts";

/** How somebody votes on a proposal. */
export interface Ballot {
  readonly proposal: bigint;
  readonly support: Support;
}

export interface CastVoteParameters extends WriteParameters, Ballot {}
export interface CastVoteReturnType extends Written {
  /** What counted: tokens and stakes at the snapshot. */
  readonly votes: Grid;
}

/**
 * Votes as the runner.
 * Throws `GridwattError`, e.g. "GovernorAlreadyCastVote".
 * @example
 * const { votes } = await castVote(client, { proposal, support: "for" });
 */
export async function castVote(client: Client, parameters: CastVoteParameters): Promise<CastVoteReturnType> {
  const { proposal, support, overrides } = parameters;
  const args = [proposal, codeOf(support)] as const;
  return counted(await write(client, { contract: "governor", name: "castVote", args, overrides }));
}

/** A vote that anyone may bring. */
export interface SignedBallot extends Ballot {
  readonly voter: string;
  readonly signature: string;
}

const BALLOT = { Ballot: fieldsOf("uint256 proposalId,uint8 support,address voter,uint256 nonce") };

/**
 * Signs a vote, which costs nothing. Good until the voter's next signed vote counts.
 * @example
 * const ballot = await signVote(client, { proposal, support: "against" });
 */
export async function signVote(client: Client, { proposal, support }: Ballot): Promise<SignedBallot> {
  const signer = signerOf(client);
  const voter = await signer.getAddress();
  const nonce = await read(client, { contract: "governor", name: "nonces", args: [voter] });
  const { chainId, contracts } = client.deployment;
  const domain = { name: "Gridwatt Governor", version: "1", chainId, verifyingContract: contracts.governor };
  const message = { proposalId: proposal, support: codeOf(support), voter, nonce };
  return { proposal, support, voter, signature: await signer.signTypedData(domain, BALLOT, message) };
}

export interface CastSignedVoteParameters extends WriteParameters, SignedBallot {}

/**
 * Brings a vote that somebody signed.
 * Throws `GridwattError`, e.g. "GovernorInvalidSignature".
 * @example
 * await castSignedVote(relayer, ballot);
 */
export async function castSignedVote(
  client: Client,
  parameters: CastSignedVoteParameters,
): Promise<CastVoteReturnType> {
  const { proposal, support, voter, signature, overrides } = parameters;
  const args = [proposal, codeOf(support), voter, signature] as const;
  return counted(await write(client, { contract: "governor", name: "castVoteBySig", args, overrides }));
}

function codeOf(support: Support): bigint {
  return BigInt(SUPPORT.indexOf(support));
}

function counted(written: Written): CastVoteReturnType {
  const [cast] = eventsNamed(written.events, "VoteCast");
  if (cast === undefined) throw new GridwattError("NotVoted", { message: "The governor told of no vote." });
  return { ...written, votes: cast.votes };
}
