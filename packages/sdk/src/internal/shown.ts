import type { SignedReading } from "../actions/signReading.ts";
import { slotNumber } from "../order.ts";
import type { MeterSpan, ReadingLeaf } from "../readings.ts";
import type { Slot } from "../units/slot.ts";

/** An account's leaf of a root with all that opens it. */
export interface OpenedLeaf {
  readonly slot: Slot;
  readonly root: string;
  readonly leaf: ReadingLeaf;
  /** From the leaf to the root, by `ReadingTree.proofOf`. */
  readonly proof: readonly string[];
  /** What the household has of its operators. */
  readonly salt: string;
  readonly spans: readonly MeterSpan[];
}

/** As contracts take it. */
export function openedLeaf({ slot, proof, spans, ...opened }: OpenedLeaf) {
  return { ...opened, slot: slotNumber(slot), proof: [...proof], spans: [...spans] };
}

/** As contracts take it, with the signature behind. */
export function signedReading({ signature, ...reading }: SignedReading) {
  return [{ ...reading, slot: slotNumber(reading.slot) }, signature] as const;
}
