import { localTime, type Slot } from "@gridwatt/sdk";
import { utcTime } from "@gridwatt/statements";

import type { Codes } from "./codes.ts";
import type { ContractRecord } from "./fields.ts";
import { contractIdOf } from "./ids.ts";

/** What is traded in a book. */
export interface Book {
  readonly slot: Slot;
  readonly zone: number;
  /** {s} before delivery, when trading ends */
  readonly gate: number;
}

/** {min} */
const SLOT = 15;

/** The contract that a book trades: power at one rate for one slot, delivered in one zone. */
export function contractOf({ slot, zone, gate }: Book, of: { codes: Codes; timeZone: string }): ContractRecord {
  const { codes, timeZone } = of;
  const begin = localTime(slot.begin, timeZone);
  const [date, clock] = [begin.slice(0, 10), begin.slice(11, 19)];
  const eic = codes.zone(zone);
  return {
    contractId: contractIdOf(eic, slot),
    contractName: "Gridwatt quarter hour",
    contractType: "CO",
    energyCommodity: "EL",
    settlementMethod: "P",
    "organisedMarketPlaceIdentifier/ace": codes.marketPlace,
    "contractTradingHours/startTime": "00:00:00Z",
    "contractTradingHours/endTime": "24:00:00Z",
    lastTradingDateTime: utcTime(gateTime(slot, gate)),
    deliveryPointOrZone: eic,
    deliveryStartDate: date,
    deliveryEndDate: date,
    duration: "N",
    loadType: "BH",
    "deliveryProfile/loadDeliveryStartTime": clock,
    "deliveryProfile/loadDeliveryEndTime": endOf(clock),
  };
}

/** When a slot's trading ends. */
export function gateTime(slot: Slot, gate: number): Date {
  return new Date((slot.beginSeconds - gate) * 1000);
}

/** By the clock that showed the begin, even where it is set in between: an interval is as long as its times say. */
function endOf(clock: string): string {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const end = hours * 60 + minutes + SLOT;
  return [Math.floor(end / 60), end % 60, 0].map((part) => String(part).padStart(2, "0")).join(":");
}
