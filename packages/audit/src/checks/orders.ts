import { decodeOrderId } from "@gridwatt/sdk";
import type { RestingOrder } from "@gridwatt/statements";

import { each, visit, type Check, type Compared, type Subject } from "../check.ts";
import { add } from "../parts/part.ts";

export const orderOf = ({ stored }: Subject, { id }: Pick<RestingOrder, "id">) =>
  stored.ask("exchange", "orderData", id);

/** Orders with something open or to claim, and those that ended in slots whose storage is still their own. */
export function* rememberedOrders({ rebuilt }: Subject): Generator<Readonly<RestingOrder>> {
  for (const order of rebuilt.journal.orders.values()) {
    if (isAlive(order) || rebuilt.slots.get(slotOf(order)) !== undefined) yield order;
  }
}

function isAlive({ open, filled, claimed }: Readonly<RestingOrder>): boolean {
  return open > 0n || filled > claimed;
}

function slotOf({ id }: Readonly<RestingOrder>): number {
  return decodeOrderId(id).slot.number;
}

type OrderData = Awaited<ReturnType<typeof orderOf>>;

/** A check of one number that the exchange keeps of every order. */
function ofEach(
  check: Pick<Check, "id" | "name">,
  of: {
    readonly what: string;
    readonly expected: (order: Readonly<RestingOrder>) => bigint;
    readonly found: (data: OrderData) => bigint;
  },
): Check {
  const compare = (subject: Subject) =>
    each(rememberedOrders(subject), async (order): Promise<Compared> => {
      const found = of.found(await orderOf(subject, order));
      return { what: `${of.what} of order ${order.id}`, expected: of.expected(order), found };
    });
  return { ...check, compare };
}

/** Best price and energy there of each book, by slot and side and zone. */
function bestOf({ rebuilt }: Subject): ReadonlyMap<string, { price: bigint; energy: bigint }> {
  const best = new Map<string, { price: bigint; energy: bigint }>();
  for (const { id, open } of rebuilt.journal.orders.values()) {
    if (open === 0n) continue;
    const { slot, side, zone, price } = decodeOrderId(id);
    const [key, sign] = [`${slot.number} ${side} ${zone}`, side === "buy" ? 1n : -1n];
    const known = best.get(key);
    if (known === undefined || sign * (price.ticks - known.price) > 0n) {
      best.set(key, { price: price.ticks, energy: open });
    } else if (known.price === price.ticks) known.energy += open;
  }
  return best;
}

export const ORDERS: readonly Check[] = [
  ofEach(
    { id: "orders.states", name: "orders are open, or ended, for the accounts that placed them" },
    {
      what: "account",
      expected: (order) => (isAlive(order) ? BigInt(order.account) : 0n),
      found: ({ account }) => account,
    },
  ),
  ofEach(
    { id: "orders.energy", name: "open energy of every order is what was placed less filled and released" },
    { what: "open energy", expected: ({ open }) => open, found: ({ open }) => open },
  ),
  ofEach(
    { id: "orders.fills", name: "fills of every order that wait for a claim are those in the order of the queue" },
    { what: "fill", expected: ({ filled, claimed }) => filled - claimed, found: ({ filled }) => filled },
  ),
  {
    id: "orders.locks",
    name: "what the open energy of an account's orders costs at most is what they have locked",
    compare: async function* (subject) {
      const locks = new Map<number, bigint>();
      await visit(rememberedOrders(subject), async (order) => {
        const { account, open } = await orderOf(subject, order);
        add(locks, Number(account), open * subject.rebuilt.journal.lockOf(order.id));
      });
      for (const account of subject.rebuilt.journal.accounts) {
        const expected = subject.rebuilt.journal.funds(account).orders;
        yield { what: `locks of account ${account}`, expected, found: locks.get(account) ?? 0n };
      }
    },
  },
  {
    id: "orders.best",
    name: "best prices of every book, and the energy there, are those of its open orders",
    compare: (subject) => {
      const best = bestOf(subject);
      return each(subject.rebuilt.slots, async ({ opened: { slot } }) => {
        const { bids, asks } = await subject.stored.ask("exchange", "bestPrices", slot.number);
        return [bids, asks].flatMap((books, at) => {
          const side = at === 0 ? "buy" : "sell";
          return books.map(({ price, energy }, zone) => {
            const expected = best.get(`${slot.number} ${side} ${zone}`) ?? { price: 0n, energy: 0n };
            return { what: `best ${side} of zone ${zone} in slot ${slot.number}`, expected, found: { price, energy } };
          });
        });
      });
    },
  },
];
