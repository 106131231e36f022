import { Fee, Energy, Price, type Link, type MarketEvent, type MarketEventOf, type ZoneTerms } from "@gridwatt/sdk";

import type { Part } from "./part.ts";

type OpeningRules = Pick<
  MarketEventOf<"OpeningRulesSet">,
  "gateMinutes" | "horizon" | "minLong" | "maxShort" | "minSpread"
>;

/** What a zone has besides its terms. */
export interface AreaZone extends ZoneTerms {
  readonly operator: number;
  readonly registrar: string;
  readonly link: Link | null;
}

/** Zone tree and rules of the market area. What its constructor set, of which no event tells, stands here too. */
export class Area implements Part {
  readonly zones: AreaZone[] = [];
  marketFee = Fee.ofTicks(0n);
  minEnergy = Energy.ofWh(100n);
  rules: OpeningRules = {
    gateMinutes: 5,
    horizon: 172_800,
    minLong: Price.ofTicks(-99_999n),
    maxShort: Price.ofTicks(99_999n),
    minSpread: Fee.ofTicks(1n),
  };
  tariffCap = Fee.ofTicks(16_383n);
  marketFeeCap = Fee.ofTicks(4_095n);
  limitedTariffFloor = Fee.ofTicks(0n);
  /** Rises with whatever changes the terms. */
  version = 1;

  apply(event: MarketEvent): void {
    if (this.#changesTerms(event)) this.version += 1;
    else this.#rule(event);
  }

  #changesTerms(event: MarketEvent): boolean {
    switch (event.name) {
      case "ZoneAdded": {
        const { parent, tariff, operator, registrar } = event;
        this.zones[event.zone] = { parent, tariff, operator, registrar, link: null };
        return true;
      }
      case "TariffSet":
        return this.#change(event.zone, { tariff: event.tariff });
      case "LinkSet":
        return this.#change(event.zone, { link: { capacity: event.capacity, bands: event.bands } });
      case "LinkRemoved":
        return this.#change(event.zone, { link: null });
      case "OperatorSet":
        return this.#change(event.zone, { operator: event.operator });
      case "MarketFeeSet":
        this.marketFee = event.fee;
        return true;
      case "MinEnergySet":
        this.minEnergy = event.energy;
        return true;
      default:
        return false;
    }
  }

  #rule(event: MarketEvent): void {
    switch (event.name) {
      case "RegistrarSet":
        this.#change(event.zone, { registrar: event.registrar });
        return;
      case "OpeningRulesSet": {
        const { gateMinutes, horizon, minLong, maxShort, minSpread } = event;
        this.rules = { gateMinutes, horizon, minLong, maxShort, minSpread };
        return;
      }
      case "TariffCapSet":
        this.tariffCap = event.cap;
        return;
      case "MarketFeeCapSet":
        this.marketFeeCap = event.cap;
        return;
      case "LimitedTariffFloorSet":
        this.limitedTariffFloor = event.floor;
    }
  }

  #change(zone: number, change: Partial<AreaZone>): true {
    const known = this.zones[zone];
    if (known !== undefined) this.zones[zone] = { ...known, ...change };
    return true;
  }
}
