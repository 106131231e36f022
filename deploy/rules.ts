import { isDay, Money, Price, UnitError } from "@gridwatt/sdk";
import { hexlify, toUtf8Bytes, zeroPadBytes } from "ethers";

import { COUNTRIES } from "./rules/countries.ts";
import { Field, RuleError } from "./rules/field.ts";

export { RuleError };

const TIERS = 3;
const SECONDS_PER_DAY = 86_400n;
const JURISDICTION = /^[A-Z][A-Z0-9-]{0,7}$/;
const MOST_URL = 500;

/** The compliance rules of a jurisdiction as contracts take them. */
export interface RuleSet {
  /** At most 8 characters, e.g. "DE". */
  readonly jurisdiction: string;
  /** The jurisdiction as bytes8 in hex, its characters first. */
  readonly id: string;
  readonly title: string;
  /** Whether at least one of its numbers has a source, or all are examples. */
  readonly status: "sourced" | "example";
  /** Countries of residence that are accepted, each an ISO 3166-1 alpha-2 code as bytes2 in hex. */
  readonly countries: readonly string[];
  /** Other jurisdictions whose attestations count here, each as bytes8 in hex. */
  readonly accepts: readonly string[];
  /** Jurisdictions whose zones may trade with zones here, itself among them, each as bytes8 in hex. */
  readonly tradesWith: readonly string[];
  /** {s} An attestation older than that does not count. */
  readonly oldestAttestation: bigint;
  /** Tier n is number n - 1 in the list. */
  readonly tiers: readonly TierRules[];
}

/** What holders of a tier may do. Null is no limit; no limit is stricter in a higher tier. */
export interface TierRules {
  readonly tier: number;
  readonly name: string;
  /** {base} above zero */
  readonly dailyLimit: bigint | null;
  /** {base} above zero */
  readonly balanceLimit: bigint | null;
  /** {tick} The highest limit of an order to buy. */
  readonly priceCap: bigint | null;
  /** {tick} The lowest limit of an order to sell, never above the cap. */
  readonly priceFloor: bigint | null;
}

/**
 * Reads a rule file: JSON in which each number stands beside its source, or a sentence why it is but an example.
 * @param text what the file says; money in WATT with at most 7 decimals, prices in WATT per kWh with at most 4
 * Throws `RuleError` where a key is missing or unknown, a number has no origin, or a value does not fit.
 */
export function readRules(text: string): RuleSet {
  return new Reader().read(new Field(parse(text), ""));
}

/** A jurisdiction as bytes8 in hex: "DE" is "0x4445000000000000". */
export function encodeJurisdiction(jurisdiction: string): string {
  return zeroPadBytes(toUtf8Bytes(jurisdiction), 8);
}

class Reader {
  #sources = 0;

  read(file: Field): RuleSet {
    const keys = ["jurisdiction", "title", "status", "countries", "accepts", "tradesWith"] as const;
    const set = file.record(...keys, "oldestAttestationDays", "tiers");
    const jurisdiction = jurisdictionOf(set.jurisdiction);
    const rules = {
      jurisdiction,
      id: encodeJurisdiction(jurisdiction),
      title: set.title.text(),
      countries: this.#countries(set.countries),
      accepts: this.#accepts(set.accepts, jurisdiction),
      tradesWith: this.#tradesWith(set.tradesWith, jurisdiction),
      oldestAttestation: this.#days(set.oldestAttestationDays) * SECONDS_PER_DAY,
      tiers: this.#tiers(set.tiers),
    };
    return { ...rules, status: this.#status(set.status) };
  }

  #countries(field: Field): string[] {
    const value = this.#valueOf(field);
    const countries = distinct(value, (country) => {
      const code = country.text();
      if (!COUNTRIES.has(code)) throw country.error(`${code} is no country of ISO 3166-1 alpha-2`);
      return code;
    });
    if (countries.length === 0) throw value.error("nobody could take part");
    return countries.map((code) => hexlify(toUtf8Bytes(code)));
  }

