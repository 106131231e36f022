import type { ExchangeEvent, Link, Terms } from "@gridwatt/sdk";

/** The market's own fee counts as that of operator 0. */
export const MARKET = 0;

/** What a trade brought the owner of a zone's wires, or the market. */
export interface FeeShare {
  readonly operator: number;
  /** Null for the market's fee. */
  readonly zone: number | null;
  readonly slot: number;
  /** {Wh} */
  readonly energy: bigint;
  /** {tick} per kWh, surcharge included */
  readonly fee: bigint;
  /** {tick} of it, for a link that fills up */
  readonly surcharge: bigint;
  /** {basis point} of the market's fee, what goes to the host of the taker's order; 0 for others' fees. */
  readonly hostShare: bigint;
  readonly taker: number;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

export interface Frozen {
  readonly terms: Terms;
  readonly operators: readonly number[];
  readonly links: readonly (Link | null)[];
}

/** A slot while it is traded. */
export interface Traded extends Frozen {
  /** Net energy over each zone's link to its parent {Wh}, upward positive. */
  readonly flows: bigint[];
  /** Fees of each zone {unit}. */
  readonly fees: bigint[];
  /** At the full market fee {unit}: what hosts and discounts keep is taken off later. */
  marketFees: bigint;
}

type EventOf<Name extends ExchangeEvent["name"]> = Extract<ExchangeEvent, { readonly name: Name }>;

/** The fees that events tell of contradict each other. */
export class GridFeeError extends Error {}

/**
 * Which operator earned which part of each trade's path fee. A trade tells only the sum; the zones on its path and the
 * flow over their links tell the parts, as they told the exchange. Every trade is held against its sum, and every slot
 * against what the exchange books for it.
 */
export class GridFees {
  readonly shares: FeeShare[] = [];
  readonly #terms = new Map<number, Frozen>();
  readonly #slots = new Map<number, Traded>();
  /** {basis point} by host */
  readonly #hostShares = new Map<number, bigint>();

  /** Takes the next event of the chain. Throws `GridFeeError` where it contradicts those before. */
  apply(event: ExchangeEvent): void {
    switch (event.name) {
      case "TermsFrozen":
        this.#terms.set(event.version, event);
        return;
      case "SlotOpened":
        return this.#open(event);
      case "Trade":
        return this.#trade(event);
      case "FeesCollected":
        return this.#check(event);
      case "HostShareSet":
        this.#hostShares.set(event.host, BigInt(event.share));
        return;
      default:
        return;
    }
  }

  /** Terms, flows and fees of a slot. Throws `GridFeeError` where it was never opened. */
  slotOf(slot: number): Traded {
    const traded = this.#slots.get(slot);
    if (traded === undefined) throw new GridFeeError(`slot ${slot} was never opened`);
    return traded;
  }

  #open({ slot, version }: EventOf<"SlotOpened">): void {
    const frozen = this.#terms.get(version);
    if (frozen === undefined) throw new GridFeeError(`slot ${slot} opened under terms that nobody froze`);
    const zeros = () => frozen.terms.zones.map(() => 0n);
    const { terms, operators, links } = frozen;
    this.#slots.set(slot.number, { terms, operators, links, flows: zeros(), fees: zeros(), marketFees: 0n });
  }

  #trade(event: EventOf<"Trade">): void {
    const traded = this.slotOf(event.slot.number);
    const energy = event.energy.wh;
    let sum = 0n;
    for (const { zone, fee, surcharge } of this.#path(traded, event)) {
      sum += fee;
      traded.fees[zone] = (traded.fees[zone] ?? 0n) + fee * energy;
      this.#share(event, { operator: traded.operators[zone] ?? MARKET, zone, fee, surcharge, hostShare: 0n });
    }
    if (sum !== event.pathFee.ticks) {
      throw new GridFeeError(`a path of slot ${event.slot} costs ${sum} ticks, and ${event.pathFee.ticks} were taken`);
    }
    const { marketFee } = traded.terms;
    if (event.marketFee.compare(marketFee) > 0) {
      throw new GridFeeError(`a taker of slot ${event.slot} paid the market ${event.marketFee}, more than its fee`);
    }
    traded.marketFees += marketFee.ticks * energy;
    const hostShare = this.#hostShares.get(event.host) ?? 0n;
    this.#share(event, { operator: MARKET, zone: null, fee: event.marketFee.ticks, surcharge: 0n, hostShare });
  }

  #share(event: EventOf<"Trade">, of: Pick<FeeShare, "operator" | "zone" | "fee" | "surcharge" | "hostShare">): void {
    if (of.fee === 0n) return;
    const { taker, block, transaction, logIndex } = event;
    const where = { slot: event.slot.number, energy: event.energy.wh, taker };
    this.shares.push({ ...of, ...where, block, transaction, logIndex });
  }

  /** The zones of a trade's path with their fees; moves its energy over the links between. */
  #path(traded: Traded, event: EventOf<"Trade">): { zone: number; fee: bigint; surcharge: bigint }[] {
    const { terms, links, flows } = traded;
    const takerSells = event.side === "buy";
    const path: { zone: number; fee: bigint; surcharge: bigint }[] = [];
    const pass = (zone: number, surcharge: bigint) => {
      path.push({ zone, fee: (terms.zones[zone]?.tariff.ticks ?? 0n) + surcharge, surcharge });
    };
    let [near, far] = [event.takerZone, event.zone];
    while (near !== far) {
      const node = Math.max(near, far);
      const isUpward = (node === near) === takerSells;
      const flow = flows[node] ?? 0n;
      pass(node, surchargeOf(links[node] ?? null, { flow, isUpward }));
      flows[node] = flow + (isUpward ? event.energy.wh : -event.energy.wh);
      const parent = terms.zones[node]?.parent ?? 0;
      if (node === near) near = parent;
      else far = parent;
    }
    pass(near, 0n);
    return path;
  }

  #check({ slot, gridFees, marketFees }: EventOf<"FeesCollected">): void {
    const traded = this.slotOf(slot.number);
    const agree = gridFees.every(({ units }, zone) => units === traded.fees[zone]);
    if (agree && marketFees.units === traded.marketFees) return;
    throw new GridFeeError(`the fees booked for slot ${slot} are not those of its trades`);
  }
}

/** What the next Wh over a link pays extra {tick}: nothing where it relieves the link. */
function surchargeOf(link: Link | null, at: { readonly flow: bigint; readonly isUpward: boolean }): bigint {
  if (link === null || (at.flow !== 0n && at.flow > 0n !== at.isUpward)) return 0n;
  const used = at.flow < 0n ? -at.flow : at.flow;
  const reached = link.bands.filter(({ from }) => (link.capacity.wh * BigInt(from)) / 10_000n <= used);
  return reached.at(-1)?.surcharge.ticks ?? 0n;
}
