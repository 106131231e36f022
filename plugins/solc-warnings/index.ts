import type { HardhatPlugin } from "hardhat/types/plugins";

/** The compiler's warnings about packages are silent, those about our contracts are errors. */
export const solcWarnings: HardhatPlugin = {
  id: "solc-warnings",
  hookHandlers: { solidity: () => import("./hooks/solidity.ts") },
};
