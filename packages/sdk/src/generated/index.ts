// Made by scripts/generate-sdk.ts.
import { authorityAbi } from "./authority.ts";
import { wattAbi } from "./watt.ts";
import { gridAbi } from "./grid.ts";
import { registryAbi } from "./registry.ts";
import { areaAbi } from "./area.ts";
import { metersAbi } from "./meters.ts";
import { exchangeAbi } from "./exchange.ts";
import { feeRouterAbi } from "./feeRouter.ts";
import { operatorSetAbi } from "./operatorSet.ts";
import { oracleAbi } from "./oracle.ts";
import { settlementAbi } from "./settlement.ts";
import { attestorSetAbi } from "./attestorSet.ts";
import { reserveAbi } from "./reserve.ts";
import { onRampAbi } from "./onRamp.ts";
import { redemptionsAbi } from "./redemptions.ts";
import { identitiesAbi } from "./identities.ts";
import { complianceAbi } from "./compliance.ts";
import { recoveryAbi } from "./recovery.ts";
import { stakingAbi } from "./staking.ts";
import { electionAbi } from "./election.ts";
import { rewardsReserveAbi } from "./rewardsReserve.ts";
import { insuranceAbi } from "./insurance.ts";
import { treasuryAbi } from "./treasury.ts";
import { incentivesAbi } from "./incentives.ts";
import { hostsAbi } from "./hosts.ts";
import { stakeDiscountsAbi } from "./stakeDiscounts.ts";

/** What can be called at each contract of a deployment. */
export const ABIS = {
  authority: authorityAbi,
  watt: wattAbi,
  grid: gridAbi,
  registry: registryAbi,
  area: areaAbi,
  meters: metersAbi,
  exchange: exchangeAbi,
  feeRouter: feeRouterAbi,
  operatorSet: operatorSetAbi,
  oracle: oracleAbi,
  settlement: settlementAbi,
  attestorSet: attestorSetAbi,
  reserve: reserveAbi,
  onRamp: onRampAbi,
  redemptions: redemptionsAbi,
  identities: identitiesAbi,
  compliance: complianceAbi,
  recovery: recoveryAbi,
  staking: stakingAbi,
  election: electionAbi,
  rewardsReserve: rewardsReserveAbi,
  insurance: insuranceAbi,
  treasury: treasuryAbi,
  incentives: incentivesAbi,
  hosts: hostsAbi,
  stakeDiscounts: stakeDiscountsAbi,
} as const;
