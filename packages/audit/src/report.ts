import { Money } from "@gridwatt/sdk";

import type { AuditReport, CheckResult } from "./audit.ts";

/** Differences of a check that are listed for people. */
const LISTED = 20;

/** A report for people: what happened in the period, then a line for each check and each difference. */
export function formatReport({ from, to, changes, checks }: AuditReport): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const red = checks.filter(({ differences }) => differences.length > 0).length;
  const { minted, redeemed, ...others } = changes;
  const amounts = { minted: Money.ofBaseRoundedDown(minted), redeemed: Money.ofBaseRoundedDown(redeemed), ...others };
  return [
    `blocks ${from} to ${to}`,
    ...Object.entries(amounts).map(([name, amount]) => `  ${wordsOf(name).padEnd(width)}  ${String(amount)}`),
    "",
    ...checks.flatMap((check) => linesOf(check, width)),
    "",
    red === 0 ? `${checks.length} checks, no difference` : `${red} of ${checks.length} checks found differences`,
  ].join("\n");
}

function linesOf({ id, name, count, differences }: CheckResult, width: number): string[] {
  const mark = differences.length === 0 ? "\u2713" : "\u2717";
  const more = differences.length - LISTED;
  return [
    `${mark} ${id.padEnd(width)}  ${name} (${count})`,
    ...differences.slice(0, LISTED).map(({ what, expected, found }) => {
      return `    ${what}: ${found}, and not ${expected}`;
    }),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

/** "fees collected" of `feesCollected`. */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
