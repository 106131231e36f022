import { id } from "ethers";

import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { INTERFACES } from "../internal/interfaces.ts";
import type { ContractArguments, ContractFunction } from "./readContract.ts";

/** A call that a proposal makes as the timelock. */
export interface ProposedCall {
  readonly target: string;
  readonly data: string;
}

/** What is proposed: a proposal is known by all of it. */
export interface ProposalParameters extends WriteParameters {
  readonly calls: readonly ProposedCall[];
  readonly description: string;
}

/**
 * A call for a proposal.
 * @example
 * const cap = proposedCall(client, { contract: "area", name: "setTariffCap", args: [4_000n] });
 */
export function proposedCall<C extends ContractName, Name extends ContractFunction<C>>(
  client: Pick<Client, "deployment">,
  call: { readonly contract: C; readonly name: Name; readonly args: ContractArguments<C, Name> },
): ProposedCall {
  const data = INTERFACES[call.contract].encodeFunctionData(call.name, call.args as readonly unknown[]);
  return { target: client.deployment.contracts[call.contract], data };
}

export interface ProposeReturnType extends Written {
  readonly proposal: bigint;
  /** When votes are what counts. */
  readonly snapshot: Date;
  readonly deadline: Date;
}

/**
 * Proposes calls to the holders of GRID.
 * Throws `GridwattError`, e.g. "GovernorInsufficientProposerVotes", "TargetWithoutCode".
 * @example
 * const { proposal, snapshot } = await propose(client, { calls: [cap], description: "Lower the tariff cap" });
 */
export async function propose(client: Client, parameters: ProposalParameters): Promise<ProposeReturnType> {
  const { calls, description, overrides } = parameters;
  const args = [...listsOf(calls), description] as const;
  const written = await write(client, { contract: "governor", name: "propose", args, overrides });
  const [created] = eventsNamed(written.events, "ProposalCreated");
  if (created === undefined) throw new GridwattError("NotProposed", { message: "The governor told of no proposal." });
  const { proposal, snapshot, deadline } = created;
  return { ...written, proposal, snapshot, deadline };
}

export interface QueueProposalReturnType extends Written {
  readonly executableFrom: Date;
}

/**
 * Gives an accepted proposal to the timelock. Anyone may.
 * Throws `GridwattError`, e.g. "GovernorUnexpectedProposalState".
 * @example
 * const { executableFrom } = await queueProposal(client, { calls, description });
 */
export async function queueProposal(client: Client, parameters: ProposalParameters): Promise<QueueProposalReturnType> {
  const written = await move(client, "queue", parameters);
  const [queued] = eventsNamed(written.events, "ProposalQueued");
  if (queued === undefined) throw new GridwattError("NotQueued", { message: "The governor told of no queue." });
  return { ...written, executableFrom: queued.executableFrom };
}

/**
 * Does what was accepted, once the timelock's delay is over. Anyone may.
 * Throws `GridwattError`, e.g. "TimelockUnexpectedOperationState", "TargetChanged", or what a call is refused for.
 * @example
 * await executeProposal(client, { calls, description });
 */
export function executeProposal(client: Client, parameters: ProposalParameters): Promise<Written> {
  return move(client, "execute", parameters);
}

/**
 * Cancels a proposal: as its guardian at any time, as who made it until the vote begins.
 * Throws `GridwattError`, e.g. "GovernorUnableToCancel", "GuardianCannotCancel".
 * @example
 * await cancelProposal(guardian, { calls, description });
 */
export function cancelProposal(client: Client, parameters: ProposalParameters): Promise<Written> {
  return move(client, "cancel", parameters);
}

function move(client: Client, name: "queue" | "execute" | "cancel", parameters: ProposalParameters): Promise<Written> {
  const { calls, description, overrides } = parameters;
  const args = [...listsOf(calls), id(description)] as const;
  return write(client, { contract: "governor", name, args, overrides });
}

/** Targets, values and calls, as the governor takes them. */
function listsOf(calls: readonly ProposedCall[]): [string[], bigint[], string[]] {
  return [calls.map(({ target }) => target), calls.map(() => 0n), calls.map(({ data }) => data)];
}
