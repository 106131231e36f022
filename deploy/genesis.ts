import { readFileSync } from "node:fs";

import { isDay } from "@gridwatt/sdk";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

import { parseDecimal } from "../scenario/decimal.ts";
import { pathOf } from "../scenario/error.ts";
import { segmentsOf } from "../scenario/validate.ts";
import { ParameterError } from "./parameters/error.ts";

/** The fund that stakers are paid from, as a receiver. */
export const REWARDS = "rewards";
/** Purses, by their names among a market's contracts. */
export const PURSES = ["treasury", "insurance"] as const;
export type PurseName = (typeof PURSES)[number];

/** Who has GRID from the beginning. */
export interface Genesis {
  readonly title: string;
  /** {wad} of all grants */
  readonly total: bigint;
  readonly grants: readonly Grant[];
}

/** What one receiver gets for a purpose. */
export interface Grant {
  /** Unique: the purpose, with a number where it has several receivers. */
  readonly id: string;
  readonly purpose: string;
  /** {wad} */
  readonly amount: bigint;
  readonly to: Receiver;
  readonly vesting: Vesting | null;
}

/** An address, or what is one only once a market is deployed. */
export type Receiver = { readonly address: string } | { readonly purse: PurseName } | { readonly fund: typeof REWARDS };

/** {s} Linear from the start for a time, nothing before the cliff, which is counted from the start. */
export interface Vesting {
  readonly start: bigint;
  readonly duration: bigint;
  readonly cliff: bigint;
}

/** What the schema lets through. */
interface RawGenesis {
  readonly title: string;
  readonly total: string;
  readonly purposes: readonly RawPurpose[];
}

interface RawPurpose {
  readonly name: string;
  readonly amount: string;
  readonly to: readonly string[];
  readonly vesting?: { readonly start: string; readonly days: number; readonly cliffDays: number };
}

interface Bounds {
  /** {wad} The most GRID there can be. */
  readonly cap: bigint;
  /** The address that a holder's name stands for; throws `ParameterError`. */
  readonly addressOf: (holder: string, path: string) => string;
}

const DECIMALS = 18;
const DAY = 86_400n;

/** The distribution of a file in deploy/genesis. Throws `ParameterError`. */
export function readGenesisFile(name: string, bounds: Bounds): Genesis {
  return readGenesis(JSON.parse(readFileSync(new URL(`genesis/${name}.json`, import.meta.url), "utf8")), bounds);
}

/**
 * Turns a distribution into integers and addresses.
 * Throws `ParameterError` where it does not follow the schema, does not sum to what it says, or exceeds the cap.
 */
export function readGenesis(file: unknown, { cap, addressOf }: Bounds): Genesis {
  const { title, total: told, purposes } = checked(file);
  const total = parseDecimal(told, DECIMALS);
  const twice = purposes.find(({ name }, at) => purposes.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw new ParameterError("genesis.purposes", `${twice.name} stands there twice`);
  const grants = purposes.flatMap((purpose, at) => grantsOf(purpose, { path: `genesis.purposes[${at}]`, addressOf }));
  const sum = grants.reduce((all, { amount }) => all + amount, 0n);
  if (sum !== total) throw new ParameterError("genesis.total", `the purposes do not add up to ${told}`);
  if (total > cap) throw new ParameterError("genesis.total", `${told} is more than can ever exist`);
  return { title, total, grants };
}

function grantsOf(
  { name, amount, to, vesting }: RawPurpose,
  { path, addressOf }: { readonly path: string; readonly addressOf: Bounds["addressOf"] },
): Grant[] {
  const whole = parseDecimal(amount, DECIMALS);
  const count = BigInt(to.length);
  if (whole === 0n || whole % count !== 0n) {
    throw new ParameterError(`${path}.amount`, `${amount} cannot be shared among ${count} alike`);
  }
  if (vesting !== undefined && to.includes(REWARDS)) {
    throw new ParameterError(`${path}.vesting`, "stakers' rewards are no grant that vests");
  }
  const terms = vesting === undefined ? null : vestingOf(vesting, `${path}.vesting`);
  return to.map((holder, at) => ({
    id: to.length === 1 ? name : `${name}_${at}`,
    purpose: name,
    amount: whole / count,
    to: receiverOf(holder, (text) => addressOf(text, `${path}.to[${at}]`)),
    vesting: terms,
  }));
}

function receiverOf(holder: string, addressOf: (holder: string) => string): Receiver {
  if (holder === REWARDS) return { fund: REWARDS };
  const purse = PURSES.find((name) => name === holder);
  return purse === undefined ? { address: addressOf(holder) } : { purse };
}

function vestingOf({ start, days, cliffDays }: NonNullable<RawPurpose["vesting"]>, path: string): Vesting {
  if (!isDay(start)) throw new ParameterError(`${path}.start`, `${start} is no day`);
  if (cliffDays > days) throw new ParameterError(`${path}.cliffDays`, `${cliffDays} days are more than all ${days}`);
  return {
    start: BigInt(Date.parse(`${start}T00:00:00Z`) / 1000),
    duration: BigInt(days) * DAY,
    cliff: BigInt(cliffDays) * DAY,
  };
}

let compiled: ValidateFunction<RawGenesis> | undefined;

function checked(file: unknown): RawGenesis {
  const schema = JSON.parse(readFileSync(new URL("genesis/schema.json", import.meta.url), "utf8")) as object;
  compiled ??= new Ajv2020({ strict: true }).compile<RawGenesis>(schema);
  if (compiled(file)) return file;
  const [error] = compiled.errors ?? [];
  const path = pathOf(["genesis", ...segmentsOf(file, error?.instancePath ?? "")]);
  throw new ParameterError(path, error?.message ?? "it does not follow the schema");
}
