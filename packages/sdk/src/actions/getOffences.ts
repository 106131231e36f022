import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { dateOf } from "../internal/decoders.ts";
import { KINDS } from "../internal/slashing-events.ts";
import { poolsOf } from "../internal/staking-events.ts";
import { slotNumber } from "../order.ts";
import { Grid } from "../units/grid.ts";
import { Slot } from "../units/slot.ts";
import { getEvents } from "./getEvents.ts";

/** In the order of the contract's enum. */
const STAGES = ["none", "open", "cancelled", "executed", "expired"] as const;

export interface GetOffenceParameters extends ReadParameters {
  /** As `OffenceRecorded` tells it. */
  readonly offence: string;
}
export interface Offence {
  readonly offence: string;
  readonly kind: (typeof KINDS)[number];
  readonly stage: (typeof STAGES)[number];
  /** {basis point} of what was exposed */
  readonly fraction: number;
  /** Day since 1970 of the election whose exposures are slashed. */
  readonly epoch: number;
  readonly slot: Slot;
  /** Of a false root. */
  readonly root: string;
  readonly reporter: string;
  /** Until when it can be cancelled, and from when on it can be executed. */
  readonly executableAt: Date;
  /** When nothing more can be taken for it. */
  readonly endsAt: Date;
  /** Of the operators who are guilty. */
  readonly pools: readonly number[];
  /** The number of what it pays into. */
  readonly pot: number;
  readonly taken: Grid;
  readonly reporterPaid: boolean;
}

/**
 * An offence of oracle operators.
 * @example
 * const { stage, executableAt } = await getOffence(client, { offence });
 */
export async function getOffence(client: Client, { offence, block }: GetOffenceParameters): Promise<Offence> {
  const o = await read(client, { contract: "slasher", name: "offenceOf", args: [offence], block });
  return {
    offence,
    kind: KINDS[Number(o.kind)] ?? "falseRoot",
    stage: STAGES[Number(o.stage)] ?? "none",
    fraction: Number(o.fraction),
    epoch: Number(o.epoch),
    slot: Slot.ofNumber(o.slot),
    root: o.root,
    reporter: o.reporter,
    executableAt: dateOf(o.executableAt),
    endsAt: dateOf(o.endsAt),
    pools: poolsOf(o.pools),
    pot: Number(o.pot),
    taken: Grid.ofBase(o.taken),
    reporterPaid: o.reporterPaid,
  };
}

/**
 * All offences that were ever recorded, oldest first.
 * @example
 * const open = (await getOffences(client)).filter(({ stage }) => stage === "open");
 */
export async function getOffences(client: Client): Promise<Offence[]> {
  const told = await getEvents(client, { names: ["OffenceRecorded"] });
  return Promise.all(told.map(({ id }) => getOffence(client, { offence: id })));
}

/** Operators whom an election named. */
export interface ElectedSet {
  /** Day since 1970 of the election. */
  readonly epoch: number;
  /** What they sign with. */
  readonly configuration: string;
  readonly version: bigint;
  /** Rising; a place in a root's signers is one in this list. */
  readonly operators: readonly string[];
}

/**
 * All sets of operators that elections named, oldest first: nobody but they is slashed.
 * @example
 * const sets = await getElectedSets(client);
 */
export async function getElectedSets(client: Client): Promise<ElectedSet[]> {
  return electedSets(await getEvents(client, { names: ["OperatorsSet", "Elected"] }));
}

/** The same from what the chain told, in its order. */
export function electedSets(told: readonly MarketEventOf<"OperatorsSet" | "Elected">[]): ElectedSet[] {
  return eventsNamed(told, "Elected").flatMap(({ epoch, configuration, ...elected }) => {
    // The election names operators, then tells of it; attestors are named in the same words.
    const named = eventsNamed(told, "OperatorsSet").findLast((set) => {
      return set.contract === "operatorSet" && isBefore(set, elected);
    });
    return named === undefined
      ? []
      : [{ epoch, configuration, version: named.version, operators: [...named.operators] }];
  });
}

function isBefore(
  a: { readonly block: number; readonly logIndex: number },
  b: { readonly block: number; readonly logIndex: number },
): boolean {
  return a.block < b.block || (a.block === b.block && a.logIndex < b.logIndex);
}

export interface GetSignersParameters extends ReadParameters {
  readonly slot: Slot;
  /** That was the slot's newest once. */
  readonly root: string;
  readonly set: ElectedSet;
}

/**
 * Which operators of a set signed a root.
 * @example
 * const guilty = await getSigners(client, { slot, root, set });
 */
export async function getSigners(client: Client, of: GetSignersParameters): Promise<string[]> {
  const args = [slotNumber(of.slot), of.root, of.set.configuration] as const;
  const places = await read(client, { contract: "oracle", name: "signersOf", args, block: of.block });
  return poolsOf(places).flatMap((place) => of.set.operators[place] ?? []);
}
