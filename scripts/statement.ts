// npm run --silent statement -- --account N [--ledger slot|day|month] | --operator N
// Prints what an account, or a grid operator, got and paid, as CSV.
import { getAccount, getArea, GridwattError, localDate, localDay, Slot, TIME_ZONE, type Client } from "@gridwatt/sdk";
import {
  countedBySlot,
  feeStatementOf,
  feeTable,
  ledgerOf,
  parseOpenings,
  parseRates,
  readHistory,
  readMeters,
  slotTable,
  statementOf,
  statementTable,
  toCsv,
  totalsOf,
  totalTable,
  type History,
  type Period,
  type Table,
} from "@gridwatt/statements";

import { runView, whole, zoneNamed, type Given } from "./command.ts";
import { UsageError } from "./connection.ts";
import { checkWritable, deliver, textOf } from "./files.ts";

const LEDGERS = ["slot", "day", "month"] as const;
type Ledger = (typeof LEDGERS)[number];

await runView({
  name: "statement",
  usage: "--account N [--ledger slot|day|month] [--readings FILE] | --operator N, [--since DAY] [--until DAY] ...",
  about: `Prints what an account got and paid, trade by trade and fee by fee, or with --operator what a grid operator
earned (0: the market itself). CSV, or JSON with --json; cents add up to the rounded balance.

  --since DAY        first local day of booking, like 2026-03-01; default: the first
  --until DAY        last local day; default: today, by the chain's clock
  --time-zone NAME   where days begin; default: ${TIME_ZONE}
  --rates FILE       VAT by kind and day; see packages/statements/README.md
  --ledger PERIOD    energy and money by slot, day or month of delivery instead, without tax
  --readings FILE    registers of the account's meters, for generation and consumption in the ledger
  --out FILE         write there instead`,
  options: {
    account: { type: "string" },
    operator: { type: "string" },
    since: { type: "string" },
    until: { type: "string" },
    "time-zone": { type: "string" },
    rates: { type: "string" },
    ledger: { type: "string" },
    readings: { type: "string" },
    out: { type: "string" },
  },
  prepare: (given) => {
    const make = makerOf(given);
    const out = given.optional("out");
    if (out !== undefined) checkWritable(out);
    const [since, until] = [given.readOptional("since", dayOf), given.readOptional("until", dayOf)];
    if (since !== undefined && until !== undefined && since > until) {
      throw new UsageError(`--until: ${until} lies before --since, ${since}.`);
    }
    const timeZone = given.readOptional("time-zone", zoneNamed) ?? TIME_ZONE;
    return async ({ client, now }) => {
      const today = localDate(new Date(now * 1000), timeZone);
      const period = { since: since ?? "0000-01-01", until: until ?? today, timeZone };
      const history = await readHistory(client, {});
      const account = given.readOptional("account", whole);
      if (account !== undefined) await requireAccount(client, { account, history });
      const operator = given.readOptional("operator", whole);
      if (operator !== undefined) await requireOperator(client, { operator, history });
      deliver(textIn(await make(history, { client, period }), given), out);
    };
  },
});

type Make = (history: History, of: { readonly client: Client; readonly period: Period }) => Table | Promise<Table>;

/** What is to be made of a market's history. Throws `UsageError` where the command line does not say it. */
function makerOf(given: Given): Make {
  const [account, operator] = [given.readOptional("account", whole), given.readOptional("operator", whole)];
  const ledger = given.readOptional("ledger", ledgerNamed);
  const rates = ratesOf(given);
  if ((account === undefined) === (operator === undefined)) {
    throw new UsageError("Say whose statement it shall be: --account N or --operator N.");
  }
  if (operator !== undefined) {
    if (ledger !== undefined) throw new UsageError("--ledger: an operator has no ledger of energy.");
    return (history, { period }) => feeTable(feeStatementOf(history, { operator, ...period, ...rates }));
  }
  const of = { account: account ?? 0 };
  if (ledger !== undefined) return ledgerMaker(of.account, { ledger, readings: given.optional("readings") });
  if (given.optional("readings") !== undefined) throw new UsageError("--readings: they are for --ledger.");
  return (history, { period }) => statementTable(statementOf(history, { ...of, ...period, ...rates }));
}

function ledgerMaker(account: number, of: { readonly ledger: Ledger; readonly readings: string | undefined }): Make {
  const openings = of.readings === undefined ? [] : parseOpenings(textOf(of.readings, "readings"));
  return async ({ journal }, { client, period }) => {
    const counted = countedBySlot(openings, await readMeters(client, { account, openings }));
    const { since, until, timeZone } = period;
    const rows = ledgerOf(journal, { account, counted }).filter(({ slot }) => {
      const day = localDate(Slot.ofNumber(slot).begin, timeZone);
      return day >= since && day <= until;
    });
    const { ledger } = of;
    return ledger === "slot" ? slotTable(rows, timeZone) : totalTable(totalsOf(rows, { period: ledger, timeZone }));
  };
}

/** Throws `GridwattError` where the market never knew such an account. */
async function requireAccount(
  client: Client,
  { account, history }: { readonly account: number; readonly history: History },
): Promise<void> {
  if (history.journal.accounts.includes(account) || (await getAccount(client, { account })) !== null) return;
  throw new GridwattError("UnknownAccount", { message: `This market has no account ${account}.`, args: { account } });
}

/** Throws `GridwattError` where an operator has no zone and never earned anything. */
async function requireOperator(
  client: Client,
  { operator, history }: { readonly operator: number; readonly history: History },
): Promise<void> {
  const { operators } = await getArea(client, {});
  const known =
    operator === 0 || operators.includes(operator) || history.shares.some((one) => one.operator === operator);
  if (known) return;
  const message = `This market has no grid operator ${operator}.`;
  throw new GridwattError("UnknownOperator", { message, args: { operator } });
}

function ratesOf(given: Given) {
  const file = given.optional("rates");
  return file === undefined ? {} : { rates: parseRates(textOf(file, "rates")) };
}

function textIn(table: Table, given: Given): string {
  return given.flag("json") ? `${JSON.stringify(table.rows, null, 2)}\n` : toCsv(table);
}

function ledgerNamed(text: string): Ledger {
  const found = LEDGERS.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--ledger: ${LEDGERS.join(", ")}, not ${JSON.stringify(text)}.`);
  return found;
}

/** Throws `UnitError` unless it is a day. */
function dayOf(text: string): string {
  return localDay(text, "UTC").date;
}
