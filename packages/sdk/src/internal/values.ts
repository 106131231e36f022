import { getAddress, toBeHex, type TypedDataField } from "ethers";

import { ParameterError, UnitError } from "../gridwatt-error.ts";
import { uint } from "../order.ts";
import { Grid } from "../units/grid.ts";
import { Money } from "../units/money.ts";
import { kindOf } from "../units/quantity.ts";

/** The checksummed address of a number. */
export function addressOf(value: bigint): string {
  return getAddress(toBeHex(value, 20));
}

/** The checksummed address of a text. Throws `ParameterError` for any other value. */
export function toAddress(value: unknown, name: string): string {
  try {
    return getAddress(String(value));
  } catch {
    throw new ParameterError(`${name} is an address like 0x1234..., not ${JSON.stringify(value)}.`);
  }
}

/** {s} since 1970, rounded down. Throws `ParameterError` for anything but a valid Date. */
export function toSeconds(date: Date, name: string): number {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw new ParameterError(`${name} is a valid Date.`);
  return Math.floor(date.getTime() / 1000);
}

/** {base} Throws `UnitError` for anything but `Money` above zero. */
export function toBase(amount: Money, name: string): bigint {
  if (!(amount instanceof Money)) throw new UnitError(`${name} is Money, not ${kindOf(amount)}.`);
  if (amount.units <= 0n) throw new UnitError(`${name} is above zero, which ${amount.toString()} WATT is not.`);
  return amount.base;
}

/** {wad} Throws `UnitError` for anything but `Grid` above zero. */
export function toGrid(amount: Grid, name: string): bigint {
  if (!(amount instanceof Grid)) throw new UnitError(`${name} is Grid, not ${kindOf(amount)}.`);
  if (amount.isZero()) throw new UnitError(`${name} is above zero.`);
  return amount.base;
}

/** The number of a pool of staked GRID. Throws `ParameterError`. */
export function poolNumber(pool: number): number {
  return uint(pool, { name: "pool", bits: 6 });
}

/** The number of a host. Throws `ParameterError`. */
export function hostNumber(host: number): number {
  if (host === 0) throw new ParameterError("host 0 is none.");
  return uint(host, { name: "host", bits: 8 });
}

/** Pools as bits of a word. */
export function bitsOfPools(pools: readonly number[]): bigint {
  return pools.reduce((bits, pool) => bits | (1n << BigInt(poolNumber(pool))), 0n);
}

/** The fields of an EIP-712 type, written as in Solidity. */
export function fieldsOf(text: string): TypedDataField[] {
  return text.split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
}
