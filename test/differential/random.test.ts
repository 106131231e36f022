import assert from "node:assert/strict";

import fc from "fast-check";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { deployTestMarket } from "../helpers/market.ts";
import type { Zone } from "../model/market.ts";
import type { Move } from "./moves.ts";
import { HOSTS, move, play, TRADERS } from "./moves.ts";
import { Twin } from "./twin.ts";

const RING = 2048;
const DEEP = process.env["TEST_DEPTH"] === "deep";
const RUNS = DEEP ? 12 : 3;
const MOVES = DEEP ? 600 : 250;
const BANDS = [
  { fromBps: 2500n, add: 5n },
  { fromBps: 7777n, add: 40n },
];
const TREE: readonly Zone[] = [
  { parent: null, operator: "tso", tariff: 3n, capacity: null, bands: [] },
  { parent: 0, operator: "east", tariff: 2n, capacity: 900n, bands: BANDS },
  { parent: 0, operator: "west", tariff: 4n, capacity: 301n, bands: [{ fromBps: 0n, add: 7n }] },
  { parent: 1, operator: "east", tariff: 0n, capacity: null, bands: [] },
  { parent: 1, operator: "east", tariff: 1n, capacity: 0n, bands: [] },
];
/** {tick} Less than the highest discount, so that it is nothing for some. */
const MARKET_FEE = 5n;
/** The last account is the balancing party, which does not trade. */
const ACCOUNT_ZONES = [0, 1, 2, 3, 4, 1, 3, 2, 0];
const PAIRS = [
  { long: -40n, short: 60n },
  { long: 5n, short: 90n },
  { long: -80n, short: -10n },
];

/** Random verbs over three slots, all settled, and again when the ring has come round to the same storage. */
async function campaign(connection: NetworkConnection, laps: readonly (readonly Move[])[]): Promise<Twin> {
  const setup = { zones: TREE, marketFee: MARKET_FEE, accountZones: ACCOUNT_ZONES, accountsPerOwner: 2 };
  const market = await deployTestMarket(connection, setup);
  const twin = new Twin(market, setup);
  for (let account = 0; account < TRADERS; account += 1) {
    await twin.deposit(account, account === TRADERS - 1 ? 9_000n : 2_000_000n);
  }
  await twin.licenseHosts();
  let first = Math.ceil(market.now / 900) + 4;
  for (const [lap, moves] of laps.entries()) {
    await market.advanceTo((first - 4) * 900);
    for (const [at, pair] of PAIRS.entries()) {
      // Of the slots in play, some are under older terms than others.
      if (at === 1) await twin.setTariff({ zone: 3, tariff: BigInt(lap + 1) });
      await twin.openSlot(first + at, pair);
    }
    for (const one of moves) await twin.compare(await play(twin, one, first));
    for (const at of [1, 0, 2]) await twin.settle(first + at);
    first += RING;
  }
  await twin.compareEnded();
  return twin;
}

describe("the exchange against the reference market", () => {
  it("agrees on every trade, order and balance", async function () {
    this.timeout(3_600_000);
    const seen = new Map<string, number>();
    const lap = fc.noBias(fc.array(move, { minLength: MOVES, maxLength: MOVES }));
    await fc.assert(
      fc.asyncProperty(fc.tuple(lap, lap), async (laps) => {
        const connection = await network.create();
        const twin = await campaign(connection, laps);
        await connection.close();
        const { hostFees, waived } = twin.model.state;
        const more = [
          ["trades", twin.trades],
          ["waived", Number(waived)],
        ] as const;
        const hosts = [...hostFees].map(([host, fees]) => [`host ${host}`, Number(fees)] as const);
        for (const [name, count] of [...twin.refusals, ...more, ...hosts]) {
          seen.set(name, (seen.get(name) ?? 0) + count);
        }
      }),
      { numRuns: RUNS, seed: 20_261_123, endOnFailure: !DEEP },
    );
    // The campaigns really traded, and met the refusals that depend on the book.
    assert((seen.get("trades") ?? 0) > RUNS * MOVES * 0.2, `${seen.get("trades")} trades`);
    for (const name of ["waived", ...Array.from({ length: HOSTS }, (_, at) => `host ${at + 1}`)]) {
      assert((seen.get(name) ?? 0) > 0, `${name} earned nothing`);
    }
    for (const name of ["PostOnlyWouldMatch", "FillOrKillUnfilled", "MinimumFillNotReached", "InsufficientFree"]) {
      assert((seen.get(name) ?? 0) > 0, `${name} never happened`);
    }
  });
});
