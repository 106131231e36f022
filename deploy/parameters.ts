import { readFileSync } from "node:fs";

import { Money } from "@gridwatt/sdk";
import { getAddress, isAddress } from "ethers";

import { parseDecimal } from "../scenario/decimal.ts";
import { readGenesisFile } from "./genesis.ts";
import { ParameterError } from "./parameters/error.ts";
import { FEE_PAYEES } from "./parameters/market.ts";
import type {
  AreaParameters,
  AreaRules,
  ComplianceParameters,
  DeliveryParameters,
  ElectionParameters,
  EarnerParameters,
  DiscountTier,
  LicenceParameters,
  LimitParameters,
  LinkParameters,
  MarketParameters,
  ReserveParameters,
  TreasuryParameters,
  ZoneParameters,
} from "./parameters/market.ts";
import type {
  HumanEarner,
  HumanHolders,
  HumanLimit,
  HumanParameters,
  HumanRules,
  HumanZone,
} from "./parameters/types.ts";
import { encodeJurisdiction, readRules, type RuleSet } from "./rules.ts";

export { ParameterError } from "./parameters/error.ts";
export type * from "./parameters/market.ts";
export type { HumanParameters } from "./parameters/types.ts";

const WATT_DECIMALS = 18;
const GRID_DECIMALS = 18;
const ENERGY_DECIMALS = 3;
const PRICE_DECIMALS = 4;
const SHARE_DECIMALS = 4;

/**
 * Turns parameters from human units into integers.
 * @param human what a network's file says
 * @param accounts the addresses that `#0`, `#1`... stand for
 * Throws `ParameterError` where a number does not fit its unit exactly, or a name is unknown.
 */
export function readParameters(human: HumanParameters, accounts: readonly string[]): MarketParameters {
  return new Reader(human, accounts).read();
}

class Reader {
  readonly #human: HumanParameters;
  readonly #accounts: readonly string[];

  constructor(human: HumanParameters, accounts: readonly string[]) {
    this.#human = human;
    this.#accounts = accounts;
  }

