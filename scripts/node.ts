// npm run node -- [--port N] [--chain-id N]
// A local chain in a terminal of its own: it forgets all when it stops.
import { createServer } from "node:net";
import { parseArgs } from "node:util";

import hre from "hardhat";

const HOST = "127.0.0.1";

const { port, chainId } = argumentsGiven();
if (!(await isFree(port))) {
  console.error(`node: port ${port} is taken: stop what listens there, or name another with --port.`);
  process.exit(1);
}
await hre.tasks.getTask("node").run({ hostname: HOST, port, chainId });

function argumentsGiven(): { port: number; chainId: number } {
  try {
    const { values } = parseArgs({
      options: { port: { type: "string", default: "8545" }, "chain-id": { type: "string", default: "31337" } },
    });
    return { port: whole(values.port, 65_535), chainId: whole(values["chain-id"], 2 ** 32) };
  } catch (error) {
    console.error(`usage: npm run node -- [--port N] [--chain-id N]: ${error instanceof Error ? error.message : ""}`);
    process.exit(2);
  }
}

function whole(text: string, most: number): number {
  if (!/^[0-9]{1,10}$/.test(text) || Number(text) > most) throw new Error(`${text} is no whole number up to ${most}`);
  return Number(text);
}

function isFree(wanted: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(wanted, HOST, () => server.close(() => resolve(true)));
  });
}
