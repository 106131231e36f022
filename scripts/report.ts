// npm run --silent report -- --from BLOCK --to BLOCK [--format csv|xml]
// Prints orders and trades as REMIT's Table 1 asks for them.
import { TIME_ZONE } from "@gridwatt/sdk";
import { parseCodes, readReport, reportTable, requireRange, toXml, type Report } from "@gridwatt/remit";
import { toCsv } from "@gridwatt/statements";

import { readable, runView, whole, zoneNamed } from "./command.ts";
import { UsageError } from "./connection.ts";
import { checkWritable, deliver, textOf } from "./files.ts";

const FORMATS = {
  csv: (report) => toCsv(reportTable(report)),
  xml: toXml,
} satisfies Record<string, (report: Report) => string>;

await runView({
  name: "report",
  usage: "--from BLOCK --to BLOCK [--format csv|xml] [--codes FILE] [--time-zone NAME] [--out FILE] ...",
  about: `Prints what happened to orders in some blocks, and both sides of all trades, as REMIT's Table 1 asks for them.

  --from BLOCK       first block
  --to BLOCK         last block
  --format FORMAT    csv or xml (ACER's schema REMITTable1_V3); default: csv, or JSON of the same rows with --json
  --codes FILE       by which codes ACER knows participants, zones and the market place; see docs/remit.md
  --time-zone NAME   of delivery dates and times; default: ${TIME_ZONE}. Timestamps are in UTC.
  --out FILE         write there instead`,
  options: {
    from: { type: "string" },
    to: { type: "string" },
    format: { type: "string" },
    codes: { type: "string" },
    "time-zone": { type: "string" },
    out: { type: "string" },
  },
  prepare: (given) => {
    const range = { fromBlock: given.read("from", whole), toBlock: given.read("to", whole) };
    readable("to", () => requireRange(range));
    const format = given.readOptional("format", formatNamed);
    const json = given.flag("json");
    if (json && format !== undefined) throw new UsageError("--format: with --json there is none to choose.");
    const write = json ? jsonOf : (format ?? FORMATS.csv);
    const timeZone = given.readOptional("time-zone", zoneNamed) ?? TIME_ZONE;
    const [codes, out] = [given.optional("codes"), given.optional("out")];
    const named = codes === undefined ? {} : { codes: parseCodes(textOf(codes, "codes")) };
    if (out !== undefined) checkWritable(out);
    return async ({ client }) => deliver(write(await readReport(client, { ...range, timeZone, ...named })), out);
  },
});

function jsonOf(report: Report): string {
  return `${JSON.stringify(reportTable(report).rows, null, 2)}\n`;
}

/** Throws `UsageError`. */
function formatNamed(text: string): (report: Report) => string {
  const [, write] = Object.entries(FORMATS).find(([name]) => name === text) ?? [];
  if (write !== undefined) return write;
  throw new UsageError(`--format: ${Object.keys(FORMATS).join(" or ")}, not ${JSON.stringify(text)}.`);
}
