import type { AreaParameters, EarnerParameters } from "./parameters.ts";
import type { ContractName, RoleName } from "./roles.ts";

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
 * @param caller who makes them: each operator is its until its payees are named
 */
export function areaCalls({ rules, market, operators, zones }: AreaParameters, caller: string): Call[] {
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
    ...zones.flatMap(({ parent, operator, registrar, tariff, link }, zone) => [
      grid(`zone_${zone}`, "addZone", [parent, tariff, operator, registrar]),
      ...(link === null ? [] : [grid(`link_${zone}`, "setLink", [zone, link.capacity, link.bands])]),
    ]),
    ...[market, ...operators].flatMap((earner, operator) => payeeCalls(earner, operator, caller)),
  ];
}

/** Names an operator's payees, then hands the operator to its admin. */
function payeeCalls({ admin, payees }: EarnerParameters, operator: number, caller: string): Call[] {
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
