import type { Energy } from "@gridwatt/sdk";

import { formatDecimal, parseDecimal } from "../scenario/decimal.ts";
import { GAS_PRICES } from "./cast.ts";
import type { GasRow } from "./chain.ts";
import type { GasCost, GasStep } from "./story.ts";

const WEI_DECIMALS = 18;
const GWEI_DECIMALS = 9;
const COST_DECIMALS = 6;
/** The step from which on no energy is traded. */
const GOVERNING = 9;

/** What gas costs at the stated prices, rounded up to a millionth of the currency. */
export function gasStepOf(rows: readonly GasRow[], deploymentGas: bigint, traded: Energy): GasStep {
  const isTrading = ({ step }: GasRow) => step < GOVERNING;
  const gasOf = (some: readonly GasRow[]) => some.reduce((sum, { gas }) => sum + gas, 0n);
  const kwhCostOf = (gas: bigint) => ({ ...costOf(gas), perKwh: costPer(gas, traded.wh) });
  return {
    ...GAS_PRICES,
    deployment: costOf(deploymentGas),
    calls: rows.map((row) => ({ ...row, ...kwhCostOf(row.gas), ...(isTrading(row) ? {} : { perKwh: "" }) })),
    trading: kwhCostOf(gasOf(rows.filter(isTrading))),
    governing: costOf(gasOf(rows.filter((row) => !isTrading(row)))),
  };
}

function costOf(gas: bigint): GasCost {
  return { gas, cost: formatDecimal(ceilDiv(weiCost(gas), SCALE), COST_DECIMALS) };
}

function costPer(gas: bigint, wh: bigint): string {
  return wh === 0n ? "0" : formatDecimal(ceilDiv(weiCost(gas) * 1000n, SCALE * wh), COST_DECIMALS);
}

/** Cost with as many decimals as wei, gwei price and coin price have together. */
function weiCost(gas: bigint): bigint {
  return gas * parseDecimal(GAS_PRICES.gasPrice, GWEI_DECIMALS) * parseDecimal(GAS_PRICES.coinPrice, 2);
}

const SCALE = 10n ** BigInt(WEI_DECIMALS + 2 - COST_DECIMALS);

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
