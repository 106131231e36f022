// npm run --silent community -- [--accounts 80] [--days 30] [--seed 1] [--out FILE.csv]
// Makes up a community for `simulate`: load and photovoltaics of households, the same for the same seed.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";

import { communityLines, type CommunityRequest } from "../simulation/community.ts";
import { UsageError } from "./connection.ts";
import { checkWritable } from "./files.ts";
import "./output.ts";

const USAGE = "npm run --silent community -- [--accounts 80] [--days 30] [--seed 1] [--out FILE.csv]";

try {
  const { request, out } = argumentsGiven();
  if (out !== undefined) checkWritable(out);
  const to = out === undefined ? process.stdout : createWriteStream(out);
  await pipeline(Readable.from(chunksOf(communityLines(request))), to);
} catch (error) {
  const isUsers = error instanceof UsageError;
  console.error(isUsers ? error.message : error);
  process.exitCode = isUsers ? 2 : 1;
}

/** Lines by the thousand: a write for each would be slow. */
function* chunksOf(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line, "\n");
    if (chunk.length < 2_000) continue;
    yield chunk.join("");
    chunk = [];
  }
  yield chunk.join("");
}

function argumentsGiven(): { request: CommunityRequest; out: string | undefined } {
  try {
    const { values } = parseArgs({
      options: {
        accounts: { type: "string", default: "80" },
        days: { type: "string", default: "30" },
        seed: { type: "string", default: "1" },
        out: { type: "string" },
      },
    });
    const whole = (name: "accounts" | "days" | "seed", low: number, high: number) => {
      const value = Number(values[name]);
      if (/^\d{1,10}$/.test(values[name]) && value >= low && value <= high) return value;
      throw new UsageError(`--${name} must be a whole number from ${low} to ${high}`);
    };
    const request = {
      accounts: whole("accounts", 1, 10_000),
      days: whole("days", 1, 3_660),
      seed: whole("seed", 0, 2 ** 32 - 1),
    };
    return { request, out: values.out };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`usage: ${USAGE}: ${problem}`, { cause: error });
  }
}
