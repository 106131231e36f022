import { GridwattError, readContract, type Client } from "@gridwatt/sdk";

import { readIncentives } from "./read.ts";
import { RewardTree } from "./tree.ts";

export interface ReadRewardParameters {
  /** Day since 1970, which ended more than a day ago. */
  readonly epoch: number;
  readonly account: number;
  /** {s} By the chain's clock. */
  readonly now: number;
}

/** What `claimMakerRewards` takes. */
export interface ProvenReward {
  readonly epoch: number;
  readonly account: number;
  /** {base} */
  readonly amount: bigint;
  /** From the account's leaf to the root on chain. */
  readonly proof: readonly string[];
}

/**
 * Computes what an account earned in an epoch, with the proof by which it is claimed, and believes nobody: what comes out must
 * make the root on chain. Throws `GridwattError` "NothingEarned", "NotSubmitted", or "OtherRewards" where operators signed another
 * root; `RangeError` where it is too early; and as `readIncentives` does.
 * @example
 * await claimMakerRewards(client, await readReward(client, { epoch: 20_785, account: 7, now }));
 */
export async function readReward(client: Client, { epoch, account, now }: ReadRewardParameters): Promise<ProvenReward> {
  const { rewards } = await readIncentives(client, { epoch, now });
  const earned = rewards.find((reward) => reward.account === account);
  const { root } = await readContract(client, { contract: "incentives", name: "claimableOf", args: [epoch] });
  if (earned === undefined) {
    throw refusal("NothingEarned", `Account ${account} earned nothing on day ${epoch}.`);
  }
  if (BigInt(root) === 0n) {
    throw refusal("NotSubmitted", `What makers earned on day ${epoch} is not on chain yet: keepers bring it there.`);
  }
  const tree = new RewardTree(rewards);
  if (tree.root !== root) {
    const what = `The rewards of day ${epoch} on chain are not those that the market's events give`;
    throw refusal("OtherRewards", `${what}: only a proof of whoever signed them can claim.`);
  }
  return { epoch, account, amount: earned.amount, proof: tree.proofOf(account) };
}

function refusal(name: string, message: string): GridwattError {
  return new GridwattError(name, { message });
}
