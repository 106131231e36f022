// npm run --silent community -- [--accounts 80] [--days 30] [--seed 1]
// Makes up a community for `simulate`: load and photovoltaics of households, the same for the same seed.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { communityLines } from "../simulation/community.ts";
import { communityGiven } from "./community-options.ts";
import { runMain } from "./main.ts";

const USAGE = "npm run --silent community -- [--accounts 80] [--days 30] [--seed 1]";

await runMain(() => pipeline(Readable.from(chunksOf(communityLines(communityGiven(USAGE)))), process.stdout));

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
