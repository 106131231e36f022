// npm run --silent audit -- [--from BLOCK] --to BLOCK
// Rebuilds a market from its events alone and compares it with the contracts' storage. Exit 1 where anything differs.
import { audit, formatReport } from "@gridwatt/audit";

import { printJson, runView, whole } from "./command.ts";
import { UsageError } from "./connection.ts";
import { Progress } from "./progress.ts";

await runView({
  name: "audit",
  usage: "[--from BLOCK] --to BLOCK ...",
  about: `Rebuilds all balances, accounts, orders, positions, fees and settlements from the market's events up to a block, and
compares them with what the contracts have stored then; docs/audit.md lists the checks. Exit code 1 if anything differs.

  --from BLOCK       first block of the period whose changes are listed, and held against the state before it;
                     default: the market's first
  --to BLOCK         last block, as of which all is compared`,
  options: { from: { type: "string" }, to: { type: "string" } },
  prepare: (given) => {
    const [from, to] = [given.readOptional("from", whole), given.read("to", whole)];
    if (from !== undefined && from > to) throw new UsageError(`--from: block ${from} comes after --to, block ${to}.`);
    return async ({ client }) => {
      const report = await audit(client, { from, to, onProgress: shown() });
      if (given.flag("json")) printJson(report);
      else console.log(formatReport(report));
      if (!report.isGreen) process.exitCode = 1;
    };
  },
});

/** Shows on standard error how far an audit has come, blocks first, then checks. */
function shown(): (done: number, total: number, unit: string) => void {
  const bars = new Map<string, Progress>();
  return (done, total, unit) => {
    const bar = bars.get(unit) ?? new Progress(total, unit);
    bars.set(unit, bar);
    bar.show(done);
    if (done === total) bar.end();
  };
}
