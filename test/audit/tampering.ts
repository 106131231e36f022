import assert from "node:assert/strict";

import { decodeOrderId, getEvents, type Client } from "@gridwatt/sdk";

import { levelKeyOf, mappingAt, PLACES } from "../helpers/storage.ts";
import { seeEach, type Tampering } from "./tamper.ts";

const [SELLER, BUYER, OPERATOR] = [1n, 2n, 1n];
/** Of the token, the router and the oracle's operators, in the order of their declarations. */
const [BALANCES, SUPPLY] = [0n, 2n];
const [OWED, TOTAL_OWED] = [3n, 4n];
const NAMED = 2n;
/** {bit} Of an operator's version; its place lies below. */
const VERSION = 6n;

describe("an audit of a market whose storage was changed", () => {
  seeEach(cases);
});

function cases(clientOf: () => Client): readonly Tampering[] {
  const payee = async () => {
    const [paid] = await getEvents(clientOf(), { names: ["PaidOut"] });
    return BigInt(paid?.payee ?? assert.fail("nobody was paid"));
  };
  const unpaid = async () => {
    const paid = await payee();
    const credited = await getEvents(clientOf(), { names: ["FeesCredited"] });
    return BigInt(credited.find((one) => BigInt(one.payee) !== paid)?.payee ?? assert.fail("all were paid"));
  };
  const firstSlot = async () => (await getEvents(clientOf(), { names: ["SlotOpened"] }))[0]?.slot.number ?? 0;
  /** An order that is still open, at the first place of its word. */
  const openOrder = async () => {
    const placed = await getEvents(clientOf(), { names: ["OrderPlaced"] });
    const slot = Math.max(...placed.map(({ id }) => decodeOrderId(id).slot.number));
    return placed.find(({ id }) => decodeOrderId(id).slot.number === slot)?.id ?? assert.fail("no order is open");
  };

  const exchange = { contract: "exchange" } as const;
  return [
    {
      what: "somebody's WATT",
      contract: "watt",
      place: async () => mappingAt(await payee(), BALANCES),
      by: 1n,
      red: ["token.supply", "token.balances", "treasury.balances", "period.balances"],
    },
    {
      what: "the supply of WATT",
      contract: "watt",
      place: () => SUPPLY,
      by: 1n,
      red: ["token.supply", "token.minted", "on-ramp.minted", "period.supply"],
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
      what: "what a host is owed",
      ...exchange,
      place: () => PLACES.hostFees + 1n,
      by: 10_000n << 48n,
      red: ["pool.owed", "hosts.shares"],
    },
    {
      what: "what hosts and discounts kept",
      ...exchange,
      place: () => PLACES.hostFees,
      by: 10_000n << 128n,
      red: ["pool.owed", "hosts.shares", "hosts.kept"],
    },
    {
      what: "a discount",
      ...exchange,
      place: () => mappingAt(SELLER, PLACES.accounts),
      by: 1n << 221n,
      red: ["hosts.discounts"],
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
      what: "that an operator is one",
      contract: "operatorSet",
      place: async () => {
        const named = await getEvents(clientOf(), { names: ["OperatorsSet"] });
        const [operator] = named.find((one) => one.contract === "operatorSet")?.operators ?? [];
        return mappingAt(BigInt(operator ?? assert.fail("there are no operators")), NAMED);
      },
      by: 1n << VERSION,
      red: ["oracle.operators"],
    },
    {
      what: "the place of an operator",
      contract: "operatorSet",
      place: async () => {
        const named = await getEvents(clientOf(), { names: ["OperatorsSet"] });
        const operators = named.findLast((one) => one.contract === "operatorSet")?.operators ?? [];
        return mappingAt(BigInt(operators.at(-1) ?? assert.fail("there are no operators")), NAMED);
      },
      by: 1n,
      red: ["oracle.operators"],
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
}
