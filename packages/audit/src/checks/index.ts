import type { Check } from "../check.ts";
import { ACCOUNTS } from "./accounts.ts";
import { ATTENDANCE } from "./attendance.ts";
import { CLEARING } from "./clearing.ts";
import { COMPLIANCE, IDENTITIES, RECOVERIES } from "./compliance.ts";
import { DAYS } from "./days.ts";
import { ELECTION } from "./election.ts";
import { EXPOSURES } from "./exposures.ts";
import { FEES } from "./fees.ts";
import { GOVERNANCE } from "./governance.ts";
import { AREA, METERS } from "./grid.ts";
import { GRID_TOKEN } from "./grid-token.ts";
import { HOSTS } from "./hosts.ts";
import { LOGS } from "./logs.ts";
import { SLASHER } from "./offences.ts";
import { ORDERS } from "./orders.ts";
import { PERIOD } from "./period.ts";
import { POOL } from "./pool.ts";
import { POSITIONS } from "./positions.ts";
import { ON_RAMP, REDEMPTIONS, RESERVE } from "./ramps.ts";
import { REWARDS } from "./rewards.ts";
import { ORACLE, RULES } from "./rules.ts";
import { SLOTS } from "./slots.ts";
import { STAKING } from "./staking.ts";
import { TOKEN } from "./token.ts";
import { TREASURY } from "./treasury.ts";
import { VOTES } from "./votes.ts";

/** All checks, in the order in which they are made. */
export const CHECKS: readonly Check[] = [
  ...LOGS,
  ...TOKEN,
  ...ON_RAMP,
  ...RESERVE,
  ...REDEMPTIONS,
  ...POOL,
  ...ACCOUNTS,
  ...ORDERS,
  ...POSITIONS,
  ...SLOTS,
  ...CLEARING,
  ...FEES,
  ...HOSTS,
  ...METERS,
  ...AREA,
  ...RULES,
  ...ORACLE,
  ...IDENTITIES,
  ...RECOVERIES,
  ...COMPLIANCE,
  ...DAYS,
  ...GRID_TOKEN,
  ...STAKING,
  ...REWARDS,
  ...VOTES,
  ...ELECTION,
  ...EXPOSURES,
  ...SLASHER,
  ...ATTENDANCE,
  ...TREASURY,
  ...GOVERNANCE,
  ...PERIOD,
];
