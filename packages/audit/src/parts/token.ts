import type { Client, MarketEvent } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { add, type Part } from "./part.ts";

/** The token: who has how much, how much there is, and what is frozen. Amounts in base units. */
export class Token implements Part {
  /** Everybody who ever had any. */
  readonly balances = new Map<string, bigint>();
  readonly frozen = new Map<string, bigint>();
  readonly escrows = new Set<string>();
  minted = 0n;
  burned = 0n;
  reserve = ZeroAddress;
  compliance = ZeroAddress;
  /** {s} 0 where the making of WATT was never stopped, or is allowed again. */
  mintPausedUntil = 0n;
  /** What came to the exchange and to the fee router, and what they took note of. */
  readonly #received = { exchange: 0n, feeRouter: 0n };
  readonly #contracts: Client["deployment"]["contracts"];

  constructor({ deployment }: Pick<Client, "deployment">) {
    this.#contracts = deployment.contracts;
  }

  /** What somebody sent to a contract that holds others' money without a word to it. */
  giftsTo(contract: "exchange" | "feeRouter"): bigint {
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
        this.#received.feeRouter -= event.amount.base;
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
    if (to === this.#contracts.exchange) this.#received.exchange += amount;
    if (to === this.#contracts.feeRouter) this.#received.feeRouter += amount;
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
      case "MintPaused":
        this.mintPausedUntil = BigInt(event.until.getTime() / 1000);
        return;
      case "MintUnpaused":
        this.mintPausedUntil = 0n;
    }
  }
}
