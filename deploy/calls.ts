import type { AreaParameters, ComplianceParameters, EarnerParameters, FeePayee } from "./parameters.ts";
import type { ContractName, RoleName } from "./roles.ts";
import type { RuleSet, TierRules } from "./rules.ts";

/** What the contract takes in one call. */
const MOST_COUNTRIES = 64;
const UNLIMITED = 2n ** 128n - 1n;
/** {tick} */
const MAX_TICK = 99_999n;

/** A call that sets a market area up. */
export interface Call {
  /** Unique within one set-up; tells what it is for. */
  readonly id: string;
  readonly contract: ContractName;
  readonly method: string;
  readonly args: readonly unknown[];
  /** The role that the function asks for; null where the caller must be the operator's admin. */
  readonly role: RoleName | null;
}

/**
 * The calls that give an empty market area its rules, operators and zones, in the order they must be made in.
 * @param of.caller who makes them: each operator is its until its payees are named
 * @param of.contracts the market's addresses, or what stands for them while they are being deployed
 */
export function areaCalls(
  { rules, market, operators, zones }: AreaParameters,
  { caller, contracts }: { caller: string; contracts: Readonly<Record<"exchange" | FeePayee, unknown>> },
): Call[] {
  const area = (role: RoleName) => (id: string, method: string, args: readonly unknown[]) => {
    return { id, contract: "area", method, args, role } as const;
  };
  const [rule, grid] = [area("MARKET_RULES"), area("GRID_MANAGER")];
  const { gateMinutes, horizon, minLong, maxShort, minSpread } = rules;
  return [
    rule("tariff_cap", "setTariffCap", [rules.tariffCap]),
    rule("limited_tariff_floor", "setLimitedTariffFloor", [rules.limitedTariffFloor]),
    rule("market_fee_cap", "setMarketFeeCap", [rules.marketFeeCap]),
    rule("market_fee", "setMarketFee", [rules.marketFee]),
    rule("min_energy", "setMinEnergy", [rules.minEnergy]),
    rule("opening_rules", "setOpeningRules", [{ gateMinutes, horizon, minLong, maxShort, minSpread }]),
    ...zones.flatMap(({ parent, operator, registrar, jurisdiction, tariff, link }, zone) => [
      compliance(`jurisdiction_${zone}`, "setZoneJurisdiction", [contracts.exchange, zone, jurisdiction]),
      grid(`zone_${zone}`, "addZone", [parent, tariff, operator, registrar]),
      ...(link === null ? [] : [grid(`link_${zone}`, "setLink", [zone, link.capacity, link.bands])]),
    ]),
    ...marketPayeeCalls(market, contracts),
    ...operators.flatMap((earner, at) => payeeCalls(earner, { operator: at + 1, caller })),
  ];
}

/** The calls that give compliance its rules and license its providers. What is not ruled is denied. */
export function complianceCalls({ rules, providers }: ComplianceParameters): Call[] {
  return [
    ...rules.flatMap((set) => ruleCalls(set, rules)),
    ...providers.map(({ jurisdiction, provider }, at) => {
      const args = [jurisdiction, provider, true];
      return { id: `provider_${at}`, contract: "identities", method: "setProvider", args, role: "COMPLIANCE" } as const;
    }),
  ];
}

function ruleCalls(set: RuleSet, all: readonly RuleSet[]): Call[] {
  const { jurisdiction, id, countries, accepts, tiers, oldestAttestation } = set;
  const parts = Array.from({ length: Math.ceil(countries.length / MOST_COUNTRIES) }, (_, at) =>
    countries.slice(at * MOST_COUNTRIES, (at + 1) * MOST_COUNTRIES),
  );
  // Two jurisdictions trade where each names the other; one with itself where it names itself.
  const partners = all.filter((other) => set.tradesWith.includes(other.id) && other.tradesWith.includes(id));
  const rule = (what: string, method: string, args: readonly unknown[]) =>
    compliance(`${jurisdiction}_${what}`, method, args);
  return [
    rule("oldest", "setOldestAttestation", [id, oldestAttestation]),
    ...tiers.map((tier) => rule(`tier_${tier.tier}`, "setTier", [id, tier.tier, tierWords(tier)])),
    ...parts.map((part, at) => rule(`countries_${at}`, "setCountries", [id, part, true])),
    ...accepts.map((other, at) => rule(`accepts_${at}`, "setRecognition", [id, other, true])),
    ...partners.map((other) => rule(`trades_${other.jurisdiction}`, "setTrade", [id, other.id, true])),
  ];
}

function tierWords({ dailyLimit, balanceLimit, priceCap, priceFloor }: TierRules) {
  return {
    admitted: true,
    dailyLimit: dailyLimit ?? UNLIMITED,
    balanceLimit: balanceLimit ?? UNLIMITED,
    priceCap: priceCap ?? MAX_TICK,
    priceFloor: priceFloor ?? -MAX_TICK,
  };
}

function compliance(id: string, method: string, args: readonly unknown[]): Call {
  return { id: id.replaceAll("-", "_"), contract: "compliance", method, args, role: "COMPLIANCE" };
}

/** Names who shares the market's fees. */
function marketPayeeCalls(market: AreaParameters["market"], contracts: Readonly<Record<FeePayee, unknown>>): Call[] {
  if (market.length === 0) return [];
  const payees = market.map(({ payee, weight }) => {
    return { payee: typeof payee === "string" ? payee : contracts[payee.contract], weight };
  });
  return [
    { id: "market_payees", contract: "feeRouter", method: "setMarketPayees", args: [payees], role: "STAKING_RULES" },
  ];
}

/** Names an operator's payees, then hands the operator to its admin. */
function payeeCalls(
  { admin, payees }: EarnerParameters,
  { operator, caller }: { operator: number; caller: string },
): Call[] {
  const router = (id: string, method: string, args: readonly unknown[], role: RoleName | null): Call => {
    return { id: `${id}_${operator}`, contract: "feeRouter", method, args: [operator, ...args], role };
  };
  const handOver = router("admin", "setAdmin", [admin], "GRID_MANAGER");
  if (payees.length === 0) return [handOver];
  return [
    router("interim_admin", "setAdmin", [caller], "GRID_MANAGER"),
    router("payees", "setPayees", [payees], null),
    ...(admin === caller ? [] : [handOver]),
  ];
}
