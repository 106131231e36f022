import { PARTY, type Client, type MarketEvent } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import type { Part } from "./part.ts";

/** An account as the registry has it. */
export interface RegisteredAccount {
  owner: string;
  exchange: string;
  zone: number;
  epoch: number;
  offeredTo: string;
  /** Of the present epoch: last second {s} at which each may trade. */
  readonly delegates: Map<string, bigint>;
}

/** An account as the exchange has it. */
export interface TradingAccount {
  owner: string;
  zone: number;
  tier: number;
  /** {s} */
  clearedUntil: bigint;
}

/** {s} The last day that an account word can name: how long a balancing party is cleared, of which no event tells. */
const CLEARED_FOR_GOOD = 0x7fffn * 86_400n;

/** Accounts: in the registry, and as the exchange of this market area was told of them. */
export class Accounts implements Part {
  readonly registered = new Map<number, RegisteredAccount>();
  readonly trading = new Map<number, TradingAccount>();
  readonly areas = new Set<string>();
  /** Nonces that were cancelled, by account and word. */
  readonly cancelled: { readonly account: number; readonly word: bigint; readonly mask: bigint }[] = [];
  readonly #exchange: string;

  constructor({ deployment }: Pick<Client, "deployment">) {
    this.#exchange = deployment.contracts.exchange;
  }

  /** Whether an account is at home in this market area. */
  isHere(account: number): boolean {
    return account === PARTY || this.registered.get(account)?.exchange === this.#exchange;
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "BalancingPartySet": {
        const party = { owner: event.party, clearedUntil: CLEARED_FOR_GOOD };
        this.trading.set(PARTY, { ...this.#tradingOf(PARTY), ...party });
        return;
      }
      case "AccountSet":
        this.trading.set(event.account, { ...this.#tradingOf(event.account), owner: event.owner, zone: event.zone });
        return;
      case "ClearanceSet": {
        const clearedUntil = BigInt((event.until?.getTime() ?? 0) / 1000);
        this.trading.set(event.account, { ...this.#tradingOf(event.account), tier: event.tier, clearedUntil });
        return;
      }
      case "NoncesCancelled":
        this.cancelled.push({ account: event.account, word: event.word, mask: event.mask });
        return;
      default:
        return this.#register(event);
    }
  }

  #register(event: MarketEvent): void {
    switch (event.name) {
      case "AccountOpened": {
        const nowhere = { exchange: ZeroAddress, zone: 0, epoch: 0, offeredTo: ZeroAddress };
        this.registered.set(event.account, { owner: event.owner, ...nowhere, delegates: new Map() });
        return;
      }
      case "AreaAdded":
        this.areas.add(event.exchange);
        return;
      case "ZoneAssigned":
        return this.#change(event.account, { exchange: event.exchange, zone: event.zone });
      case "AccountOffered":
        return this.#change(event.account, { offeredTo: event.to });
      case "AccountTransferred":
        this.#change(event.account, { owner: event.to, offeredTo: ZeroAddress });
        return this.#revoke(event.account, (this.registered.get(event.account)?.epoch ?? 0) + 1);
      case "DelegateSet": {
        const until = BigInt((event.until?.getTime() ?? 0) / 1000);
        this.registered.get(event.account)?.delegates.set(event.delegate, until);
        return;
      }
      case "DelegatesRevoked":
        return this.#revoke(event.account, event.epoch);
    }
  }

  #revoke(account: number, epoch: number): void {
    this.#change(account, { epoch });
    this.registered.get(account)?.delegates.clear();
  }

  #change(account: number, change: Partial<RegisteredAccount>): void {
    const known = this.registered.get(account);
    if (known !== undefined) Object.assign(known, change);
  }

  #tradingOf(account: number): TradingAccount {
    return this.trading.get(account) ?? { owner: ZeroAddress, zone: 0, tier: 0, clearedUntil: 0n };
  }
}
