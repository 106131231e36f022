import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { slotNumber, uint, wattHours } from "../order.ts";
import type { Energy } from "../units/energy.ts";
import { Money } from "../units/money.ts";
import type { Slot } from "../units/slot.ts";
import { getPosition } from "./getPosition.ts";

export interface NetParameters extends WriteParameters {
  readonly account: number;
  readonly slot: Slot;
  /** Default: all that is both sold and bought. */
  readonly energy?: Energy;
}
export interface NetReturnType extends Written {
  readonly credit: Money;
}

/**
 * Sets off bought against sold energy of an account in a slot, and gets the money behind it back. Claim fills first.
 * Throws `GridwattError`, e.g. "NotEnoughToNet".
 * @example
 * const { credit } = await net(client, { account: 1, slot });
 */
export async function net(client: Client, parameters: NetParameters): Promise<NetReturnType> {
  const { account, slot, overrides } = parameters;
  const energy = parameters.energy ?? (await nettable(client, parameters));
  const args = [uint(account, { name: "account", bits: 32 }), slotNumber(slot), wattHours(energy, "energy")] as const;
  const written = await write(client, { contract: "exchange", name: "net", args, overrides });
  return { ...written, credit: eventsNamed(written.events, "Netted")[0]?.credit ?? Money.ZERO };
}

async function nettable(client: Client, { account, slot }: NetParameters): Promise<Energy> {
  const { sold, bought } = await getPosition(client, { account, slot });
  return sold.compare(bought) < 0 ? sold : bought;
}
