import { formatDecimal, type Deployment, type OrderId, type Price, type Side } from "@gridwatt/sdk";
import { dividedHalfAway, formatKwh, formatPrice, utcTime } from "@gridwatt/statements";

import type { Codes } from "./codes.ts";
import type { OrderRecord, TradeRecord } from "./fields.ts";
import { orderIdOf } from "./ids.ts";

/** Active, partly matched, wholly matched, withdrawn or expired. */
export type OrderStatus = "ACT" | "PMA" | "MAC" | "WIT" | "EXP";
/** New, modified or cancelled. */
export type OrderAction = "N" | "M" | "C";

/** What both kinds of record tell. */
interface Told {
  readonly account: number;
  readonly side: Side;
  readonly contractId: string;
  readonly time: Date;
  readonly price: Price;
  /** {Wh} */
  readonly energy: bigint;
}

/** Something that happened to an order. */
export interface OrderTold extends Told {
  readonly id: OrderId;
  /** The order in whose place this one came. */
  readonly previous?: OrderId | undefined;
  readonly postOnly: boolean;
  readonly status: OrderStatus;
  readonly action: OrderAction;
  /** Gate closure. */
  readonly expires: Date;
}

/** One side of a trade. */
export interface TradeTold extends Told {
  readonly other: number;
  readonly transactionId: string;
  /** The order that had been resting; null for the side that took it. */
  readonly order: OrderId | null;
}

export interface Naming {
  readonly deployment: Deployment;
  readonly codes: Codes;
}

/** 1 Wh in a slot, a quarter of an hour, is 4 W. */
const WATTS_PER_WH = 4n;
/** The schema lets an amount have 5 decimals; a unit of the market is the seventh. */
const AMOUNT = { decimals: 5, units: 100n };

export function orderRecord(told: OrderTold, { deployment, codes }: Naming): OrderRecord {
  const { id, previous, postOnly, status, action, expires } = told;
  return {
    ...partyOf(told, codes),
    "orderId/uniqueOrderIdentifier": orderIdOf(deployment, id),
    ...(previous === undefined ? {} : { "orderId/previousOrderIdentifier": orderIdOf(deployment, previous) }),
    orderType: "LIM",
    ...(postOnly ? { orderCondition: "OTH" } : {}),
    orderStatus: status,
    "orderDuration/duration": "GTT",
    "orderDuration/expirationDateTime": utcTime(expires),
    ...dealOf(told, codes),
    actionType: action,
  };
}

/**
 * The side that took a resting order has no order of its own on the chain: it is told as a trade by click, which ACER
 * takes for a limit order (FAQ II.2.2.1 on transaction reporting).
 */
export function tradeRecord(told: TradeTold, { deployment, codes }: Naming): TradeRecord {
  const { other, transactionId, order, price, energy } = told;
  const amount = dividedHalfAway(price.ticks * energy, AMOUNT.units);
  return {
    ...partyOf(told, codes),
    "otherMarketParticipant/ace": codes.participant(other),
    ...(order === null
      ? { aggressor: "A", "clickAndTradeDetails/orderType": "LIM" }
      : { aggressor: "I", linkedOrderId: orderIdOf(deployment, order) }),
    ...dealOf(told, codes),
    "uniqueTransactionIdentifier/uniqueTransactionIdentifier": transactionId,
    voiceBrokered: "N",
    "notionalAmountDetails/notionalAmount": formatDecimal(amount, AMOUNT),
    "notionalAmountDetails/notionalCurrency": codes.currency,
    "totalNotionalContractQuantity/value": formatKwh(energy),
    "totalNotionalContractQuantity/unit": "KWh",
    actionType: "N",
  };
}

function partyOf({ account, side }: Told, codes: Codes) {
  return {
    "idOfMarketParticipant/ace": codes.participant(account),
    "traderID/traderIdForOrganisedMarket": String(account),
    tradingCapacity: "P",
    buySellIndicator: side === "buy" ? "B" : "S",
  };
}

function dealOf({ contractId, time, price, energy }: Told, codes: Codes) {
  return {
    "contractInfo/contractId": contractId,
    "organisedMarketPlaceIdentifier/ace": codes.marketPlace,
    transactionTime: utcTime(time),
    "priceDetails/price": formatPrice(price.ticks),
    "priceDetails/priceCurrency": codes.currency,
    "quantity/value": formatDecimal(WATTS_PER_WH * energy, { decimals: 3 }),
    "quantity/unit": "KW",
  };
}
