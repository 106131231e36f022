import { Interface } from "ethers";

import { IExchange__factory } from "../../typechain-types/index.ts";

const ERRORS = new Interface(IExchange__factory.abi);

/** Name of the exchange's custom error that a failed call carries. Throws anything else on. */
export function refusalName(error: unknown): string {
  const data = revertData(error);
  const parsed = data === null ? null : ERRORS.parseError(data);
  if (parsed === null) throw error;
  return parsed.name;
}

/** The revert data within an error of ethers or of Hardhat, wherever it hides. */
export function revertData(error: unknown): string | null {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 6; depth += 1) {
    const { data, error: inner, cause, info } = at as Record<string, unknown>;
    if (typeof data === "string" && data.length >= 10) return data;
    if (typeof data === "object" && data !== null) at = data;
    else at = inner ?? cause ?? info;
  }
  return null;
}
