import type { PricePair, Scenario, Step } from "./types.ts";

/** Length of a slot {s}. */
export const SLOT_SECONDS = 900;
/** How long before slot 0 the clock stands at first {s}. */
export const LEAD_SECONDS = 86_400;
/** How long before its begin a slot can be opened and traded {s}. */
export const HORIZON_SECONDS = 172_800;
/** How long after its end the readings of a slot may come {s}. */
export const READING_DEADLINE_SECONDS = 86_400;
/** How long after the reading deadline readings can be attested and settlements corrected {s}. */
export const CORRECTION_SECONDS = 604_800;
/** How long after the end of a slot `settle` takes place {s}. */
const SETTLE_SECONDS = 172_800;

/** Number of the scenario's slot 0 on the world's clock. */
export function firstSlot(scenario: Pick<Scenario, "start">): number {
  return scenario.start / SLOT_SECONDS;
}

/** Begin of a slot counted from the scenario's start {s since 1970}. */
export function beginOf(scenario: Pick<Scenario, "start">, slot: number): number {
  return scenario.start + slot * SLOT_SECONDS;
}

/** Where the clock stands before the first step {s since 1970}. */
export function clockAtStart(scenario: Pick<Scenario, "start">): number {
  return scenario.start - LEAD_SECONDS;
}

/**
 * Where a step moves the clock {s since 1970}: `advanceTo` to its moment, `settle` past delivery, reading deadline and
 * a day more unless the clock is past that already, all else nowhere.
 */
export function clockAfter(scenario: Pick<Scenario, "start">, step: Step, now: number): number {
  if (step.type === "advanceTo") return beginOf(scenario, step.slot) + step.minutes * 60;
  if (step.type !== "settle") return now;
  return Math.max(now, beginOf(scenario, step.slot + 1) + SETTLE_SECONDS);
}

/** From when on the readings of a slot are final {s since 1970}. */
export function finalOf(scenario: Pick<Scenario, "start">, slot: number): number {
  return beginOf(scenario, slot + 1) + READING_DEADLINE_SECONDS + CORRECTION_SECONDS;
}

/** The slots that steps name, ascending: the balancing party posts its pair for these. */
export function slotsNamed(scenario: Pick<Scenario, "steps">): number[] {
  const slots = scenario.steps.flatMap((step) => {
    if (step.type === "place") return [step.order.slot];
    if (step.type === "basket") return step.legs.map((leg) => leg.slot);
    return step.type === "meter" || step.type === "settle" || step.type === "net" ? [step.slot] : [];
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}

/** The price pair of a slot. */
export function pairOf(scenario: Pick<Scenario, "pair">, slot: number): PricePair {
  return scenario.pair.slots.get(slot) ?? { long: scenario.pair.long, short: scenario.pair.short };
}
