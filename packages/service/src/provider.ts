import { FetchRequest, JsonRpcProvider, type TransactionReceipt } from "ethers";

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

/**
 * How a node is asked. What ethers gives up on keeps its connection, and with it the process: here it is closed.
 * @param timeout {ms} in which an answer must have arrived
 */
export function requestTo(rpc: string, timeout: number): FetchRequest {
  const request = new FetchRequest(rpc);
  request.timeout = timeout;
  request.getUrlFunc = async ({ url, method, headers, body }) => {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { method, headers, body: body === null ? null : Buffer.from(body), signal });
    const answer = new Uint8Array(await response.arrayBuffer());
    const { status: statusCode, statusText: statusMessage } = response;
    return { statusCode, statusMessage, headers: Object.fromEntries(response.headers), body: answer };
  };
  return request;
}
