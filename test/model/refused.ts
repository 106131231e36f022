/** Every reason for which an operation can be refused; the contracts' custom errors carry the same names. */
export type RefusalName =
  | "UnknownZone"
  | "UnknownAccount"
  | "NotAuthorized"
  | "SlotNotOpen"
  | "SlotInPast"
  | "GateClosed"
  | "BeyondHorizon"
  | "LimitOutsidePair"
  | "EnergyBelowMinimum"
  | "EnergyTooLarge"
  | "InsufficientFree"
  | "TooManyOpenOrders"
  | "FillOrKillUnfilled"
  | "PostOnlyWouldMatch"
  | "MinimumFillNotReached"
  | "InvalidKind"
  | "BasketLegUnfilled"
  | "OrderNotOpen"
  | "OpenEnergyChanged"
  | "NotEnoughToNet"
  | "OwnerInDebt"
  | "InvalidAmount"
  | "NewRiskPaused"
  | "AccountNotCleared"
  | "SlotAlreadyOpen"
  | "PairOutOfBounds"
  | "NotSettleable";

/** An operation that the rules refuse. The market is then exactly as it was before. */
export class Refused extends Error {
  /** Which rule refused it. */
  readonly reason: RefusalName;

  constructor(reason: RefusalName) {
    super(reason);
    this.name = "Refused";
    this.reason = reason;
  }
}

/**
 * Throws `Refused(reason)` unless the condition holds.
 * @param condition what the rules demand
 * @param reason the name of the rule
 */
export function demand(condition: boolean, reason: RefusalName): asserts condition {
  if (!condition) throw new Refused(reason);
}
