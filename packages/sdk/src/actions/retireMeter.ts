import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface RetireMeterParameters extends WriteParameters {
  readonly meter: number;
}
export type RetireMeterReturnType = Written;

/**
 * Takes a meter down; it counts until the end of the present slot. The runner is the registrar of its account's zone.
 * Throws `GridwattError`, e.g. "MeterHasChildren".
 * @example
 * await retireMeter(registrar, { meter: 7 });
 */
export async function retireMeter(client: Client, parameters: RetireMeterParameters): Promise<RetireMeterReturnType> {
  const { meter, overrides } = parameters;
  const args = [uint(meter, { name: "meter", bits: 32 })] as const;
  return write(client, { contract: "meters", name: "retireMeter", args, overrides });
}
