/** The revert data within an error of ethers or of Hardhat, wherever it lies; null where there is none. */
export function revertDataOf(error: unknown): string | null {
  let at = error;
  for (let depth = 0; typeof at === "object" && at !== null && depth < 6; depth += 1) {
    const { data, error: inner, cause, info } = at as Record<string, unknown>;
    if (typeof data === "string" && data.startsWith("0x")) return data;
    at = typeof data === "object" && data !== null ? data : (inner ?? cause ?? info);
  }
  return null;
}
