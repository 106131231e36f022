import { recoverAddress, TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { bySigner, signerOf } from "../internal/signer.ts";
import { fieldsOf } from "../internal/values.ts";
import { uint } from "../order.ts";
import type { OrderTypedData } from "./signOrder.ts";

/** What makers earned in an epoch, as oracle operators sign it. */
export interface MakerRewards {
  /** Day since 1970. */
  readonly epoch: number;
  /** Of the tree over what each account earned. */
  readonly root: string;
  /** {base} of all accounts */
  readonly total: bigint;
  /** {base} market fees that the trades paid, less what hosts get of them */
  readonly fees: bigint;
  /** Of the set of operators, by `getRoot`. */
  readonly configuration: string;
}

const REWARDS = {
  MakerRewards: fieldsOf("uint32 epoch,bytes32 root,uint128 total,uint128 fees,bytes32 configuration"),
};

/**
 * Signs what makers earned, as an oracle operator. Asks nothing of the network.
 * @returns the signature
 * @example
 * const signature = await signRewards(connect(client, operator), { epoch, root, total, fees, configuration });
 */
export async function signRewards(client: Client, rewards: MakerRewards): Promise<string> {
  const { domain, types, message } = rewardsTypedData(client, rewards);
  return signerOf(client).signTypedData(domain, types, message);
}

/** Who signed what makers earned. Throws where the signature is none. */
export function rewardsSigner(client: Pick<Client, "deployment">, rewards: MakerRewards, signature: string): string {
  const { domain, types, message } = rewardsTypedData(client, rewards);
  return recoverAddress(TypedDataEncoder.hash(domain, types, message), signature);
}

export interface SubmitRewardsParameters extends WriteParameters {
  readonly rewards: MakerRewards;
  /** Of operators, in any order. */
  readonly signatures: readonly string[];
}

/**
 * Hands in what makers earned in an epoch, signed by more than two thirds of the oracle operators. Anyone may.
 * Throws `GridwattError`, e.g. "EpochNotNewer", "RewardsTooHigh", "NoQuorum".
 * @example
 * await submitRewards(client, { rewards, signatures });
 */
export async function submitRewards(client: Client, parameters: SubmitRewardsParameters): Promise<Written> {
  const { rewards, signatures, overrides } = parameters;
  const sorted = bySigner(signatures, (signature) => rewardsSigner(client, rewards, signature));
  const { epoch, root, total, fees } = rewards;
  const args = [{ epoch, root, total, fees }, sorted] as const;
  return write(client, { contract: "incentives", name: "submitRewards", args, overrides });
}

export interface ClaimMakerRewardsParameters extends WriteParameters {
  readonly epoch: number;
  readonly account: number;
  /** {base} and the way to the root, as the file of the epoch's rewards has them. */
  readonly amount: bigint;
  readonly proof: readonly string[];
}

/**
 * Pays an account's rewards of an epoch to its owner. Anyone may.
 * Throws `GridwattError`, e.g. "AlreadyClaimed", "NotClaimable".
 * @example
 * await claimMakerRewards(client, { epoch, account, amount, proof });
 */
export async function claimMakerRewards(client: Client, parameters: ClaimMakerRewardsParameters): Promise<Written> {
  const { amount, proof, overrides } = parameters;
  const epoch = uint(parameters.epoch, { name: "epoch", bits: 32 });
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const args = [epoch, account, amount, proof] as const;
  return write(client, { contract: "incentives", name: "claimRewards", args, overrides });
}

export interface ReturnUnclaimedParameters extends WriteParameters {
  readonly epoch: number;
}

/** Gives back to the fund what nobody claimed in time. Anyone may. Throws `GridwattError`, e.g. "StillClaimable". */
export function returnUnclaimed(client: Client, { epoch, overrides }: ReturnUnclaimedParameters): Promise<Written> {
  const args = [uint(epoch, { name: "epoch", bits: 32 })] as const;
  return write(client, { contract: "incentives", name: "returnUnclaimed", args, overrides });
}

function rewardsTypedData(client: Pick<Client, "deployment">, rewards: MakerRewards): OrderTypedData {
  const { chainId, contracts } = client.deployment;
  return {
    domain: { name: "Gridwatt Incentives", version: "1", chainId, verifyingContract: contracts.incentives },
    types: REWARDS,
    message: { ...rewards, epoch: uint(rewards.epoch, { name: "epoch", bits: 32 }) },
  };
}
