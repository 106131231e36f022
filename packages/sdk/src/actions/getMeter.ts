import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { uint } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Slot } from "../units/slot.ts";
import { CURVES, type MeterKey } from "./registerMeter.ts";

export interface GetMeterParameters extends ReadParameters {
  readonly meter: number;
}
export interface GetMeterReturnType {
  readonly meter: number;
  readonly account: number;
  /** The market area in which it counts. */
  readonly exchange: string;
  /** The meter behind which it hangs. */
  readonly parent: number | null;
  readonly ratedImport: Energy;
  readonly ratedExport: Energy;
  readonly importDigits: number;
  readonly exportDigits: number;
  /** First slot that it counts for. */
  readonly validFrom: Slot;
  /** First slot that it does not count for any more; null while it is in use. */
  readonly validTo: Slot | null;
  readonly key: MeterKey;
}

/**
 * A meter, or null where none has that number.
 * @example
 * const meter = await getMeter(client, { meter: 7 });
 */
export async function getMeter(client: Client, parameters: GetMeterParameters): Promise<GetMeterReturnType | null> {
  const args = [uint(parameters.meter, { name: "meter", bits: 32 })] as const;
  const data = await read(client, { contract: "meters", name: "meterOf", args, block: parameters.block });
  if (data.account === 0n) return null;
  return {
    meter: parameters.meter,
    account: Number(data.account),
    exchange: data.exchange,
    parent: data.parent === 0n ? null : Number(data.parent),
    ratedImport: Energy.ofWh(data.ratedImport),
    ratedExport: Energy.ofWh(data.ratedExport),
    importDigits: Number(data.importDigits),
    exportDigits: Number(data.exportDigits),
    validFrom: Slot.ofNumber(data.validFrom),
    validTo: data.validTo === 0n ? null : Slot.ofNumber(data.validTo),
    key: { curve: CURVES[Number(data.key.curve)] ?? "secp256k1", x: data.key.x, y: data.key.y },
  };
}
