import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import type { GridFees } from "@gridwatt/statements";

import { add, type Part } from "./part.ts";

/** {unit bp} in a money unit. */
export const BASIS = 10_000n;

/** A licence as its registry told of it; of GRID {wad}. */
export interface ToldLicence {
  host: number;
  readonly holder: string;
  readonly lock: string;
  payee: string;
  locked: bigint;
  /** {s} 0 while no notice is given */
  leavesAt: bigint;
  suspended: boolean;
}

/** What hosts and discounts keep of the market's fees, and the licences of hosts. */
export class Hosts implements Part {
  readonly shares = new Map<number, { readonly licence: number; readonly share: number }>();
  /** {unit bp} by host: shares that have not left; and all that the market did not get, at 0 without a host */
  readonly owed = new Map<number, bigint>();
  readonly kept = new Map<number, bigint>();
  /** {unit} that takers did not pay for their discounts */
  waived = 0n;
  /** {unit} by host, that left the exchange, and that the router credited */
  readonly withdrawn = new Map<number, bigint>();
  readonly credited = new Map<number, bigint>();
  /** {tick} by account */
  readonly discounts = new Map<number, bigint>();
  discountsBy: string | null = null;
  readonly licences = new Map<number, ToldLicence>();
  /** {wad} and basis points; {wad} and {tick} */
  hostTiers: readonly { readonly locked: bigint; readonly share: number }[] = [];
  discountTiers: readonly { readonly staked: bigint; readonly discount: bigint }[] = [];
  /** {s} */
  noticePeriod = 0;
  readonly #gridFees: GridFees;

  constructor(gridFees: GridFees) {
    this.#gridFees = gridFees;
  }

  /** Hosts that ever had a share, and 0. */
  get numbers(): readonly number[] {
    return [...new Set([0, ...this.shares.keys()])];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Trade":
        return this.#trade(event);
      case "HostShareSet":
        this.shares.set(event.host, { licence: event.licence, share: event.share });
        return;
      case "HostFeesWithdrawn":
        add(this.withdrawn, event.host, event.amount.units);
        return add(this.owed, event.host, -event.amount.units * BASIS);
      case "HostFeesCredited":
        return add(this.credited, event.host, event.amount.units);
      case "DiscountSet":
        this.discounts.set(event.account, event.discount.ticks);
        return;
      case "DiscountsSet":
        this.discountsBy = event.discounts;
        return;
      case "DiscountTiersSet":
        this.discountTiers = event.tiers.map(({ staked, discount }) => {
          return { staked: staked.base, discount: discount.ticks };
        });
        return;
      default:
        return this.#license(event);
    }
  }

  #trade(event: MarketEventOf<"Trade">): void {
    const energy = event.energy.wh;
    const paid = event.marketFee.ticks * energy;
    const waived = this.#gridFees.slotOf(event.slot.number).terms.marketFee.ticks * energy - paid;
    const share = BigInt(this.shares.get(event.host)?.share ?? 0);
    this.waived += waived;
    if (share !== 0n) add(this.owed, event.host, paid * share);
    add(this.kept, share === 0n ? 0 : event.host, paid * share + waived * BASIS);
  }

  #license(event: MarketEvent): void {
    switch (event.name) {
      case "LicenceOpened": {
        const { host, holder, lock, locked } = event;
        const open = { payee: holder, leavesAt: 0n, suspended: false };
        this.licences.set(event.licence, { host, holder, lock, locked: locked.base, ...open });
        return;
      }
      case "LockAdded":
        return this.#change(event.licence, { locked: event.locked.base });
      case "PayeeSet":
        return this.#change(event.licence, { payee: event.payee });
      case "LicenceSuspended":
        return this.#change(event.licence, { suspended: event.suspended });
      case "NoticeGiven":
        return this.#change(event.licence, { leavesAt: BigInt(event.leavesAt.getTime() / 1000) });
      case "LockWithdrawn":
        return this.#change(event.licence, { host: 0, locked: 0n });
      case "HostTiersSet":
        this.hostTiers = event.tiers.map(({ locked, share }) => ({ locked: locked.base, share }));
        return;
      case "NoticePeriodSet":
        this.noticePeriod = event.period;
    }
  }

  #change(licence: number, change: Partial<ToldLicence>): void {
    const known = this.licences.get(licence);
    if (known !== undefined) Object.assign(known, change);
  }
}
