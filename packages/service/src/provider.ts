import { JsonRpcProvider, type TransactionReceipt } from "ethers";

/**
 * A node of the chain, by JSON-RPC. While ethers waits for a transaction it asks for the receipt at each block, and what
 * goes wrong there is caught by nobody and would end the process: here it is asked for again at the next block.
 */
export class ChainProvider extends JsonRpcProvider {
  /** Null where there is none yet, or the node does not answer. */
  override async getTransactionReceipt(hash: string): Promise<TransactionReceipt | null> {
    return super.getTransactionReceipt(hash).catch(() => null);
  }
}
