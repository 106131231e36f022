import { Interface } from "ethers";

import type { ContractName } from "../deployment.ts";
import { ABIS } from "../generated/index.ts";

/** Each contract's interface, made once: to read an ABI takes milliseconds, and clients are made by the thousand. */
export const INTERFACES = Object.fromEntries(
  Object.entries(ABIS).map(([name, abi]) => [name, new Interface(abi)]),
) as Readonly<Record<ContractName, Interface>>;
