import type { NetworkConnection } from "hardhat/types/network";

/** A transaction as a node tells it, as far as it is read here. */
export interface SentTransaction {
  readonly hash: string;
  readonly from: string;
  readonly nonce: string;
  readonly to: string | null;
  readonly input: string;
  readonly gasPrice?: string;
  readonly maxFeePerGas?: string;
  readonly maxPriorityFeePerGas?: string;
}

/**
 * The transaction with which a sender used a nonce; null where the nonce is free. No node can be asked for it, but for
 * the number of transactions that a sender had made by some block: so it looks for the block, first among the latest.
 * Throws where the transaction still waits, or lies further back than the node remembers.
 */
export async function findSent(
  { ethers, provider }: NetworkConnection,
  { sender, nonce }: { readonly sender: string; readonly nonce: number },
): Promise<SentTransaction | null> {
  const latest = await ethers.provider.getBlockNumber();
  const isUsedBy = async (block: number) => (await ethers.provider.getTransactionCount(sender, block)) > nonce;
  if (!(await isUsedBy(latest))) {
    if ((await ethers.provider.getTransactionCount(sender, "pending")) <= nonce) return null;
    throw new Error(`transaction ${nonce} of ${sender} is not mined yet: run again when it is`);
  }
  const number = await firstBlock(latest, isUsedBy).catch((cause: unknown) => {
    const problem = `transaction ${nonce} of ${sender} lies further back than this node remembers: name another by --rpc`;
    throw new Error(problem, { cause });
  });
  const params = [`0x${number.toString(16)}`, true];
  const block = (await provider.request({ method: "eth_getBlockByNumber", params })) as {
    readonly transactions: readonly SentTransaction[];
  };
  const isIt = (sent: SentTransaction) =>
    sent.from.toLowerCase() === sender.toLowerCase() && BigInt(sent.nonce) === BigInt(nonce);
  return block.transactions.find(isIt) ?? null;
}

/** The first block for which something holds that holds for the latest, and for all after the first. */
async function firstBlock(latest: number, holds: (block: number) => Promise<boolean>): Promise<number> {
  let [after, until] = [-1, latest];
  for (let step = 1; until - step > after; step *= 2) {
    if (await holds(until - step)) until -= step;
    else after = until - step;
  }
  while (until - after > 1) {
    const middle = Math.floor((until + after) / 2);
    if (await holds(middle)) until = middle;
    else after = middle;
  }
  return until;
}