  read(): MarketParameters {
    const { currency, grid, rules, operators, zones } = this.#human;
    return {
      currency: { name: currency.name, symbol: currency.symbol, code: currency.code },
      unit: Money.BASE_PER_UNIT,
      gridCap: this.#gridCap(),
      genesis: readGenesisFile(grid.genesis, {
        cap: this.#gridCap(),
        addressOf: (holder, path) => this.#address(holder, path),
      }),
      holders: this.#holders(),
      balancingParty: this.#balancingParty(),
      delivery: this.#delivery(),
      reserve: this.#reserve(),
      election: this.#election(),
      treasury: this.#treasury(),
      licences: this.#licences(),
      discounts: this.#discounts(),
      compliance: this.#compliance(),
      area: {
        rules: this.#rules(rules),
        market: this.#market(),
        operators: operators.map((operator, at) => ({
          id: operator.id,
          ...this.#earner(operator, `operators[${at}]`),
        })),
        zones: zones.map((zone, at) => this.#zone(zone, at)),
      },
    };
  }

  #holders(): HumanHolders {
    const entries = Object.entries(this.#human.holders).map(([role, holder]: [string, string | readonly string[]]) => {
      const path = `holders.${role}`;
      const one = (text: string) => this.#address(text, path);
      return [role, typeof holder === "string" ? one(holder) : holder.map(one)];
    });
    return Object.fromEntries(entries) as HumanHolders;
  }

  #gridCap(): bigint {
    return this.#decimal(this.#human.grid.cap, GRID_DECIMALS, "grid.cap");
  }

  #earner({ admin, payees }: HumanEarner, path: string): EarnerParameters {
    const payeeOf = (payee: string, where: string) => this.#address(payee, where);
    return { admin: this.#address(admin, `${path}.admin`), payees: this.#payees(payees, { path, payeeOf }) };
  }

  #market(): AreaParameters["market"] {
    const payeeOf = (payee: string, where: string) => {
      const contract = FEE_PAYEES.find((name) => name === payee);
      return contract === undefined ? this.#address(payee, where) : { contract };
    };
    return this.#payees(this.#human.market.payees, { path: "market", payeeOf });
  }

  #payees<T>(
    payees: HumanEarner["payees"],
    { path, payeeOf }: { readonly path: string; readonly payeeOf: (payee: string, where: string) => T },
  ): { payee: T; weight: bigint }[] {
    const parts = payees.map(({ payee, share }, at) => ({
      payee: payeeOf(payee, `${path}.payees[${at}].payee`),
      weight: this.#decimal(share, SHARE_DECIMALS, `${path}.payees[${at}].share`),
    }));
    const sum = parts.reduce((total, { weight }) => total + weight, 0n);
    if (parts.length > 0 && sum !== 10_000n)
      throw new ParameterError(`${path}.payees`, "the shares do not add up to 1");
    return parts;
  }

  #rules(rules: HumanRules): AreaRules {
    return {
      marketFee: this.#price(rules.marketFee, "rules.marketFee"),
      marketFeeCap: this.#price(rules.marketFeeCap, "rules.marketFeeCap"),
      minEnergy: this.#decimal(rules.minEnergy, ENERGY_DECIMALS, "rules.minEnergy"),
      tariffCap: this.#price(rules.tariffCap, "rules.tariffCap"),
      limitedTariffFloor: this.#price(rules.limitedTariffFloor, "rules.limitedTariffFloor"),
      gateMinutes: this.#whole(rules.gateMinutes, "rules.gateMinutes"),
      horizon: this.#whole(rules.horizonMinutes, "rules.horizonMinutes") * 60n,
      minLong: this.#price(rules.minLong, "rules.minLong"),
      maxShort: this.#price(rules.maxShort, "rules.maxShort"),
      minSpread: this.#price(rules.minSpread, "rules.minSpread"),
    };
  }

  #zone(zone: HumanZone, at: number): ZoneParameters {
    const path = `zones[${at}]`;
    const { zones, operators } = this.#human;
    const parent = zone.parent === undefined ? 0 : zones.findIndex(({ id }) => id === zone.parent);
    const isRoot = zone.parent === undefined;
    if (isRoot !== (at === 0) || parent < 0 || (!isRoot && parent >= at)) {
      throw new ParameterError(`${path}.parent`, "the first zone is the root, and parents stand before their children");
    }
    const operator = operators.findIndex(({ id }) => id === zone.operator) + 1;
    if (operator === 0) throw new ParameterError(`${path}.operator`, `${zone.operator} is no operator`);
    const link = zone.link === undefined ? null : this.#link(zone.link, `${path}.link`);
    const registrar = this.#address(zone.registrar, `${path}.registrar`);
    const jurisdiction = this.#jurisdiction(zone.jurisdiction, `${path}.jurisdiction`);
    const tariff = this.#price(zone.tariff, `${path}.tariff`);
    return { id: zone.id, parent, operator, registrar, jurisdiction, tariff, link };
  }

  #balancingParty(): string {
    const [first] = this.#human.holders.balancingParty;
    if (first === undefined) throw new ParameterError("holders.balancingParty", "nobody is the balancing party");
    return this.#address(first, "holders.balancingParty[0]");
  }

  #delivery(): DeliveryParameters {
    const { residualSupply, readingDeadlineMinutes, correctionWindowMinutes, operators } = this.#human.delivery;
    const minutes = (value: number, path: string) => 60n * this.#whole(value, path);
    return {
      residualSupply,
      readingDeadline: minutes(readingDeadlineMinutes, "delivery.readingDeadlineMinutes"),
      correctionWindow: minutes(correctionWindowMinutes, "delivery.correctionWindowMinutes"),
      operators: this.#rising(operators, "delivery.operators"),
    };
  }

  #reserve(): ReserveParameters {
    const { attestors, maxAgeHours, growth, mint, coin, leastRedemption } = this.#human.reserve;
    return {
      attestors: this.#rising(attestors, "reserve.attestors"),
      maxAge: 3600n * this.#whole(maxAgeHours, "reserve.maxAgeHours"),
      growth: this.#limit(growth, "reserve.growth"),
      mint: this.#limit(mint, "reserve.mint"),
      coin: this.#decimal(coin, WATT_DECIMALS, "reserve.coin"),
      leastRedemption: this.#decimal(leastRedemption, WATT_DECIMALS, "reserve.leastRedemption"),
    };
  }

  #election(): ElectionParameters {
    const { seats, minSelfStake, solutionDeposit } = this.#human.election;
    return {
      seats: this.#whole(seats, "election.seats"),
      minSelfStake: this.#decimal(minSelfStake, GRID_DECIMALS, "election.minSelfStake"),
      solutionDeposit: this.#decimal(solutionDeposit, GRID_DECIMALS, "election.solutionDeposit"),
    };
  }

  #treasury(): TreasuryParameters {
    const { lots, incentives } = this.#human.treasury;
    const [price, minutes] = [
      (text: string, name: string) => this.#decimal(text, GRID_DECIMALS, `treasury.lots.${name}`),
      (value: number, name: string) => 60n * this.#whole(value, `treasury.lots.${name}`),
    ];
    return {
      lots: {
        startPrice: price(lots.startPrice, "startPrice"),
        floorPrice: price(lots.floorPrice, "floorPrice"),
        lotSize: this.#decimal(lots.size, WATT_DECIMALS, "treasury.lots.size"),
        halving: minutes(lots.halvingMinutes, "halvingMinutes"),
        duration: minutes(lots.durationMinutes, "durationMinutes"),
      },
      makerShare: this.#decimal(incentives.share, SHARE_DECIMALS, "treasury.incentives.share"),
      epochCap: this.#decimal(incentives.epochCap, WATT_DECIMALS, "treasury.incentives.epochCap"),
    };
  }

  #licences(): LicenceParameters {
    const { tiers, noticeDays } = this.#human.licences;
    return {
      tiers: tiers.map(({ locked, share }, at) => ({
        locked: this.#decimal(locked, GRID_DECIMALS, `licences.tiers[${at}].locked`),
        share: this.#decimal(share, SHARE_DECIMALS, `licences.tiers[${at}].share`),
      })),
      noticePeriod: 86_400n * this.#whole(noticeDays, "licences.noticeDays"),
    };
  }

  #discounts(): DiscountTier[] {
    return this.#human.discounts.map(({ staked, discount }, at) => ({
      staked: this.#decimal(staked, GRID_DECIMALS, `discounts[${at}].staked`),
      discount: this.#price(discount, `discounts[${at}].discount`),
    }));
  }

  #compliance(): ComplianceParameters {
    const { rules, providers } = this.#human.compliance;
    return {
      rules: rules.map(readRuleFile),
      providers: providers.map(({ jurisdiction, provider }, at) => ({
        jurisdiction: encodeJurisdiction(jurisdiction),
        provider: this.#address(provider, `compliance.providers[${at}].provider`),
      })),
    };
  }

  #jurisdiction(jurisdiction: string, path: string): string {
    const id = encodeJurisdiction(jurisdiction);
    if (this.#human.compliance.rules.some((name) => readRuleFile(name).id === id)) return id;
    throw new ParameterError(path, `there are no rules of ${jurisdiction}`);
  }

  #limit({ capacity, windowHours }: HumanLimit, path: string): LimitParameters {
    return {
      capacity: this.#decimal(capacity, WATT_DECIMALS, `${path}.capacity`),
      window: 3600n * this.#whole(windowHours, `${path}.windowHours`),
    };
  }

  #rising(holders: readonly string[], path: string): string[] {
    const addresses = holders.map((holder, at) => this.#address(holder, `${path}[${at}]`));
    return addresses.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  }

  #link(link: NonNullable<HumanZone["link"]>, path: string): LinkParameters {
    return {
      capacity: this.#decimal(link.capacity, ENERGY_DECIMALS, `${path}.capacity`),
      bands: link.bands.map(({ from, add }, at) => ({
        from: this.#decimal(from, SHARE_DECIMALS, `${path}.bands[${at}].from`),
        surcharge: this.#price(add, `${path}.bands[${at}].add`),
      })),
    };
  }

  /** A price per kWh {tick}. */
  #price(text: string, path: string): bigint {
    return this.#decimal(text, PRICE_DECIMALS, path);
  }

  #decimal(text: string, decimals: number, path: string): bigint {
    try {
      return parseDecimal(text, decimals);
    } catch {
      throw new ParameterError(path, `"${text}" is no number of at most ${decimals} decimals`);
    }
  }

  #whole(value: number, path: string): bigint {
    if (!Number.isSafeInteger(value) || value < 0) throw new ParameterError(path, `${value} is no whole number`);
    return BigInt(value);
  }

  #address(holder: string, path: string): string {
    if (isAddress(holder)) return getAddress(holder);
    const [, number] = /^#(\d+)$/.exec(holder) ?? [];
    const address = number === undefined ? undefined : this.#accounts[Number(number)];
    if (address === undefined)
      throw new ParameterError(path, `${holder} is neither an address nor one of the accounts`);
    return address;
  }
}

function readRuleFile(name: string): RuleSet {
  return readRules(readFileSync(new URL(`rules/${name}.json`, import.meta.url), "utf8"));
}
