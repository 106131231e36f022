import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { createLogger, ChainProvider, requestTo, startServer, type HttpServer } from "@gridwatt/service";
import { keccak256, Wallet, ZeroHash } from "ethers";

interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: readonly string[];
}

describe("requestTo", () => {
  it("closes the connection to a node that does not answer in time", async () => {
    const node = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(node, "listening");
    const connected = once(node, "connection") as Promise<[Socket]>;
    const request = requestTo(`http://127.0.0.1:${(node.address() as AddressInfo).port}`, 50);
    const provider = new ChainProvider(request, 31_337, { staticNetwork: true });
    await assert.rejects(provider.getBlockNumber(), /timeout/);
    const [socket] = await connected;
    const isClosed =
      socket.closed || (await Promise.race([once(socket, "close"), sleep(2_000, false, { ref: false })]));
    node.closeAllConnections();
    node.close();
    provider.destroy();
    assert(isClosed);
  });
});

describe("ChainProvider", () => {
  const wallet = Wallet.createRandom();
  let server: HttpServer;
  let provider: ChainProvider;
  let [block, receipts] = [1, 0];

  before(async () => {
    const log = createLogger("test", () => undefined);
    server = await startServer({ host: "127.0.0.1", port: 0, routes: [{ method: "POST", path: /^\/$/, handle }], log });
    const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: 20, batchMaxCount: 1 };
    provider = new ChainProvider(server.url, 31_337, options);
  });

  after(async () => {
    provider.destroy();
    await server.close();
  });

  /** A node that mines a block whenever it is asked for its number, and fails when it is first asked for a receipt. */
  async function handle({ json }: { readonly json: () => Promise<unknown> }) {
    const { id, method, params } = (await json()) as Question;
    if (method === "eth_getTransactionReceipt" && ++receipts < 4) return { status: 500, body: "" };
    return { status: 200, body: { jsonrpc: "2.0", id, result: resultOf(method, params[0] ?? "") } };
  }

  function resultOf(method: string, first: string): unknown {
    const place = { blockNumber: "0x2", blockHash: ZeroHash, transactionHash: first, transactionIndex: "0x0" };
    const gas = { gasUsed: "0x1", cumulativeGasUsed: "0x1", effectiveGasPrice: "0x1" };
    const receipt = {
      ...place,
      ...gas,
      from: wallet.address,
      to: wallet.address,
      logs: [],
      logsBloom: "0x",
      status: "0x1",
    };
    const results: Record<string, unknown> = {
      eth_blockNumber: `0x${(++block).toString(16)}`,
      eth_getTransactionCount: "0x0",
      eth_sendRawTransaction: method === "eth_sendRawTransaction" && keccak256(first),
      eth_getTransactionReceipt: receipt,
    };
    return results[method] ?? null;
  }

  it("waits for a transaction though the node fails to tell of it for a while", async () => {
    const transaction = { to: wallet.address, nonce: 0, gasLimit: 21_000, gasPrice: 1, chainId: 31_337, type: 0 };
    const sent = await provider.broadcastTransaction(await wallet.signTransaction(transaction));
    assert.equal((await sent.wait())?.status, 1);
    assert(receipts >= 4);
  });
});
