export { isDay, localDate, localDay, localTime, TIME_ZONE, type LocalDay } from "./units/day.ts";
export { formatDecimal } from "./units/decimal.ts";
export { Energy } from "./units/energy.ts";
export { Fee } from "./units/fee.ts";
export { Grid } from "./units/grid.ts";
export { Money } from "./units/money.ts";
export { Price } from "./units/price.ts";
export { Slot } from "./units/slot.ts";

export { CONTRACT_NAMES, loadDeployment, DeploymentError, type ContractName, type Deployment } from "./deployment.ts";
export { connect, createClient, type Client, type CreateClientParameters } from "./client.ts";
export { GridwattError, ParameterError, UnitError } from "./gridwatt-error.ts";
export {
  isContractError,
  toGridwattError,
  WrongNetworkError,
  type ContractError,
  type ContractErrorName,
} from "./errors.ts";
export {
  decodeEvents,
  eventsNamed,
  type ExchangeEvent,
  type ExchangeEventName,
  type MarketEvent,
  type MarketEventName,
  type MarketEventOf,
  type RawLog,
} from "./events.ts";
export { type Kind, type Order, type OrderParameters, type Side } from "./order.ts";
export { ABIS } from "./generated/index.ts";

export * from "./words/index.ts";
export * from "./readings.ts";

export type { ReadParameters, WriteParameters, Written } from "./internal/call.ts";
export type { LogPage } from "./internal/logs.ts";
export type { PriceLevel } from "./internal/levels.ts";
export type { OrderResult, PlacedOrder } from "./internal/orders.ts";
export type { OpenedLeaf } from "./internal/shown.ts";

export * from "./actions/acceptAccount.ts";
export * from "./actions/approveWatt.ts";
export * from "./actions/attestIdentity.ts";
export * from "./actions/attestReserve.ts";
export * from "./actions/assignZone.ts";
export * from "./actions/buyLot.ts";
export * from "./actions/cancelNonces.ts";
export * from "./actions/cancelOrders.ts";
export * from "./actions/castVote.ts";
export * from "./actions/claim.ts";
export * from "./actions/closeDay.ts";
export * from "./actions/collectFees.ts";
export * from "./actions/deposit.ts";
export * from "./actions/depositWithAuthorization.ts";
export * from "./actions/depositWithPermit.ts";
export * from "./actions/executeOffence.ts";
export * from "./actions/getAccount.ts";
export * from "./actions/getArea.ts";
export * from "./actions/getBestPrices.ts";
export * from "./actions/getBook.ts";
export * from "./actions/financeSlots.ts";
export * from "./actions/getBlockTimes.ts";
export * from "./actions/getClearing.ts";
export * from "./actions/getDailyIndex.ts";
export * from "./actions/getElection.ts";
export * from "./actions/getEvents.ts";
export {
  getExposures,
  hashExposures,
  linkOf,
  readBackers,
  type Backer,
  type ExposedPool,
  type Exposures,
  type GetExposuresParameters,
} from "./actions/getExposures.ts";
export * from "./actions/getFees.ts";
export * from "./actions/getHost.ts";
export * from "./actions/getIndex.ts";
export * from "./actions/getLogPages.ts";
export * from "./actions/getMeter.ts";
export * from "./actions/getOffences.ts";
export * from "./actions/getOperator.ts";
export * from "./actions/getOrder.ts";
export * from "./actions/getPosition.ts";
export * from "./actions/getPot.ts";
export * from "./actions/getProposal.ts";
export * from "./actions/getRedemption.ts";
export * from "./actions/getReserve.ts";
export * from "./actions/getRoot.ts";
export * from "./actions/getSlot.ts";
export * from "./actions/getStaking.ts";
export * from "./actions/getTrades.ts";
export * from "./actions/getUnlocks.ts";
export * from "./actions/getWattBalance.ts";
export * from "./actions/getZone.ts";
export * from "./actions/mintWatt.ts";
export * from "./actions/net.ts";
export * from "./actions/nominate.ts";
export * from "./actions/offerAccount.ts";
export * from "./actions/openAccount.ts";
export * from "./actions/openLicence.ts";
export * from "./actions/openSlots.ts";
export * from "./actions/payCredits.ts";
export * from "./actions/payOut.ts";
export * from "./actions/payRedemptions.ts";
export * from "./actions/payReceivables.ts";
export * from "./actions/placeBasket.ts";
export * from "./actions/placeOrder.ts";
export * from "./actions/placeOrderClosing.ts";
export * from "./actions/placeOrders.ts";
export * from "./actions/placeSigned.ts";
export * from "./actions/placeSignedWithDeposit.ts";
export * from "./actions/propose.ts";
export * from "./actions/pullFees.ts";
export * from "./actions/pullHostFees.ts";
export * from "./actions/quote.ts";
export * from "./actions/readContract.ts";
export * from "./actions/recoverKey.ts";
export * from "./actions/refreshHost.ts";
export * from "./actions/registerMeter.ts";
export * from "./actions/replaceOrder.ts";
export * from "./actions/reportOffence.ts";
export * from "./actions/requestRedemption.ts";
export * from "./actions/retireMeter.ts";
export * from "./actions/revokeDelegates.ts";
export * from "./actions/setDelegate.ts";
export * from "./actions/setFrozenTokens.ts";
export * from "./actions/settle.ts";
export * from "./actions/showLoss.ts";
export * from "./actions/signOrder.ts";
export * from "./actions/signReading.ts";
export * from "./actions/signReserve.ts";
export * from "./actions/signRoot.ts";
export * from "./actions/stake.ts";
export * from "./actions/submitRewards.ts";
export * from "./actions/submitRoot.ts";
export * from "./actions/submitSolution.ts";
export * from "./actions/withdraw.ts";
