import { fileURLToPath } from "node:url";

import {
  connect,
  createClient,
  getOperators,
  getRoot,
  loadDeployment,
  ReadingTree,
  signRewards,
  signRoot,
  Slot,
} from "@gridwatt/sdk";
import { rewardsToJson } from "@gridwatt/oracle";
import { createLogger, startServer, type Route } from "@gridwatt/service";
import { id, JsonRpcProvider, Wallet } from "ethers";
import { readFileSync } from "node:fs";

/** An operator that signs whatever suits it, and serves leaves that nobody signed. Only a test runs it. */
async function lie(variables: NodeJS.ProcessEnv): Promise<void> {
  const deployment = loadDeployment(readFileSync(variables["DEPLOYMENT"] ?? "", "utf8"));
  const provider = new JsonRpcProvider(variables["RPC_URL"], deployment.chainId, { staticNetwork: true });
  const market = createClient({ deployment, runner: provider });
  const client = connect(market, new Wallet(variables["ORACLE_KEY"] ?? ""));
  const leaves = [{ account: 1, net: "4000", commitment: id("a lie") }];
  const { root } = new ReadingTree(leaves.map((leaf) => ({ ...leaf, net: BigInt(leaf.net) })));
  const answer = (body: unknown) => Promise.resolve({ status: 200, body });
  const routes: Route[] = [
    { method: "GET", path: /^\/slots\/\d+\/leaves$/, handle: () => answer({ leaves }) },
    {
      method: "GET",
      path: /^\/slots\/(\d+)$/,
      handle: async ({ params }) => {
        const slot = Slot.ofNumber(Number(params[0]));
        const [{ sequence }, { configuration }] = await Promise.all([getRoot(market, { slot }), getOperators(market)]);
        const signature = await signRoot(client, { slot, root, sequence: sequence + 1n, configuration });
        return answer({ slot: slot.number, root, signed: { sequence: `${sequence + 1n}`, configuration, signature } });
      },
    },
    {
      method: "GET",
      path: /^\/readings$/,
      handle: ({ query }) => {
        const registers = { importRegister: "0", exportRegister: "1000000", sequence: "1" };
        const reading = { meter: 1, slot: Number(query.get("slot")), ...registers, signature: `0x${"11".repeat(64)}` };
        return answer({ readings: [reading] });
      },
    },
    { method: "POST", path: /^\/readings$/, handle: () => answer({}) },
    {
      method: "GET",
      path: /^\/rewards$/,
      handle: async () => {
        const [block, { configuration }] = await Promise.all([provider.getBlock("latest"), getOperators(market)]);
        const epoch = Math.floor((block?.timestamp ?? 0) / 86_400) - 2;
        const rewards = { epoch, root: id("a lie"), total: 1n, fees: 10n, configuration };
        return answer(rewardsToJson({ rewards, signature: await signRewards(client, rewards) }));
      },
    },
  ];
  const log = createLogger("liar");
  const port = Number(variables["ORACLE_PORT"]);
  const { url } = await startServer({ host: "127.0.0.1", port, routes, log });
  log.info("listening", { url });
}

// Mocha loads every file below test.
if (process.argv[1] === fileURLToPath(import.meta.url)) await lie(process.env);
