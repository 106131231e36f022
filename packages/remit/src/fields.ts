/**
 * What a report has of each contract, order and trade: elements of REMITTable1_V3.xsd by their paths, in the schema's
 * order, which is the order of XML and of columns. Behind each stands its field of Table 1 of the Annex of Implementing
 * Regulation (EU) No 1348/2014. docs/remit.md says what fills it, and why the fields that are not here are not.
 */
export const CONTRACT_FIELDS = [
  "contractId", // 21
  "contractName", // 22
  "contractType", // 23
  "energyCommodity", // 24
  "settlementMethod", // 26
  "organisedMarketPlaceIdentifier/ace", // 27
  "contractTradingHours/startTime", // 28
  "contractTradingHours/endTime", // 28
  "lastTradingDateTime", // 29
  "deliveryPointOrZone", // 48
  "deliveryStartDate", // 49
  "deliveryEndDate", // 50
  "duration", // 51
  "loadType", // 52
  "deliveryProfile/loadDeliveryStartTime", // 54
  "deliveryProfile/loadDeliveryEndTime", // 54
] as const;

export const ORDER_FIELDS = [
  "RecordSeqNumber",
  "idOfMarketParticipant/ace", // 1, 2
  "traderID/traderIdForOrganisedMarket", // 3
  "tradingCapacity", // 10
  "buySellIndicator", // 11
  "orderId/uniqueOrderIdentifier", // 13
  "orderId/previousOrderIdentifier", // 13
  "orderType", // 14
  "orderCondition", // 15
  "orderStatus", // 16
  "orderDuration/duration", // 20
  "orderDuration/expirationDateTime", // 20
  "contractInfo/contractId", // 21
  "organisedMarketPlaceIdentifier/ace", // 27
  "transactionTime", // 30
  "priceDetails/price", // 35
  "priceDetails/priceCurrency", // 37
  "quantity/value", // 40
  "quantity/unit", // 42
  "actionType", // 58
] as const;

export const TRADE_FIELDS = [
  "RecordSeqNumber",
  "idOfMarketParticipant/ace", // 1, 2
  "traderID/traderIdForOrganisedMarket", // 3
  "otherMarketParticipant/ace", // 4, 5
  "tradingCapacity", // 10
  "buySellIndicator", // 11
  "aggressor", // 12
  "clickAndTradeDetails/orderType", // 14
  "contractInfo/contractId", // 21
  "organisedMarketPlaceIdentifier/ace", // 27
  "transactionTime", // 30
  "uniqueTransactionIdentifier/uniqueTransactionIdentifier", // 31
  "linkedOrderId", // 33
  "voiceBrokered", // 34
  "priceDetails/price", // 35
  "priceDetails/priceCurrency", // 37
  "notionalAmountDetails/notionalAmount", // 38
  "notionalAmountDetails/notionalCurrency", // 39
  "quantity/value", // 40
  "quantity/unit", // 42
  "totalNotionalContractQuantity/value", // 41
  "totalNotionalContractQuantity/unit", // 42
  "actionType", // 58
] as const;

/** Values by field; a field that does not apply to this record is not there. */
export type RecordOf<Fields extends readonly string[]> = Readonly<Partial<Record<Fields[number], string>>>;

export type ContractRecord = RecordOf<typeof CONTRACT_FIELDS>;
export type OrderRecord = RecordOf<typeof ORDER_FIELDS>;
export type TradeRecord = RecordOf<typeof TRADE_FIELDS>;
