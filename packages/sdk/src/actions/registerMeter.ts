import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { CURVES, type Curve } from "../internal/curves.ts";
import { uint } from "../order.ts";
import { Energy } from "../units/energy.ts";

export { CURVES, type Curve };

/** A meter's public key: on secp256k1 its address as x, on P-256 the point. */
export interface MeterKey {
  readonly curve: Curve;
  /** 32 bytes. */
  readonly x: string;
  /** 32 bytes; zero on secp256k1. */
  readonly y: string;
}

export interface RegisterMeterParameters extends WriteParameters {
  /** Whose energy it counts. */
  readonly account: number;
  readonly key: MeterKey;
  /** The most in a slot. */
  readonly ratedImport: Energy;
  readonly ratedExport: Energy;
  /** The meter behind which it hangs; default: none. */
  readonly parent?: number;
  /** Digits of the registers in Wh; default: 12. */
  readonly importDigits?: number;
  readonly exportDigits?: number;
}
export interface RegisterMeterReturnType extends Written {
  readonly meter: number;
}

/**
 * Mounts a meter for an account; it counts from the next slot on. The runner is the registrar of the account's zone.
 * Throws `GridwattError`, e.g. "NotMeterRegistrar", "KeyInUse".
 * @example
 * const { meter } = await registerMeter(registrar, { account: 1, key, ratedImport: Energy.parse("5"), ratedExport: Energy.parse("3") });
 */
export async function registerMeter(
  client: Client,
  parameters: RegisterMeterParameters,
): Promise<RegisterMeterReturnType> {
  const { key, parent = 0, ratedImport, ratedExport, importDigits = 12, exportDigits = 12, overrides } = parameters;
  const args = [
    uint(parameters.account, { name: "account", bits: 32 }),
    uint(parent, { name: "parent", bits: 32 }),
    { curve: CURVES.indexOf(key.curve), x: key.x, y: key.y },
    ratedImport.wh,
    ratedExport.wh,
    uint(importDigits, { name: "importDigits", bits: 8 }),
    uint(exportDigits, { name: "exportDigits", bits: 8 }),
  ] as const;
  const written = await write(client, { contract: "meters", name: "registerMeter", args, overrides });
  const [registered] = eventsNamed(written.events, "MeterRegistered");
  if (registered === undefined) throw new GridwattError("NotMined", { message: "No meter was registered." });
  return { ...written, meter: registered.meter };
}