  #accepts(field: Field, itself: string): string[] {
    const value = this.#valueOf(field);
    const others = distinct(value, jurisdictionOf);
    if (others.includes(itself)) throw value.error(`attestations made for ${itself} always count, name others only`);
    return others.map(encodeJurisdiction);
  }

  #tradesWith(field: Field, itself: string): string[] {
    const value = this.#valueOf(field);
    const all = distinct(value, jurisdictionOf);
    if (!all.includes(itself)) throw value.error(`${itself} itself is not among them`);
    return all.map(encodeJurisdiction);
  }

  #days(field: Field): bigint {
    const days = this.#valueOf(field);
    if (!Number.isSafeInteger(days.value) || Number(days.value) < 1) throw days.error("it is a whole number of days");
    return BigInt(Number(days.value));
  }

  #tiers(field: Field): TierRules[] {
    const list = field.list();
    if (list.length !== TIERS) throw field.error(`there are ${TIERS} tiers, not ${list.length}`);
    const tiers: TierRules[] = [];
    for (const one of list) tiers.push(this.#tier(one, tiers.at(-1)));
    return tiers;
  }

  /** @param below the tier before, if any */
  #tier(field: Field, below: TierRules | undefined): TierRules {
    const keys = ["tier", "name", "dailyLimit", "balanceLimit", "priceCap", "priceFloor"] as const;
    const rules = field.record(...keys);
    const tier = (below?.tier ?? 0) + 1;
    if (rules.tier.value !== tier) throw rules.tier.error(`tiers rise from 1 to ${TIERS}, here stands ${tier}`);
    const dailyLimit = this.#limit(rules.dailyLimit, moneyOf);
    const balanceLimit = this.#limit(rules.balanceLimit, moneyOf);
    const priceCap = this.#limit(rules.priceCap, ticksOf);
    const priceFloor = this.#limit(rules.priceFloor, ticksOf);
    if (priceFloor !== null && priceCap !== null && priceFloor > priceCap) {
      throw rules.priceFloor.error("the floor is above the cap");
    }
    const problem = `it is stricter than in tier ${tier - 1}`;
    if (below !== undefined) {
      if (isLess(dailyLimit, below.dailyLimit)) throw rules.dailyLimit.error(problem);
      if (isLess(balanceLimit, below.balanceLimit)) throw rules.balanceLimit.error(problem);
      if (isLess(priceCap, below.priceCap)) throw rules.priceCap.error(problem);
      if (isLess(negated(priceFloor), negated(below.priceFloor))) throw rules.priceFloor.error(problem);
    }
    return { tier, name: rules.name.text(), dailyLimit, balanceLimit, priceCap, priceFloor };
  }

  #limit(field: Field, read: (value: Field) => bigint): bigint | null {
    const value = this.#valueOf(field);
    return value.value === null ? null : read(value);
  }

  /** The value of a number, after a look at where it comes from. */
  #valueOf(field: Field): Field {
    if (!field.has("source")) {
      const { value, example } = field.record("value", "example");
      example.text();
      return value;
    }
    const { value, source } = field.record("value", "source");
    checkSource(source);
    this.#sources += 1;
    return value;
  }

  #status(field: Field): RuleSet["status"] {
    const status = this.#sources > 0 ? "sourced" : "example";
    if (field.value !== status) throw field.error(`it is "${status}": ${this.#sources} numbers have a source`);
    return status;
  }
}

function checkSource(field: Field): void {
  const { title, provision, url, accessed, says } = field.record("title", "provision", "url", "accessed", "says");
  for (const text of [title, provision, says]) text.text();
  if (!url.text(MOST_URL).startsWith("https://")) throw url.error("it begins with https://");
  if (accessed.value !== null && !isDay(accessed.text())) {
    throw accessed.error('it is a day like "2026-01-01", or null where nobody looked');
  }
}

function jurisdictionOf(field: Field): string {
  const code = field.text();
  if (!JURISDICTION.test(code)) throw field.error(`${code} is not 1 to 8 of A-Z, 0-9 and -, a letter first`);
  return code;
}

/** {base} */
function moneyOf(field: Field): bigint {
  const { base } = inUnits(field, () => Money.parse(field.text()));
  if (base <= 0n) throw field.error("a limit of money is above zero, and null where there is none");
  return base;
}

/** {tick} */
function ticksOf(field: Field): bigint {
  return inUnits(field, () => Price.parse(field.text())).ticks;
}

function inUnits<Quantity>(field: Field, read: () => Quantity): Quantity {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw field.error(error.message);
  }
}

/** The members of a list, none of them twice. */
function distinct(field: Field, read: (member: Field) => string): string[] {
  const all = new Set<string>();
  for (const member of field.list()) {
    const value = read(member);
    if (all.has(value)) throw member.error(`${value} stands there twice`);
    all.add(value);
  }
  return [...all];
}

/** Whether one limit is below another; null is above all. */
function isLess(limit: bigint | null, other: bigint | null): boolean {
  return limit !== null && (other === null || limit < other);
}

function negated(limit: bigint | null): bigint | null {
  return limit === null ? null : -limit;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RuleError("the rule set", "it is no JSON");
  }
}
