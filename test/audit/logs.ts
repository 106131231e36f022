import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import { connect, decodeEvents, type Client, type MarketEventName, type RawLog } from "@gridwatt/sdk";
import type { Filter, Provider } from "ethers";

import { playedMarket } from "./played.ts";

describe("an audit by a node that keeps something back", () => {
  const clientOf = playedMarket();

  for (const [name, told] of [
    ["Deposited", ["pool.owed", "accounts.free"]],
    ["WattMinted", ["on-ramp.minted"]],
    ["ReservePaid", ["reserve.paid", "period.ramps"]],
  ] as const) {
    it(`sees by its place that ${name} is missing, and what it told`, async () => {
      const report = await audit(without(clientOf(), name), {});
      const red = report.checks.filter(({ differences }) => differences.length > 0).map(({ id }) => id);
      assert.deepEqual(red, ["logs.complete", ...told]);
    });
  }

  it("names the block that contradicts those before", async () => {
    await assert.rejects(audit(without(clientOf(), "OrderPlaced"), {}), {
      name: "ContradictingEvents",
      message: /^Block \d+ contradicts what was told before: order \d+: \d+ Wh more were taken than lay there\.$/,
    });
  });
}).timeout(60_000);

/** A market whose node leaves the first event of a name out when it is asked for the market's logs. */
function without(client: Client, name: MarketEventName): Client {
  const provider = client.runner.provider;
  if (provider === null || provider === undefined) throw new Error("the market has no provider");
  let isOut = false;
  const getLogs = async (filter: Filter): Promise<RawLog[]> => {
    const logs = await provider.getLogs(filter);
    if (filter.address === undefined) return [...logs];
    return logs.filter((log) => {
      const isIt = !isOut && decodeEvents(client, [log])[0]?.name === name;
      isOut ||= isIt;
      return !isIt;
    });
  };
  const lying: Provider = new Proxy(provider, {
    get: (target, property) => {
      if (property === "getLogs") return getLogs;
      if (property === "provider") return lying;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return connect(client, lying);
}
