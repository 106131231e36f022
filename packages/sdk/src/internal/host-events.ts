import type { ABIS } from "../generated/index.ts";
import { Fee } from "../units/fee.ts";
import { Grid } from "../units/grid.ts";
import { dateOf, hostOf, type Decoders } from "./decoders.ts";

const licenceOf = (args: { readonly licence: bigint }) => Number(args.licence);
const lockedOf = (args: { readonly locked: bigint }) => Grid.ofBase(args.locked);

export const HOSTS = {
  LicenceOpened: (args) => {
    const { holder, lock } = args;
    return { licence: licenceOf(args), host: hostOf(args), holder, lock, locked: lockedOf(args) };
  },
  LockAdded: (args) => ({ licence: licenceOf(args), locked: lockedOf(args) }),
  PayeeSet: (args) => ({ licence: licenceOf(args), payee: args.payee }),
  LicenceSuspended: (args) => ({ licence: licenceOf(args), suspended: args.suspended }),
  NoticeGiven: (args) => {
    return { licence: licenceOf(args), leavesAt: dateOf(args.leavesAt), byRevocation: args.byRevocation };
  },
  LockWithdrawn: (args) => ({ licence: licenceOf(args), holder: args.holder, amount: Grid.ofBase(args.amount) }),
  /** Shares of the market fee in basis points. */
  HostTiersSet: ({ tiers }) => ({
    tiers: tiers.map((tier) => ({ locked: lockedOf(tier), share: Number(tier.share) })),
  }),
  /** {s} */
  NoticePeriodSet: (args) => ({ period: Number(args.period) }),
} satisfies Decoders<typeof ABIS.hosts>;

export const DISCOUNTS = {
  DiscountTiersSet: ({ tiers }) => ({
    tiers: tiers.map(({ staked, discount }) => ({ staked: Grid.ofBase(staked), discount: Fee.ofTicks(discount) })),
  }),
} satisfies Decoders<typeof ABIS.stakeDiscounts>;
