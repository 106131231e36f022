import { Energy, Price, type Kind, type OrderParameters } from "@gridwatt/sdk";

import { whole, type Given } from "./command.ts";
import { UsageError } from "./connection.ts";

const KINDS: Readonly<Record<string, Kind>> = {
  limit: "limit",
  "post-only": "postOnly",
  ioc: "immediateOrCancel",
  fok: "fillOrKill",
};

/** How an order is written on a command line. */
export const ORDER_OPTIONS = {
  account: { type: "string" },
  zone: { type: "string" },
  slot: { type: "string" },
  side: { type: "string" },
  energy: { type: "string" },
  limit: { type: "string" },
  kind: { type: "string" },
  "min-fill": { type: "string" },
  host: { type: "string" },
} as const;

export const ORDER_USAGE =
  "--slot SLOT --side buy|sell --energy KWH --limit PRICE [--kind limit|post-only|ioc|fok] [--min-fill KWH] [--host N]";

/** An order but for its account. */
export type AnonymousOrder = Omit<OrderParameters, "account">;

/** The order of a command line, once the time {s} is known. Throws `UsageError`. */
export function orderOf(given: Given): (now: number) => AnonymousOrder {
  const side = given.required("side");
  if (side !== "buy" && side !== "sell") throw new UsageError("--side is buy or sell.");
  const kind = KINDS[given.optional("kind") ?? "limit"];
  if (kind === undefined) throw new UsageError(`--kind is one of ${Object.keys(KINDS).join(", ")}.`);
  const zone = given.readOptional("zone", whole);
  const slot = given.slot();
  const order = {
    side,
    kind,
    energy: given.read("energy", (text) => Energy.parse(text)),
    limit: given.read("limit", (text) => Price.parse(text)),
    minFill: given.readOptional("min-fill", (text) => Energy.parse(text)) ?? Energy.ZERO,
    host: given.readOptional("host", whole) ?? 0,
    ...(zone === undefined ? {} : { zone }),
  } as const;
  return (now) => ({ ...order, slot: slot(now) });
}
