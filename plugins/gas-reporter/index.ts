import { globalFlag } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

import "./type-extensions.ts";

/**
 * What transactions cost, by contract and function, in gas and money: hardhat-gas-reporter's collector and tables fed
 * from Hardhat 3. `hardhat --gas-report test` prints the table after the tests; a script sets HARDHAT_GAS_REPORT=true
 * before it imports Hardhat and calls {printGasReport} at its end. Figures with `--coverage` on mean nothing.
 */
export const gasReporter: HardhatPlugin = {
  id: "gas-reporter",
  globalOptions: [globalFlag({ name: "gasReport", description: "Prints what transactions cost" })],
  hookHandlers: {
    network: () => import("./hooks/network.ts"),
    test: () => import("./hooks/test.ts"),
  },
};

export { printGasReport } from "./reporter.ts";
