import type { ABIS } from "../generated/index.ts";
import { Grid } from "../units/grid.ts";
import type { SignedReading } from "../actions/signReading.ts";
import { Slot } from "../units/slot.ts";
import { accountOf, dateOf, slotOf, type Decoders } from "./decoders.ts";
import { INTERFACES } from "./interfaces.ts";
import { poolsOf } from "./staking-events.ts";

/** In the order of the contract's enum. */
export const KINDS = ["falseRoot", "equivocation"] as const;
const kindOf = (args: { readonly kind: bigint }) => KINDS[Number(args.kind)] ?? "falseRoot";
const poolOf = (args: { readonly pool: bigint }) => Number(args.pool);

export const SLASHER = {
  OffenceRecorded: (args) => ({
    id: args.id,
    kind: kindOf(args),
    epoch: Number(args.epoch),
    pools: poolsOf(args.pools),
    reporter: args.reporter,
    /** {basis point} */
    fraction: Number(args.fraction),
    executableAt: dateOf(args.executableAt),
    pot: Number(args.pot),
  }),
  OffenceCancelled: ({ id }) => ({ id }),
  OffenceExpired: ({ id }) => ({ id }),
  PoolPunished: (args) => {
    return { id: args.id, pool: poolOf(args), from: Number(args.from), taken: Grid.ofBase(args.taken) };
  },
  BackersPunished: (args) => {
    return { id: args.id, pool: poolOf(args), left: args.left, taken: Grid.ofBase(args.taken) };
  },
  BackersHeld: (args) => ({ id: args.id, pool: poolOf(args), left: args.left }),
  LossShown: (args) => ({
    pot: Number(args.pot),
    account: accountOf(args),
    slot: slotOf(args),
    /** Of money: tick x Wh. */
    units: args.units,
    amount: Grid.ofBase(args.amount),
    /** By which meters' readings it was shown. */
    readings: readingsIn(args.call),
  }),
  LossRefuted: (args) => {
    return { pot: Number(args.pot), account: accountOf(args), slot: slotOf(args), amount: Grid.ofBase(args.amount) };
  },
  VictimPaid: (args) => {
    return { pot: Number(args.pot), account: Number(args.account), to: args.to, amount: Grid.ofBase(args.amount) };
  },
  ReporterPaid: (args) => ({ id: args.id, to: args.to, amount: Grid.ofBase(args.amount) }),
  RestPaid: (args) => ({ pot: Number(args.pot), to: args.to, amount: Grid.ofBase(args.amount) }),
  FractionSet: (args) => ({ kind: kindOf(args), fraction: Number(args.fraction) }),
  /** {s} */
  DeferralSet: (args) => ({ deferral: Number(args.deferral) }),
  ReporterShareSet: (args) => ({ share: Number(args.share) }),
  CompensationSet: (args) => ({ perUnit: Grid.ofBase(args.perUnit) }),
  InsuranceSet: ({ insurance }) => ({ insurance }),
} satisfies Decoders<typeof ABIS.slasher>;

interface ShownReading {
  readonly meter: bigint;
  readonly slot: bigint;
  readonly importRegister: bigint;
  readonly exportRegister: bigint;
  readonly sequence: bigint;
}
interface ShownSpan {
  readonly begin: ShownReading;
  readonly beginSignature: string;
  readonly end: ShownReading;
  readonly endSignature: string;
}

/** Readings in the calldata of `showLoss`; none where it is encoded so that only the contract reads it: that stops nobody. */
export function readingsIn(call: string): readonly SignedReading[] {
  try {
    const [, , spans] = INTERFACES.slasher.decodeFunctionData("showLoss", call) as unknown as [
      unknown,
      unknown,
      ShownSpan[],
    ];
    return [...spans].flatMap(({ begin, beginSignature, end, endSignature }) => [
      readingOf(begin, beginSignature),
      readingOf(end, endSignature),
    ]);
  } catch {
    return [];
  }
}

function readingOf({ meter, slot, importRegister, exportRegister, sequence }: ShownReading, signature: string) {
  return {
    ...{ meter: Number(meter), slot: Slot.ofNumber(slot) },
    ...{ importRegister, exportRegister, sequence, signature },
  };
}

export const ATTENDANCE = {
  DayClosed: (args) => ({
    epoch: Number(args.epoch),
    configuration: args.configuration,
    roots: Number(args.roots),
    absent: poolsOf(args.absent),
  }),
  Resumed: (args) => ({ pool: poolOf(args) }),
  LeastShareSet: (args) => ({ share: Number(args.share) }),
} satisfies Decoders<typeof ABIS.attendance>;
