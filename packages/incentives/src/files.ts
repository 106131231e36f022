import { GridwattError } from "@gridwatt/sdk";

import type { Incentives } from "./read.ts";
import type { AccountReward } from "./rewards.ts";
import { RewardTree } from "./tree.ts";

/** A file of rewards that is not what it should be. */
export class IncentiveFileError extends GridwattError {
  constructor(message: string) {
    super("IncentiveFileError", { message });
  }
}

/** What a file of rewards says: all that a quorum signs, and all that makers claim with. */
export interface RewardFile {
  readonly epoch: number;
  readonly root: string;
  readonly total: bigint;
  readonly fees: bigint;
  readonly rewards: readonly (AccountReward & { readonly proof: readonly string[] })[];
}

/** An epoch's rewards with the tree's root and proofs, as JSON; the root is null where nobody earned anything. */
export function formatRewards({ epoch, share, fees, fund, cap, rewards }: Incentives): string {
  const tree = rewards.length === 0 ? null : new RewardTree(rewards);
  const total = rewards.reduce((sum, { amount }) => sum + amount, 0n);
  const proven = rewards.map(({ account, amount }) => ({ account, amount, proof: tree?.proofOf(account) ?? [] }));
  const file = { epoch, share: Number(share), fees, fund, cap, total, root: tree?.root ?? null, rewards: proven };
  const plain = (_: string, part: unknown) => (typeof part === "bigint" ? part.toString() : part);
  return `${JSON.stringify(file, plain, 2)}\n`;
}

/**
 * Reads what `formatRewards` wrote, and builds the tree again. Throws `IncentiveFileError` where the file is of another form, its total is
 * not the sum, or its root is not the tree's.
 */
export function parseRewards(text: string): RewardFile {
  const file = objectOf(text);
  const list = file["rewards"];
  if (!Array.isArray(list) || list.length === 0) throw new IncentiveFileError("The file has no rewards.");
  const rewards = list.map((entry: Readonly<Record<string, unknown>>) => {
    return { account: whole(entry["account"], "account"), amount: amountOf(entry["amount"], "amount") };
  });
  const tree = new RewardTree(rewards);
  if (tree.root !== file["root"]) throw new IncentiveFileError("The root is not that of the rewards.");
  const total = rewards.reduce((sum, { amount }) => sum + amount, 0n);
  if (total !== amountOf(file["total"], "total")) throw new IncentiveFileError("The rewards do not sum to the total.");
  const proven = rewards.map((reward) => ({ ...reward, proof: tree.proofOf(reward.account) }));
  const [epoch, fees] = [whole(file["epoch"], "epoch"), amountOf(file["fees"], "fees")];
  return { epoch, root: tree.root, total, fees, rewards: proven };
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new IncentiveFileError("The file is no JSON object.");
}

function whole(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new IncentiveFileError(`The ${name} is a whole number below 2^32.`);
}

function amountOf(value: unknown, name: string): bigint {
  if (typeof value === "string" && /^(0|[1-9]\d{0,38})$/.test(value)) return BigInt(value);
  throw new IncentiveFileError(`The ${name} is a string of digits.`);
}
