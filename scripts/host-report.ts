import { getBlockTimes, getEvents, getHost, readContract, type Client, type Host } from "@gridwatt/sdk";
import {
  formatBase,
  HOST_EVENTS,
  hostStatementOf,
  type HostStatement,
  type HostTotals,
  type Period,
} from "@gridwatt/statements";

import { short } from "./holdings.ts";
import { formatTable } from "./table.ts";

/** A host, what it brought, and {base} what the fee router has for its payee. */
export interface HostReport extends Host, HostStatement {
  readonly credited: bigint;
  /** Of the shares there are now, what the GRID that is locked is enough for; 0 for none. */
  readonly tier: number;
}

/** Numbers that a wallet has licences for, rising. */
export async function hostsOf(client: Client, holder: string): Promise<number[]> {
  const opened = await getEvents(client, { names: ["LicenceOpened"] });
  const own = [...new Set(opened.filter((event) => event.holder === holder).map(({ host }) => host))];
  const hosts = await Promise.all(own.sort((a, b) => a - b).map((host) => getHost(client, { host })));
  return hosts.filter(({ licence }) => licence?.holder === holder).map(({ host }) => host);
}

export async function hostReportOf(
  client: Client,
  { host: number, period }: { readonly host: number; readonly period: Period },
): Promise<HostReport> {
  const block = await client.runner.provider?.getBlockNumber();
  const [host, events, tiers] = await Promise.all([
    getHost(client, { host: number, block }),
    getEvents(client, { names: HOST_EVENTS, toBlock: block }),
    readContract(client, { contract: "hosts", name: "tiers", args: [], block }),
  ]);
  const dated = events.filter((event) => {
    return event.name === "Trade"
      ? event.host === number
      : event.name === "HostFeesCredited" || event.name === "PaidOut";
  });
  const times = await getBlockTimes(client, { blocks: dated.map((event) => event.block) });
  const { licence } = host;
  const args = [licence?.payee ?? ""] as const;
  const credited = await readContract(client, { contract: "feeRouter", name: "owed", args, block });
  const statement = hostStatementOf(events, { ...period, host: number, licence: licence?.number ?? 0, times });
  const tier = tiers.filter(({ locked }) => locked <= (licence?.locked.base ?? 0n)).length;
  return { ...host, ...statement, credited, tier };
}

/** A host for people. */
export function hostText(report: HostReport): string {
  const { licence, share, shareDue, known, owed, days, total, credited, tier } = report;
  const is = licence?.suspended === true ? "suspended" : "not suspended";
  const notice = licence?.leavesAt == null ? "no notice given" : `free from ${licence.leavesAt.toISOString()} on`;
  const isDue =
    share !== shareDue || (shareDue > 0 && known !== licence?.number) ? `; ${shareDue / 100}% is due: refresh it` : "";
  const rows = [
    ["host", `${report.host}, licence ${licence?.number} of ${licence?.holder}`],
    ["payee", `${licence?.payee}`],
    ["locked", `${licence === null ? "" : short(licence.locked)} GRID, tier ${tier}; ${notice}`],
    ["share", `${share / 100}% of the market fee, ${is}${isDue}`],
  ];
  const right = (head: string) => ({ head, align: "right" }) as const;
  const heads = [{ head: "day" }, right("trades"), right("kWh"), right("market fee WATT"), right("share WATT")];
  const table = formatTable(
    [...heads, right("pulled WATT"), right("paid out WATT")],
    [...days.map((day) => [day.date, ...cellsOf(day)]), ["in all", ...cellsOf(total)]],
  );
  return [
    ...rows.map(([head = "", text = ""]) => `${head.padEnd(6)}  ${text}`),
    ...["", table, ""],
    `earned ${total.share} WATT: ${total.pulled} pulled, ${owed} owed by the exchange`,
    `the payee is to be paid out ${formatBase(credited)} WATT, of whatever fees`,
  ].join("\n");
}

function cellsOf({ trades, energy, fee, share, pulled, paidOut }: HostTotals): string[] {
  return [String(trades), `${energy}`, `${fee}`, `${share}`, `${pulled}`, formatBase(paidOut)];
}
