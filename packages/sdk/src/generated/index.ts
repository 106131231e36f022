// Made by scripts/generate-sdk.ts.
import { authorityAbi } from "./authority.ts";
import { wattAbi } from "./watt.ts";
import { gridAbi } from "./grid.ts";
import { registryAbi } from "./registry.ts";
import { areaAbi } from "./area.ts";
import { exchangeAbi } from "./exchange.ts";
import { feeRouterAbi } from "./feeRouter.ts";
import { settlementAbi } from "./settlement.ts";

/** What can be called at each contract of a deployment. */
export const ABIS = {
  authority: authorityAbi,
  watt: wattAbi,
  grid: gridAbi,
  registry: registryAbi,
  area: areaAbi,
  exchange: exchangeAbi,
  feeRouter: feeRouterAbi,
  settlement: settlementAbi,
} as const;
