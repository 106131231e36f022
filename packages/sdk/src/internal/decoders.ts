import { Money } from "../units/money.ts";
import { Slot } from "../units/slot.ts";
import type { Abi, EventArguments, EventName } from "./abi.ts";

/** What becomes of the events of a contract, by name; events without a decoder are left out. */
export type Decoders<A extends Abi> = {
  readonly [Name in EventName<A>]?: (args: EventArguments<A, Name>) => object;
};

/** Shares and transfers may have odd base units: `amount` is rounded down, `base` is exact. */
export const baseOf = (base: bigint) => ({ amount: Money.ofBaseRoundedDown(base), base });

/** {s} since 1970 */
export const dateOf = (seconds: bigint) => new Date(Number(seconds) * 1000);

export const dateOrNone = (seconds: bigint) => (seconds === 0n ? null : dateOf(seconds));

/** Of a set whose members sign together. */
export const operatorsOf = (args: { readonly version: bigint; readonly operators: readonly string[] }) => {
  return { version: args.version, operators: [...args.operators] };
};

export const slotOf = (args: { readonly slot: bigint }) => Slot.ofNumber(args.slot);
export const accountOf = (args: { readonly account: bigint }) => Number(args.account);
export const hostOf = (args: { readonly host: bigint }) => Number(args.host);
export const operatorOf = (args: { readonly operator: bigint }) => Number(args.operator);
export const zoneOf = (args: { readonly zone: bigint }) => Number(args.zone);
