import { Money, type ExchangeEvent } from "@gridwatt/sdk";
import { Replay } from "@gridwatt/statements";

/** Market fee of a trade that met a maker's order, less what the taker's host gets of it. */
export interface EarnedFee {
  readonly maker: number;
  readonly taker: number;
  /** {base} of WATT, rounded down */
  readonly base: bigint;
  readonly block: number;
}

/** {basis point} */
const WHOLE = 10_000n;

/**
 * Whose orders brought the market which fees, rebuilt from the exchange's events: a trade tells what the taker paid, after
 * its discount, and the queue of its level tells whom it met. Trades between accounts of one owner bring nobody anything.
 */
export class MakerFees {
  /** In the order of the chain. */
  readonly fees: EarnedFee[] = [];
  readonly #replay = new Replay();
  readonly #owners = new Map<number, string>();
  /** {basis point} by host */
  readonly #hostShares = new Map<number, bigint>();

  /** Takes the next event of the chain. Throws `ReplayError` where it contradicts those before. */
  apply(event: ExchangeEvent): void {
    switch (event.name) {
      case "AccountSet":
        this.#owners.set(event.account, event.owner);
        return;
      case "HostShareSet":
        this.#hostShares.set(event.host, BigInt(event.share));
        return;
      case "OrderPlaced":
      case "OrderReduced":
      case "OrderClaimed":
      case "OrderClosed":
        this.#replay.apply(event);
        return;
      case "Trade":
        return this.#trade(event);
      default:
        return;
    }
  }

  #trade(event: Extract<ExchangeEvent, { readonly name: "Trade" }>): void {
    const { taker, marketFee, host, block } = event;
    const left = WHOLE - (this.#hostShares.get(host) ?? 0n);
    for (const { order, energy } of this.#replay.apply(event)) {
      const maker = order.account;
      const base = (Money.ofUnits(marketFee.ticks * energy).base * left) / WHOLE;
      if (base > 0n && this.#ownerOf(maker) !== this.#ownerOf(taker)) this.fees.push({ maker, taker, base, block });
    }
  }

  #ownerOf(account: number): string {
    const owner = this.#owners.get(account);
    if (owner === undefined) throw new Error(`account ${account} traded and was never set`);
    return owner;
  }
}
