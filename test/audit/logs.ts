import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import type { Client, MarketEventName } from "@gridwatt/sdk";

import { lying } from "./lying.ts";
import { playedMarket } from "./played.ts";

describe("an audit by a node that keeps something back", () => {
  const clientOf = playedMarket();

  for (const [name, told] of [
    ["Deposited", ["pool.owed", "accounts.free"]],
    ["WattMinted", ["on-ramp.minted"]],
    ["ReservePaid", ["reserve.paid", "period.ramps"]],
    ["SlashedPaid", ["rewards.funds", "pots.kept"]],
    ["SolutionAbandoned", ["election.solutions"]],
    ["SolutionFinished", ["election.solutions"]],
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
});

/** A market whose node leaves the first event of a name out. */
function without(client: Client, name: MarketEventName): Client {
  let isOut = false;
  return lying(client, (log, event) => {
    const isIt = !isOut && event?.name === name;
    isOut ||= isIt;
    return isIt ? null : log;
  });
}
