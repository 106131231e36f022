import type { MarketEvent, Terms } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { secondsOf, type Part } from "./part.ts";

/** What the exchange was told to go by. */
export class Rules implements Part {
  settlement = ZeroAddress;
  compliance = ZeroAddress;
  /** {s} 0 where new orders were never stopped, or are allowed again. */
  pausedUntil = 0n;
  /** Words of what compliance says of orders, by zone. */
  tradeRules: readonly bigint[] = [];
  terms: Terms | null = null;

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "SettlementSet":
        this.settlement = event.settlement;
        return;
      case "ComplianceSet":
        this.compliance = event.compliance;
        return;
      case "Paused":
        this.pausedUntil = secondsOf(event.until);
        return;
      case "Unpaused":
        this.pausedUntil = 0n;
        return;
      case "TradeRulesSet":
        this.tradeRules = event.rules;
        return;
      case "TermsFrozen":
        this.terms = event.terms;
    }
  }
}
