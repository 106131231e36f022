import assert from "node:assert/strict";

import { ReadingTree, Slot, type Client } from "@gridwatt/sdk";
import { createLogger, Metrics, startServer, type HttpServer } from "@gridwatt/service";
import { id } from "ethers";

import { Oracles } from "../../packages/keeper/src/oracles.ts";

const SLOT = Slot.ofNumber(1_995_264);
const LEAVES = [
  { account: 3, net: "-1200", commitment: id("three") },
  { account: 9, net: "800", commitment: id("nine") },
];
const { root: ROOT } = new ReadingTree(LEAVES.map((leaf) => ({ ...leaf, net: BigInt(leaf.net) })));

describe("the oracle nodes of a keeper", () => {
  const log = createLogger("test", () => undefined);
  const servers: HttpServer[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  /** Nodes that answer so when they are asked for leaves. */
  async function oraclesOf(...answers: readonly unknown[]) {
    for (const body of answers) {
      const handle = async () => ({ status: 200, body });
      const routes = [{ method: "GET", path: new RegExp(`^/slots/${SLOT.number}/leaves$`), handle } as const];
      servers.push(await startServer({ host: "127.0.0.1", port: 0, routes, log }));
    }
    const urls = servers.map(({ url }) => url);
    const metrics = new Metrics("keeper");
    const oracles = new Oracles({ urls: ["http://127.0.0.1:9", ...urls], client: {} as Client, log, metrics });
    return { oracles, urls, metrics };
  }

  it("give the tree of a root, though one is down, some talk nonsense and one lies", async () => {
    const wrong = { leaves: [{ ...LEAVES[0], net: "5" }, LEAVES[1]] };
    const twice = { leaves: [LEAVES[0], LEAVES[0]] };
    const short = { leaves: [{ ...LEAVES[0], commitment: "0x12" }] };
    const { oracles, urls, metrics } = await oraclesOf("nonsense", twice, wrong, short, { leaves: LEAVES });
    assert.equal((await oracles.tree(SLOT, ROOT))?.root, ROOT);
    const counted = [...(await metrics.text()).matchAll(/^gridwatt_keeper_wrong_leaves_total\{oracle="(.*)"\} 1$/gm)];
    assert.deepEqual(
      counted.map(([, oracle]) => oracle),
      [urls[2]],
    );
  });

  it("give none where none is honest", async () => {
    const { oracles } = await oraclesOf({ leaves: LEAVES.slice(1) });
    assert.equal(await oracles.tree(SLOT, ROOT), undefined);
  });
});
