import type { Client } from "../client.ts";
import { toGridwattError } from "../errors.ts";
import { eventsNamed } from "../events.ts";
import { read, requireNetwork, write, type WriteParameters } from "../internal/call.ts";
import { SUPPORT, type Support } from "../internal/governance-events.ts";
import { signerOf } from "../internal/signer.ts";
import { fieldsOf } from "../internal/values.ts";
import { Grid } from "../units/grid.ts";
import type { CastVoteReturnType } from "./propose.ts";

const BALLOT = { Ballot: fieldsOf("uint256 proposalId,uint8 support,address voter,uint256 nonce") };

/** A vote that anyone may hand in once, by `castSignedVote`. */
export interface SignedVote {
  readonly proposal: bigint;
  readonly support: Support;
  readonly voter: string;
  readonly signature: string;
}

/**
 * Signs a vote off chain; costs no gas. The runner is a signer. It holds until the runner votes on anything by signature.
 * @example
 * const vote = await signVote(client, { proposal, support: "for" });
 * await castSignedVote(anyone, { vote });
 */
export async function signVote(
  client: Client,
  { proposal, support }: Pick<SignedVote, "proposal" | "support">,
): Promise<SignedVote> {
  const runner = signerOf(client);
  try {
    await requireNetwork(client);
    const voter = await runner.getAddress();
    const nonce = await read(client, { contract: "governor", name: "nonces", args: [voter] });
    const { chainId, contracts } = client.deployment;
    const domain = { name: "Gridwatt Governor", version: "1", chainId, verifyingContract: contracts.governor };
    const message = { proposalId: proposal, support: SUPPORT.indexOf(support), voter, nonce };
    return { proposal, support, voter, signature: await runner.signTypedData(domain, BALLOT, message) };
  } catch (error) {
    throw toGridwattError(error);
  }
}

export interface CastSignedVoteParameters extends WriteParameters {
  readonly vote: SignedVote;
}

/**
 * Hands in somebody's signed vote. Anyone may.
 * Throws `GridwattError`, e.g. "GovernorInvalidSignature".
 */
export async function castSignedVote(
  client: Client,
  parameters: CastSignedVoteParameters,
): Promise<CastVoteReturnType> {
  const { vote, overrides } = parameters;
  const args = [vote.proposal, SUPPORT.indexOf(vote.support), vote.voter, vote.signature] as const;
  const written = await write(client, { contract: "governor", name: "castVoteBySig", args, overrides });
  return { ...written, votes: eventsNamed(written.events, "VoteCast")[0]?.votes ?? Grid.ZERO };
}
