// npm run --silent incentives -- [claim] --epoch DAY [--account N] [--json] [--out FILE]
// Computes what makers earned on a day, with the root that operators sign and the proofs by which it is claimed; claims it.
import { formatRewards, lastReadyEpoch, readIncentives, readReward, type Incentives } from "@gridwatt/incentives";
import { claimMakerRewards, formatDecimal, isDay } from "@gridwatt/sdk";

import { runViewOrVerb, whole, type Given } from "./command.ts";
import { UsageError } from "./connection.ts";
import { checkWritable, deliver } from "./files.ts";
import { formatTable } from "./table.ts";
import { preparingVerb, type Verbs } from "./verbs.ts";

/** {ms} */
const DAY = 86_400_000;

const VERBS: Verbs = {
  claim: (given) => {
    const [epoch, account] = [dayOf(given), given.read("account", whole)];
    return async ({ client, now }) => {
      requireReady(epoch, now);
      const reward = await readReward(client, { epoch, account, now });
      const written = await claimMakerRewards(client, reward);
      const { amount } = reward;
      const text = `account ${account} was paid ${watt(amount)} WATT for day ${epoch}`;
      return { text, told: { epoch, account, amount: watt(amount) }, written };
    };
  },
};

await runViewOrVerb({
  name: "incentives",
  usage: "[claim] --epoch DAY [--account N] [--out FILE] ...",
  about: `Computes what makers earned on a day of the market fees that their trades paid, from the market's events alone. With --json
it is the file that oracle operators compare and sign, with the root and the proofs; docs/incentives.md has the formula.
  claim --epoch DAY --account N  has an account's rewards paid to its owner, by whatever wallet, once they are on chain

  --epoch DAY        days since 1970, or a day like 2026-03-29 (UTC); the day after it must be over
  --account N        whose rewards are claimed
  --out FILE         write there instead`,
  options: { epoch: { type: "string" }, account: { type: "string" }, out: { type: "string" } },
  prepare: (given) => {
    const epoch = dayOf(given);
    const [json, out] = [given.flag("json"), given.optional("out")];
    if (out !== undefined) checkWritable(out);
    return async ({ client, now }) => {
      requireReady(epoch, now);
      const incentives = await readIncentives(client, { epoch, now });
      deliver(json ? formatRewards(incentives) : reportOf(incentives), out);
    };
  },
  prepareVerb: preparingVerb(VERBS),
});

function dayOf(given: Given): number {
  return given.read("epoch", dayNumber);
}

function requireReady(epoch: number, now: number): void {
  if (epoch <= lastReadyEpoch(now)) return;
  const early = `day ${epoch} is too young: its fund is known when day ${epoch + 1} is over.`;
  throw new UsageError(`--epoch: ${early}`);
}

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
