import { formatDecimal } from "../units/decimal.ts";
import { Slot } from "../units/slot.ts";

// How numbers of the contracts read within a sentence. None of these refuses: a sentence must come out whatever the
// contract says.

/** {Wh} */
export function kwh(wh: bigint): string {
  return `${formatDecimal(wh, { decimals: 3 })} kWh`;
}

/** {tick} */
export function price(ticks: bigint): string {
  return `${formatDecimal(ticks, { decimals: 4 })} WATT per kWh`;
}

/** {unit} */
export function units(count: bigint): string {
  return `${formatDecimal(count, { decimals: 7, atLeast: 1 })} WATT`;
}

/** {base} of an 18-decimal token */
export function base(count: bigint, symbol = "WATT"): string {
  return `${tokens(count)} ${symbol}`;
}

/** {base} of some 18-decimal token */
export function tokens(count: bigint): string {
  return formatDecimal(count, { decimals: 18, atLeast: 1 });
}

/** {gwei} of GRID */
export function formatGwei(count: bigint): string {
  return formatDecimal(count, { decimals: 9, atLeast: 1 });
}

/** {slot} */
export function slot(number: bigint): string {
  return number <= 0xffff_ffffn ? `slot ${number} (${Slot.ofNumber(number).toString()})` : `slot ${number}`;
}

/** {s} since 1970 */
export function time(seconds: bigint): string {
  return seconds < 253_402_300_800n
    ? `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}Z`
    : "the far future";
}

/** {s} */
export function duration(seconds: bigint): string {
  const hours = formatDecimal((seconds * 10n) / 3600n, { decimals: 1, atLeast: 0 });
  return seconds < 7200n ? `${seconds / 60n} minutes` : `${hours} hours`;
}

/** A text of fixed length in hex. */
export function code(hex: string): string {
  return Buffer.from(hex.slice(2).replace(/(00)+$/, ""), "hex").toString("latin1");
}

/** {basis point} */
export function share(points: bigint): string {
  return `${formatDecimal(points, { decimals: 2, atLeast: 0 })}%`;
}
