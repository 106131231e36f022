import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { approveGrid, connect, createClient, Grid } from "@gridwatt/sdk";
import { network } from "hardhat";

import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { runScript } from "./script.ts";

const DAY = 86_400;
const KEEPER = 18;

/**
 * A node with the local market, some of whose wallets have approved their GRID to staking. Each has so much of it, as wallet
 * 18 keeps what they have above.
 */
export async function startGridNode(holders: readonly number[], amount: Grid) {
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-grid-"));
  const file = join(folder, "market.json");
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const connection = await network.create({ network: "localhost", override: { url } });
  const deploymentId = `grid-${port}`;
  const journal = fileURLToPath(new URL(`../../deploy/deployments/${deploymentId}`, import.meta.url));
  const market = await deployMarket({ connection, parameters: local, deploymentId });
  writeFileSync(file, JSON.stringify(market.deployment));
  const signers = await connection.ethers.getSigners();
  const client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
  const signerAt = (number: number) => {
    const signer = signers[number];
    assert(signer !== undefined);
    return signer;
  };
  const as = (number: number) => connect(client, signerAt(number));
  for (const number of holders) {
    const grid = market.contracts.grid.connect(signerAt(number));
    await grid.transfer(signerAt(KEEPER), (await grid.balanceOf(signerAt(number))) - amount.base);
    await approveGrid(as(number), { amount: "unlimited" });
  }
  const passTo = async (seconds: (now: number) => number) => {
    const latest = await connection.ethers.provider.getBlock("latest");
    await connection.networkHelpers.time.increaseTo(seconds(latest?.timestamp ?? 0));
  };
  return {
    client,
    as,
    /** As anybody, who has money for gas. */
    asOther: async (address: string) => connect(client, await connection.ethers.getImpersonatedSigner(address)),
    time: connection.networkHelpers.time,
    /** Sends what only a node of tests answers. */
    send: (method: string, params: unknown[] = []) => connection.provider.request({ method, params }),
    /** What a process needs to find the market. */
    variables: { RPC_URL: url, DEPLOYMENT: file, POLL_MS: "100" },
    addressOf: (number: number) => signerAt(number).address,
    /** Writes a file for scripts. @returns its path */
    write: (name: string, content: unknown) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return join(folder, name);
    },
    /** Runs a script on the node, as a process. */
    run: (path: string, args: readonly string[]) => runScript(path, ["--rpc", url, "--deployment", file, ...args]),
    nextDay: () => passTo((now) => (Math.floor(now / DAY) + 1) * DAY),
    pass: (seconds: number) => passTo((now) => now + seconds),
    stop: async () => {
      await server.close();
      for (const made of [folder, journal]) rmSync(made, { recursive: true });
    },
  };
}

export type GridNode = Awaited<ReturnType<typeof startGridNode>>;
