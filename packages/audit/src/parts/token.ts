import type { Client, MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { add, secondsOf, type Part } from "./part.ts";

type Authorization = Pick<MarketEventOf<"AuthorizationUsed">, "authorizer" | "nonce">;
/** Contracts that hold others' money. */
const HOLDERS = ["exchange", "feeRouter", "redemptions"] as const;

/** The token: who has how much, how much there is, and what is frozen. Amounts in base units. */
export class Token implements Part {
  /** Everybody who ever had any. */
  readonly balances = new Map<string, bigint>();
  readonly frozen = new Map<string, bigint>();
  readonly escrows = new Set<string>();
  /** Nonces of signed payments that were used, or cancelled. */
  readonly authorizations: Authorization[] = [];
  minted = 0n;
  burned = 0n;
  reserve = ZeroAddress;
  compliance = ZeroAddress;
  /** {s} 0 where the making of WATT was never stopped, or is allowed again. */
  mintPausedUntil = 0n;
  /** What came to each contract that holds others' money, less what it took note of. */
  readonly #received = { exchange: 0n, feeRouter: 0n, redemptions: 0n };
  readonly #contracts: Client["deployment"]["contracts"];

  constructor({ deployment }: Pick<Client, "deployment">) {
    this.#contracts = deployment.contracts;
  }

  /** What somebody sent to a contract that holds others' money without a word to it. */
  giftsTo(contract: (typeof HOLDERS)[number]): bigint {
    return this.#received[contract];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Transfer":
        return this.#move(event.from, event.to, event.base);
      case "Deposited":
        this.#received.exchange -= event.amount.base;
        return;
      case "FeesPulled":
      case "HostFeesCredited":
        this.#received.feeRouter -= event.amount.base;
        return;
      case "RedemptionRequested":
        this.#received.redemptions -= event.base;
        return;
      default:
        return this.#rule(event);
    }
  }

  #move(from: string, to: string, amount: bigint): void {
    if (from === ZeroAddress) this.minted += amount;
    else add(this.balances, from, -amount);
    if (to === ZeroAddress) this.burned += amount;
    else add(this.balances, to, amount);
    for (const holder of HOLDERS) if (to === this.#contracts[holder]) this.#received[holder] += amount;
  }

  #rule(event: MarketEvent): void {
    switch (event.name) {
      case "Frozen":
        this.frozen.set(event.account, event.base);
        return;
      case "EscrowSet":
        this.escrows.add(event.account);
        return;
      case "ReserveSet":
        this.reserve = event.reserve;
        return;
      case "WattComplianceSet":
        this.compliance = event.compliance;
        return;
      case "AuthorizationUsed":
      case "AuthorizationCanceled":
        this.authorizations.push({ authorizer: event.authorizer, nonce: event.nonce });
        return;
      case "MintPaused":
        this.mintPausedUntil = secondsOf(event.until);
        return;
      case "MintUnpaused":
        this.mintPausedUntil = 0n;
    }
  }
}
