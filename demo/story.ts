import type { Client, Energy, Fee, Grid, Money, Price, QuoteReturnType, Slot } from "@gridwatt/sdk";

import type { Name } from "./cast.ts";
import type { GasRow } from "./chain.ts";

/** Everything the demo shows, step by step. As JSON, amounts are decimal strings. */
export interface Story {
  readonly market: MarketStep;
  readonly energy: readonly EnergyRow[];
  readonly funds: FundsStep;
  readonly offers: readonly OrderRow[];
  readonly demand: DemandStep;
  readonly trades: readonly TradeRow[];
  readonly settlement: readonly SettledRow[];
  readonly balances: readonly BalanceRow[];
  readonly fees: readonly FeeRow[];
  readonly redemptions: readonly RedemptionRow[];
  readonly election: ElectionStep;
  readonly gas: GasStep;
  readonly totals: Totals;
  /** What does not add up; empty if the demo holds. */
  readonly differences: readonly string[];
}

export interface MarketStep {
  readonly chainId: number;
  readonly contracts: Readonly<Record<string, string>>;
  readonly slot: Slot;
  readonly begin: string;
  readonly end: string;
  readonly long: Price;
  readonly short: Price;
  readonly marketFee: Fee;
  readonly zones: readonly ZoneRow[];
  readonly prosumers: readonly ProsumerRow[];
}

export interface ZoneRow {
  readonly zone: number;
  readonly id: string;
  readonly parent: string | null;
  readonly operator: string;
  readonly tariff: Fee;
  /** Of the link to the parent, per slot; null without limit. */
  readonly capacity: Energy | null;
}

export interface ProsumerRow {
  readonly name: Name;
  readonly what: string;
  readonly zone: string;
  readonly account: number;
  readonly address: string;
}

export interface EnergyRow {
  readonly name: Name;
  readonly generated: Energy;
  readonly consumed: Energy;
}

export interface FundsStep {
  readonly accounts: readonly FundsRow[];
  /** What the reserve's account has by the bank's statement, as attested. */
  readonly reserve: Money;
  /** Hash of the statement, as attested. */
  readonly document: string;
  /** Payments of the statement for which nothing was minted, by its lines. */
  readonly refused: readonly { readonly line: number; readonly message: string }[];
}

export interface FundsRow {
  readonly name: Name;
  /** What the payer wrote. */
  readonly words: string;
  readonly minted: Money;
  readonly free: Money;
}

export interface RedemptionRow {
  readonly name: Name;
  readonly iban: string;
  /** What left the account in the market. */
  readonly withdrawn: Money;
  /** WATT that is gone. */
  readonly redeemed: Money;
  /** What the bank has paid. */
  readonly paid: Money;
  /** What the bank calls the payment. */
  readonly entry: string;
}

export interface OrderRow {
  readonly name: Name;
  readonly side: "buy" | "sell";
  readonly energy: Energy;
  readonly limit: Price;
  readonly filled: Energy;
  /** What it took from free funds: locked, and for what traded at once its escrow and fees. */
  readonly taken: Money;
}

export interface DemandStep {
  readonly quote: QuoteReturnType;
  readonly order: OrderRow;
}

export interface TradeRow {
  readonly seller: Name;
  readonly buyer: Name;
  readonly from: string;
  readonly to: string;
  readonly energy: Energy;
  readonly price: Price;
  readonly pathFee: Fee;
  readonly marketFee: Fee;
  /** All-in, per kWh. */
  readonly buyerPays: Price;
  /** Who gets the path fee. */
  readonly path: readonly {
    readonly zone: string;
    readonly operator: string;
    readonly fee: Fee;
    readonly amount: Money;
  }[];
}

export interface SettledRow {
  readonly name: Name;
  readonly sold: Energy;
  readonly bought: Energy;
  /** Export less import {Wh}. */
  readonly meteredWh: bigint;
  /** Paid out of the pool for what was sold. */
  readonly paid: Money;
}

export interface BalanceRow {
  readonly name: Name;
  readonly generated: Energy;
  readonly consumed: Energy;
  readonly sold: Energy;
  readonly bought: Energy;
  readonly funded: Money;
  readonly free: Money;
  readonly change: Money;
}

export interface FeeRow {
  readonly earner: string;
  /** By the trades. */
  readonly earned: Money;
  /** WATT that came to the payee's address. */
  readonly paid: Money;
  readonly payee: string;
}

export interface ElectionStep {
  readonly candidates: readonly CandidateRow[];
  readonly stakers: readonly StakerRow[];
  /** Until when rewards are funded; null where nothing earns. */
  readonly fundedUntil: Date | null;
}

export interface CandidateRow {
  readonly name: string;
  readonly address: string;
  readonly pool: number;
  /** What is staked in its pool. */
  readonly own: Grid;
  /** With what nominators add; null where it was not elected. */
  readonly backing: Grid | null;
}

export interface StakerRow {
  readonly name: Name;
  readonly staked: Grid;
  readonly nominates: readonly string[];
  /** In two days. */
  readonly earned: Grid;
}

export interface GasStep {
  /** What it is reckoned with: {gwei} and the coin's price in a currency. */
  readonly gasPrice: string;
  readonly coin: string;
  readonly coinPrice: string;
  readonly currency: string;
  readonly deployment: GasCost;
  readonly calls: readonly (GasRow & KwhCost)[];
  /** All of it for the energy that was traded. */
  readonly trading: KwhCost;
  /** What stakers, voters and elections cost. */
  readonly governing: GasCost;
}

export interface GasCost {
  readonly gas: bigint;
  /** In the currency. */
  readonly cost: string;
}

export interface KwhCost extends GasCost {
  /** Cost per kWh that was traded; empty where nothing is traded by it. */
  readonly perKwh: string;
}

/** All WATT there is, and where it is. */
export interface Totals {
  readonly minted: Money;
  readonly redeemed: Money;
  /** By the token. */
  readonly supply: Money;
  /** By the reserve oracle, and what the bank's account has. */
  readonly backing: Money;
  readonly bank: Money;
  /** The exchange's token balance. */
  readonly pool: Money;
  /** What the exchange says that it owes: accounts' free funds and fees not yet withdrawn. */
  readonly owed: Money;
  readonly router: Money;
  /** Token balances of all addresses that ever had any but exchange and router. */
  readonly outside: Money;
  readonly feesEarned: Money;
  readonly feesPaid: Money;
  readonly sold: Energy;
  readonly bought: Energy;
  readonly traded: Energy;
}

/** Somebody of the cast with an account. */
export interface Prosumer extends ProsumerRow {
  readonly zoneNumber: number;
  readonly client: Client;
}
