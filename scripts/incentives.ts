// npm run --silent incentives -- --epoch DAY [--json] [--out FILE]
// Computes what makers earned on a day, with the root that operators sign and the proofs by which it is claimed.
import { formatRewards, readIncentives, type Incentives } from "@gridwatt/incentives";
import { formatDecimal, isDay } from "@gridwatt/sdk";

import { runView, whole } from "./command.ts";
import { UsageError } from "./connection.ts";
import { checkWritable, deliver } from "./files.ts";
import { formatTable } from "./table.ts";

/** {ms} */
const DAY = 86_400_000;

await runView({
  name: "incentives",
  usage: "--epoch DAY [--out FILE] ...",
  about: `Computes what makers earned on a day of the market fees that their trades paid, from the market's events alone. With --json
it is the file that oracle operators compare and sign, with the root and the proofs; docs/incentives.md has the formula.

  --epoch DAY        days since 1970, or a day like 2026-03-29 (UTC); the day after it must be over
  --out FILE         write there instead`,
  options: { epoch: { type: "string" }, out: { type: "string" } },
  prepare: (given) => {
    const epoch = given.read("epoch", dayNumber);
    const [json, out] = [given.flag("json"), given.optional("out")];
    if (out !== undefined) checkWritable(out);
    return async ({ client, now }) => {
      const early = `day ${epoch} is too young: its fund is known when day ${epoch + 1} is over.`;
      if (now < (epoch + 2) * 86_400) throw new UsageError(`--epoch: ${early}`);
      const incentives = await readIncentives(client, { epoch, now });
      deliver(json ? formatRewards(incentives) : reportOf(incentives), out);
    };
  },
});

function dayNumber(text: string): number {
  return isDay(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : whole(text);
}

function reportOf({ epoch, share, fees, fund, cap, rewards }: Incentives): string {
  const total = rewards.reduce((sum, { amount }) => sum + amount, 0n);
  const rows = rewards.map(({ account, amount }) => [String(account), watt(amount)]);
  const parts = [`fees ${watt(fees)}, ${formatDecimal(share, { decimals: 2, atLeast: 0 })}% of them for makers`];
  parts.push(`fund ${watt(fund)}, at most ${watt(cap)}`);
  return [
    `day ${epoch}: ${rewards.length} makers earned ${watt(total)} WATT (${parts.join("; ")})`,
    "",
    formatTable([{ head: "account" }, { head: "WATT", align: "right" }], rows),
    "",
  ].join("\n");
}

function watt(base: bigint): string {
  return formatDecimal(base, { decimals: 18, atLeast: 1 });
}
