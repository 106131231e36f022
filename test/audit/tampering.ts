import assert from "node:assert/strict";

import { audit, formatReport } from "@gridwatt/audit";
import { decodeOrderId, getEvents, type Client, type ContractName } from "@gridwatt/sdk";
import { toBeHex } from "ethers";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { levelKeyOf, mappingAt, PLACES } from "../helpers/storage.ts";
import { playStory } from "./story.ts";

const [SELLER, BUYER, OPERATOR] = [1n, 2n, 1n];
/** Of the token and the router, in the order of their declarations. */
const [BALANCES, SUPPLY] = [0n, 2n];
const [OWED, TOTAL_OWED] = [3n, 4n];

/** Where something is changed, by how much, and which checks have to see it. */
interface Tampering {
  readonly what: string;
  readonly contract: ContractName;
  readonly place: () => Promise<bigint> | bigint;
  /** Added to the word. */
  readonly by: bigint;
  readonly red: readonly string[];
}

describe("an audit of a market whose storage was changed", () => {
  let market: EmbeddedMarket;
  let client: Client;

  before(async () => {
    market = await EmbeddedMarket.start();
    client = await playStory(market);
  });

  after(() => market.close());

  const payee = async () => {
    const [paid] = await getEvents(client, { names: ["PaidOut"] });
    return BigInt(paid?.payee ?? assert.fail("nobody was paid"));
  };
  const unpaid = async () => {
    const paid = await payee();
    const credited = await getEvents(client, { names: ["FeesCredited"] });
    return BigInt(credited.find((one) => BigInt(one.payee) !== paid)?.payee ?? assert.fail("all were paid"));
  };
  const firstSlot = async () => (await getEvents(client, { names: ["SlotOpened"] }))[0]?.slot.number ?? 0;
  /** An order that is still open, at the first place of its word. */
  const openOrder = async () => {
    const placed = await getEvents(client, { names: ["OrderPlaced"] });
    const slot = Math.max(...placed.map(({ id }) => decodeOrderId(id).slot.number));
    return placed.find(({ id }) => decodeOrderId(id).slot.number === slot)?.id ?? assert.fail("no order is open");
  };

  const exchange = { contract: "exchange" } as const;
  const cases: readonly Tampering[] = [
    {
      what: "somebody's WATT",
      contract: "watt",
      place: async () => mappingAt(await payee(), BALANCES),
      by: 1n,
      red: ["token.supply", "token.balances", "period.balances"],
    },
    {
      what: "the supply of WATT",
      contract: "watt",
      place: () => SUPPLY,
      by: 1n,
      red: ["token.supply", "token.minted", "period.supply"],
    },
    {
      what: "free funds",
      ...exchange,
      place: () => mappingAt(SELLER, PLACES.accounts),
      by: 1n << 160n,
      red: ["pool.owed", "accounts.free"],
    },
    {
      what: "an owner",
      ...exchange,
      place: () => mappingAt(SELLER, PLACES.accounts),
      by: 1n,
      red: ["accounts.owners"],
    },
    {
      what: "the fees of an operator",
      ...exchange,
      place: () => mappingAt(OPERATOR, PLACES.feesOwed),
      by: 1n,
      red: ["pool.owed", "fees.owed", "period.fees"],
    },
    {
      what: "a position",
      ...exchange,
      place: async () => mappingAt((SELLER << 11n) | BigInt((await firstSlot()) % 2048), PLACES.positions),
      by: 1n,
      red: ["positions.energy", "settlements.paid", "slots.sold-is-bought"],
    },
    {
      what: "the energy of an order",
      ...exchange,
      place: async () => mappingAt(levelKeyOf(await openOrder()) << 16n, PLACES.queues),
      by: 1n << 49n,
      red: ["pool.owed", "orders.energy", "orders.locks"],
    },
    {
      what: "a debt",
      ...exchange,
      place: () => mappingAt(BUYER, PLACES.debts),
      by: 1n,
      red: ["accounts.debts", "accounts.owner-debts", "clearing.debts"],
    },
    {
      what: "the collateral of the balancing party",
      ...exchange,
      place: () => PLACES.clearing,
      by: 1n << 160n,
      red: ["clearing.collateral"],
    },
    {
      what: "what a payee is owed",
      contract: "feeRouter",
      place: async () => mappingAt(await unpaid(), OWED),
      by: 1n,
      red: ["router.owed", "router.total"],
    },
    {
      what: "what all payees are owed",
      contract: "feeRouter",
      place: () => TOTAL_OWED,
      by: 1n,
      red: ["router.total", "router.balance", "period.router"],
    },
  ];

  for (const { what, contract, place, by, red } of cases) {
    it(`sees ${what} changed, and nothing else`, async () => {
      const address = client.deployment.contracts[contract];
      const restore = await change(client, { address, place: await place(), by });
      try {
        const report = await audit(client, {});
        const found = report.checks.filter(({ differences }) => differences.length > 0);
        assert.deepEqual(
          found.map(({ id }) => id),
          red,
        );
        assert.equal(report.isGreen, false);
        const text = formatReport(report);
        for (const { id, differences } of found) {
          assert(text.includes(`✗ ${id} `));
          for (const { what: of, expected, found: is } of differences) {
            assert(text.includes(`    ${of}: ${is}, and not ${expected}\n`));
          }
        }
      } finally {
        await restore();
      }
    });
  }
}).timeout(60_000);

/** Adds to a word of a contract's storage. Returns what takes it off again. */
async function change(
  { runner }: Client,
  { address, place, by }: { readonly address: string; readonly place: bigint; readonly by: bigint },
): Promise<() => Promise<unknown>> {
  const provider = runner.provider as unknown as { send(method: string, params: unknown[]): Promise<unknown> };
  const at = toBeHex(place);
  const before = BigInt(String(await provider.send("eth_getStorageAt", [address, at, "latest"])));
  const set = (word: bigint) => provider.send("hardhat_setStorageAt", [address, at, toBeHex(word, 32)]);
  await set(before + by);
  return () => set(before);
}
