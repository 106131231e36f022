import { Money, type MarketEvent, type MarketEventOf } from "@gridwatt/sdk";

import { secondsOf, type Part } from "./part.ts";

/** {s} in which rewards can be claimed */
export const CLAIM_PERIOD = 180n * 86_400n;
/** {basis point} */
const WHOLE = 10_000n;

/** What makers earned in a day. Amounts in base units. */
export interface MakerEpoch {
  readonly epoch: number;
  readonly root: string;
  readonly total: bigint;
  readonly fees: bigint;
  /** {s} */
  readonly claimableUntil: bigint;
  /** In which it was told. */
  readonly block: number;
  /** {base} that rewards of a day were at most by then */
  readonly cap: bigint;
  /** {basis point} of that day */
  readonly share: bigint;
  left: bigint;
}

/** What makers of the market's orders are paid, and which market fees there were. */
export class Incentives implements Part {
  readonly epochs = new Map<number, MakerEpoch>();
  readonly claimed: { readonly epoch: number; readonly account: number }[] = [];
  /** {basis point} from a day on, in their order. */
  readonly shares: { readonly share: bigint; readonly fromEpoch: number }[] = [];
  cap = 0n;
  lastEpoch = 0;
  /** {base} market fees of all trades up to a block, less what hosts get of them; one for each block with trades. */
  readonly fees: { readonly block: number; sum: bigint }[] = [];
  /** {basis point} by host */
  readonly #hostShares = new Map<number, bigint>();

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Trade":
        return this.#trade(event);
      case "HostShareSet":
        this.#hostShares.set(event.host, BigInt(event.share));
        return;
      case "RewardsSubmitted": {
        const { epoch, root, total, fees, block } = event;
        const claimableUntil = secondsOf(event.claimableUntil);
        const bounds = { cap: this.cap, share: this.shareOf(epoch) };
        this.epochs.set(epoch, { epoch, root, total, fees, claimableUntil, block, ...bounds, left: total });
        this.lastEpoch = epoch;
        return;
      }
      case "RewardsPaid":
        this.claimed.push(event);
        return this.#pay(event);
      case "RewardsReturned":
        return this.#pay(event);
      case "ShareSet":
        this.shares.push({ share: BigInt(event.share), fromEpoch: event.fromEpoch });
        return;
      case "EpochCapSet":
        this.cap = event.cap;
    }
  }

  /** {basis point} that holds on a day. */
  shareOf(epoch: number): bigint {
    return this.shares.findLast(({ fromEpoch }) => fromEpoch <= epoch)?.share ?? 0n;
  }

  #pay({ epoch, base }: MarketEventOf<"RewardsPaid" | "RewardsReturned">): void {
    const told = this.epochs.get(epoch);
    if (told !== undefined) told.left -= base;
  }

  #trade({ marketFee, energy, host, block }: MarketEventOf<"Trade">): void {
    const left = WHOLE - (this.#hostShares.get(host) ?? 0n);
    const base = (Money.ofUnits(marketFee.ticks * energy.wh).base * left) / WHOLE;
    const last = this.fees.at(-1);
    if (last?.block === block) last.sum += base;
    else this.fees.push({ block, sum: (last?.sum ?? 0n) + base });
  }
}
