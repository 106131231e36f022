import { attest } from "@gridwatt/oracle";
import { getMeter, getOperators, getRoot, signRoot, Slot, type ReadingTree, type SignedReading } from "@gridwatt/sdk";
import { createLogger, startServer, type HttpServer, type Route } from "@gridwatt/service";
import { id } from "ethers";

import type { Household } from "./households.ts";
import { OPERATORS, type ProcessMarket } from "./market.ts";

/** What three operators say who agree on all readings of a day, as one server: their addresses are `urls`. */
export class SignedOracle {
  readonly urls: readonly string[];
  readonly #server: HttpServer;

  private constructor(server: HttpServer) {
    this.#server = server;
    this.urls = [0, 1, 2].map((operator) => `${server.url}/${operator}`);
  }

  static async start(
    market: ProcessMarket,
    of: { households: readonly Household[]; readings: readonly SignedReading[] },
  ) {
    const { households, readings } = of;
    const found = await Promise.all(households.map(({ meter }) => getMeter(market.client, { meter })));
    const meters = found.filter((meter) => meter !== null);
    const known = new Map(readings.map((reading) => [`${reading.meter}/${reading.slot.number}`, reading]));
    const trees = new Map<number, ReadingTree>();
    const treeOf = (slot: Slot): ReadingTree => {
      const readingAt = (meter: number, at: Slot) => known.get(`${meter}/${at.number}`);
      const request = { slot, meters, readingAt, secret: id("a secret") };
      const tree = trees.get(slot.number) ?? attest(market.client, request).tree;
      trees.set(slot.number, tree);
      return tree;
    };
    const routes: Route[] = [
      {
        method: "GET",
        path: /^\/(\d)\/slots\/(\d+)$/,
        handle: async ({ params: [operator, number] }) => {
          const slot = Slot.ofNumber(Number(number));
          const { root } = treeOf(slot);
          const { sequence } = await getRoot(market.client, { slot });
          const { configuration } = await getOperators(market.client);
          const client = market.as(OPERATORS[Number(operator)] ?? 0);
          const signature = await signRoot(client, { slot, root, sequence: sequence + 1n, configuration });
          const signed = { sequence: `${sequence + 1n}`, configuration, signature };
          return { status: 200, body: { slot: slot.number, root, signed } };
        },
      },
      {
        method: "GET",
        path: /^\/\d\/slots\/(\d+)\/leaves$/,
        handle: async ({ params }) => {
          const leaves = treeOf(Slot.ofNumber(Number(params[0]))).leaves.slice(1);
          const told = leaves.map(({ account, net, commitment }) => ({ account, net: `${net}`, commitment }));
          return { status: 200, body: { leaves: told } };
        },
      },
    ];
    const log = createLogger("oracle", () => undefined);
    return new SignedOracle(await startServer({ host: "127.0.0.1", port: 0, routes, log }));
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
