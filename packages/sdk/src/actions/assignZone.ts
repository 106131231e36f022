import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface AssignZoneParameters extends WriteParameters {
  readonly account: number;
  readonly zone: number;
}
export type AssignZoneReturnType = Written;

/**
 * Makes a zone of the market area an account's home. Only the zone's registrar may.
 * Throws `GridwattError`, e.g. "NotRegistrar" or "AccountActive".
 * @example
 * await assignZone(registrarClient, { account: 1, zone: 3 });
 */
export async function assignZone(client: Client, parameters: AssignZoneParameters): Promise<AssignZoneReturnType> {
  const { overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const args = [
    account,
    client.deployment.contracts.exchange,
    uint(parameters.zone, { name: "zone", bits: 8 }),
  ] as const;
  return write(client, { contract: "registry", name: "assignZone", args, overrides });
}
