import type { Client, ContractName, MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import { add, type Part } from "./part.ts";

/** Contracts that the market's fees, grants and slashes go to. */
export const HOLDERS = ["rewardsReserve", "insurance", "treasury", "incentives"] as const;
export type Holder = (typeof HOLDERS)[number];
export const TOKENS = ["watt", "grid"] as const;
export type Token = (typeof TOKENS)[number];

export const fundOf = (holder: Holder, token: Token) => [holder, token].join(" ");

/** What came to contracts that hold the market's own money, what left them, and what they told of it. Amounts in base units. */
export class Treasury implements Part {
  /** By holder and token. */
  readonly came = new Map<string, bigint>();
  readonly left = new Map<string, bigint>();
  /** Lots sold, rewards funded, makers paid and what purses spent. */
  readonly told = new Map<string, bigint>();
  readonly #names: ReadonlyMap<string, ContractName>;

  constructor({ deployment: { contracts } }: Pick<Client, "deployment">) {
    this.#names = new Map([...HOLDERS, ...TOKENS].map((name) => [contracts[name], name]));
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Transfer":
        return this.#move(event);
      case "Spent": {
        const token = TOKENS.find((name) => name === this.#names.get(event.token));
        if (token !== undefined) add(this.told, fundOf(event.contract, token), event.base);
        return;
      }
      case "LotSold":
        return add(this.told, fundOf("rewardsReserve", "watt"), event.base);
      case "ReserveFunded":
        return add(this.told, fundOf("rewardsReserve", "grid"), event.amount.base);
      case "RewardsPaid":
        return add(this.told, fundOf("incentives", "watt"), event.base);
    }
  }

  #move(event: MarketEventOf<"Transfer">): void {
    const { contract, from, to } = event;
    const base = event.contract === "watt" ? event.base : event.amount.base;
    for (const holder of HOLDERS) {
      if (this.#names.get(to) === holder) add(this.came, fundOf(holder, contract), base);
      if (this.#names.get(from) === holder) add(this.left, fundOf(holder, contract), base);
    }
  }
}
