import { CONTRACT_NAMES, type Client } from "@gridwatt/sdk";

import { each, type Check } from "../check.ts";

/** Places of the market's logs among all of a block. */
async function placesIn({ deployment, runner }: Client, block: number): Promise<number[]> {
  const own = new Set(CONTRACT_NAMES.map((name) => deployment.contracts[name].toLowerCase()));
  const logs = (await runner.provider?.getLogs({ fromBlock: block, toBlock: block })) ?? [];
  return logs.filter(({ address }) => own.has(address.toLowerCase())).map(({ index }) => index);
}

export const LOGS: readonly Check[] = [
  {
    id: "logs.order",
    name: "events came in their order, each once",
    compare: function* ({ logs }) {
      yield { what: "events out of order", expected: 0, found: logs.disordered };
    },
  },
  {
    id: "logs.complete",
    name: "no event is missing in blocks with events of the market: between them are only others'",
    compare: async function* ({ client, logs }) {
      const whole = logs.blocks - logs.gapped.size;
      yield { what: "blocks without gaps", expected: whole, found: whole };
      yield* each(logs.gapped, async ([block, found]) => {
        return { what: `events of block ${block}`, expected: await placesIn(client, block), found };
      });
    },
  },
];
