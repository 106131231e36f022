import type { ABIS } from "../generated/index.ts";
import { Grid } from "../units/grid.ts";
import { baseOf, dateOf, type Decoders } from "./decoders.ts";

const epochOf = (args: { readonly epoch: bigint }) => Number(args.epoch);

export const REWARDS_RESERVE = {
  LotTermsSet: ({ terms }) => ({
    /** Of a WATT. */
    startPrice: Grid.ofBase(terms.startPrice),
    floorPrice: Grid.ofBase(terms.floorPrice),
    lot: baseOf(terms.lotSize),
    /** {s} */
    halving: Number(terms.halving),
    duration: Number(terms.duration),
  }),
  LotBegun: (args) => ({ ...baseOf(args.amount), endsAt: dateOf(args.endsAt) }),
  LotSold: (args) => ({ buyer: args.buyer, ...baseOf(args.amount), cost: Grid.ofBase(args.cost) }),
  ReserveFunded: (args) => ({ amount: Grid.ofBase(args.amount) }),
} satisfies Decoders<typeof ABIS.rewardsReserve>;

export const PURSE = {
  /** In the token's base units. */
  Spent: (args) => ({ token: args.token, to: args.to, base: args.amount, purpose: args.purpose }),
} satisfies Decoders<typeof ABIS.treasury>;

export const INCENTIVES = {
  RewardsSubmitted: (args) => ({
    epoch: epochOf(args),
    root: args.root,
    /** {base} */
    total: args.total,
    fees: args.fees,
    claimableUntil: dateOf(args.claimableUntil),
    signers: [...args.signers],
  }),
  RewardsPaid: (args) => {
    return { epoch: epochOf(args), account: Number(args.account), owner: args.owner, ...baseOf(args.amount) };
  },
  RewardsReturned: (args) => ({ epoch: epochOf(args), ...baseOf(args.amount) }),
  /** {basis point}, from a day on */
  ShareSet: (args) => ({ share: Number(args.share), fromEpoch: Number(args.fromEpoch) }),
  /** {base} */
  EpochCapSet: ({ cap }) => ({ cap }),
} satisfies Decoders<typeof ABIS.incentives>;
