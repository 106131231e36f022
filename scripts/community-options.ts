import { parseArgs } from "node:util";

import type { CommunityRequest } from "../simulation/community.ts";
import { UsageError } from "./connection.ts";

/** What a command line says of a community. Throws `UsageError`, which begins with the usage. */
export function communityGiven(usage: string): CommunityRequest {
  try {
    const { values } = parseArgs({
      options: {
        accounts: { type: "string", default: "80" },
        days: { type: "string", default: "30" },
        seed: { type: "string", default: "1" },
      },
    });
    const whole = (name: "accounts" | "days" | "seed", low: number, high: number) => {
      const value = Number(values[name]);
      if (/^\d{1,10}$/.test(values[name]) && value >= low && value <= high) return value;
      throw new UsageError(`--${name} must be a whole number from ${low} to ${high}`);
    };
    return {
      accounts: whole("accounts", 1, 10_000),
      days: whole("days", 1, 3_660),
      seed: whole("seed", 0, 2 ** 32 - 1),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`usage: ${usage}: ${problem}`, { cause: error });
  }
}
