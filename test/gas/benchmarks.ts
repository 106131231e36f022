import type { Figures } from "../../scripts/gas.ts";
import { exchangeBenchmarks } from "./exchange.ts";
import { settlementBenchmarks } from "./settlement.ts";
import { stakingBenchmarks } from "./staking.ts";
import { tokenBenchmarks } from "./tokens.ts";

/** Every figure that `npm run gas` prints and keeps, by name. */
export async function benchmarks(): Promise<Record<string, Figures>> {
  return {
    ...(await exchangeBenchmarks()),
    ...(await settlementBenchmarks()),
    ...(await tokenBenchmarks()),
    ...(await stakingBenchmarks()),
  };
}
