import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { ParameterError } from "../gridwatt-error.ts";
import { slotNumber, uint } from "../order.ts";
import { Money } from "../units/money.ts";
import { Slot } from "../units/slot.ts";
import type { OrderId } from "../words/order-id.ts";
import { getEvents } from "./getEvents.ts";

export interface GetUnlocksParameters extends ReadParameters {
  readonly account: number;
  /** First slot looked at. */
  readonly from: Slot;
  /** How many slots are looked at. */
  readonly slots: number;
  /** The account's orders in these slots; default: those that events tell of since the deployment's first block. */
  readonly orders?: readonly OrderId[];
}

/**
 * What keeps money:
 * - `orders`: what open orders lock;
 * - `netting`: energy both sold and bought, which netting frees;
 * - `sets`: energy sold or bought, paid out at settlement, less what the deviation costs then;
 * - `reserve`: part of the free funds, kept for a shortfall;
 * - `credit`: for a deviation, settled and not yet paid.
 */
export type UnlockKind = "orders" | "netting" | "sets" | "reserve" | "credit";

/** Money that will be free. */
export interface Unlock {
  readonly slot: Slot;
  readonly kind: UnlockKind;
  readonly amount: Money;
  /** Free at the earliest; null: at once, if the account, or anyone for it, asks. */
  readonly from: Date | null;
  /** From here on anyone can free it, whatever others do or leave undone. */
  readonly by: Date;
}
export type GetUnlocksReturnType = Unlock[];

/** {slot} that the exchange looks at in one call */
const PAGE = 100;

/**
 * When an account's money is free, slot by slot: "this money is free at ...". A credit is due by then too, but as far as
 * the balancing party is short it becomes a receivable.
 * @example
 * const unlocks = await getUnlocks(client, { account: 1, from: Slot.at(new Date()).plus(-96), slots: 288 });
 */
export async function getUnlocks(client: Client, parameters: GetUnlocksParameters): Promise<GetUnlocksReturnType> {
  const { block, slots } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const first = slotNumber(parameters.from);
  if (!Number.isSafeInteger(slots) || slots < 1) throw new ParameterError(`slots is a count from 1 on, not ${slots}.`);
  const orders = parameters.orders ?? (await ordersOf(client, parameters));
  const unlocks: Unlock[] = [];
  for (let from = first; from < first + slots; from += PAGE) {
    const count = Math.min(PAGE, first + slots - from);
    const args = [account, from, count, [...new Set(orders)]] as const;
    const locked = await read(client, { contract: "exchange", name: "unlocksOf", args, block });
    if (locked.length === 0) continue;
    const settledBy = await read(client, { contract: "oracle", name: "timesOf", args: [from], block });
    const delay = settledBy.finalAt - settledBy.end;
    unlocks.push(...locked.flatMap((one) => unlocksOf(one, delay)));
  }
  return unlocks;
}

interface Locked {
  readonly slot: bigint;
  readonly gate: bigint;
  readonly end: bigint;
  readonly orders: bigint;
  readonly netting: bigint;
  readonly sets: bigint;
  readonly reserve: bigint;
  readonly credit: bigint;
  readonly isFinanced: boolean;
}

/** @param delay {s} after delivery until nobody is waited for: then a missing reading counts as what gives the least */
function unlocksOf(locked: Locked, delay: bigint): Unlock[] {
  const slot = Slot.ofNumber(locked.slot);
  const dateOf = (seconds: bigint) => new Date(Number(seconds) * 1000);
  const [gate, end, by] = [dateOf(locked.gate), dateOf(locked.end), dateOf(locked.end + delay)] as const;
  const rows: readonly (readonly [UnlockKind, bigint, Date | null, Date])[] = [
    ["orders", locked.orders, null, gate],
    ["netting", locked.netting, null, by],
    ["sets", locked.sets, end, by],
    ["reserve", locked.reserve, end, by],
    ["credit", locked.credit, locked.isFinanced ? null : end, by],
  ];
  return rows.flatMap(([kind, units, from, until]) => {
    return units === 0n ? [] : [{ slot, kind, amount: Money.ofUnits(units), from, by: until }];
  });
}

async function ordersOf(client: Client, { account, from, slots, block }: GetUnlocksParameters): Promise<OrderId[]> {
  const toBlock = typeof block === "number" ? { toBlock: block } : {};
  const placed = await getEvents(client, { names: ["OrderPlaced"], ...toBlock });
  const own = placed.filter((event) => event.account === account);
  return own.filter(({ slot }) => slot.number >= from.number && slot.number < from.number + slots).map(({ id }) => id);
}
