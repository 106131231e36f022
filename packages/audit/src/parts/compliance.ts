import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Identities, KnownIdentity } from "./identities.ts";
import { secondsOf, type Part } from "./part.ts";
import type { Token } from "./token.ts";

type Rule = MarketEventOf<
  "OldestAttestationSet" | "TierSet" | "CountrySet" | "RecognitionSet" | "TradeSet" | "ZoneJurisdictionSet"
>;

/** A frozen amount that stands for the whole account. */
const WHOLE_ACCOUNT = 2n ** 256n - 1n;

/** The last that was told of what each rule is about. */
class Latest<R extends Rule> {
  readonly #rules = new Map<string, R>();

  set(rule: R, ...about: readonly unknown[]): void {
    this.#rules.set(about.join(" "), rule);
  }

  get(...about: readonly unknown[]): R | undefined {
    return this.#rules.get(about.join(" "));
  }

  [Symbol.iterator](): Iterator<R> {
    return this.#rules.values();
  }
}

/** The rules of each jurisdiction. */
export class Compliance implements Part {
  readonly oldest = new Latest<MarketEventOf<"OldestAttestationSet">>();
  readonly tiers = new Latest<MarketEventOf<"TierSet">>();
  readonly countries = new Latest<MarketEventOf<"CountrySet">>();
  readonly recognition = new Latest<MarketEventOf<"RecognitionSet">>();
  readonly trade = new Latest<MarketEventOf<"TradeSet">>();
  readonly zones = new Latest<MarketEventOf<"ZoneJurisdictionSet">>();
  readonly #identities: Identities;
  readonly #token: Token;

  constructor({ identities, token }: { identities: Identities; token: Token }) {
    [this.#identities, this.#token] = [identities, token];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "OldestAttestationSet":
        return this.oldest.set(event, event.jurisdiction);
      case "TierSet":
        return this.tiers.set(event, event.jurisdiction, event.tier);
      case "CountrySet":
        return this.countries.set(event, event.jurisdiction, event.country);
      case "RecognitionSet":
        return this.recognition.set(event, event.jurisdiction, event.other);
      case "TradeSet":
        return this.trade.set(event, ...[event.a, event.b].sort());
      case "ZoneJurisdictionSet":
        return this.zones.set(event, event.exchange, event.zone);
    }
  }

  /** The rules for a wallet in a jurisdiction at a time {s}; null where it is not admitted. */
  admission(wallet: string, jurisdiction: string | undefined, time: bigint): MarketEventOf<"TierSet"> | null {
    const identity = this.#identities.validOf(wallet, time);
    if (identity === null || jurisdiction === undefined) return null;
    const tier = this.tiers.get(jurisdiction, identity.tier);
    const isAdmitted =
      tier?.admitted === true &&
      this.#recognises(jurisdiction, identity.jurisdiction) &&
      this.countries.get(jurisdiction, identity.country)?.accepted === true &&
      time < this.#outdated(jurisdiction, identity) &&
      this.#token.frozen.get(wallet) !== WHOLE_ACCOUNT;
    return isAdmitted ? tier : null;
  }

  #recognises(jurisdiction: string, other: string): boolean {
    return jurisdiction === other || this.recognition.get(jurisdiction, other)?.recognised === true;
  }

  /** {s} */
  #outdated(jurisdiction: string, { issuedAt }: KnownIdentity): bigint {
    return secondsOf(issuedAt) + BigInt(this.oldest.get(jurisdiction)?.oldest ?? 0);
  }
}
