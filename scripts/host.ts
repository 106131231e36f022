// npm run --silent host -- [open-licence|add-lock|set-payee|delegate|give-notice|withdraw|pay-out] [--host N] ...
// What a host does with its licence. Without a verb: shows it, and what it brought.
import {
  addLock,
  delegateLock,
  getHost,
  giveNotice,
  Grid,
  GridwattError,
  isDay,
  openLicence,
  ParameterError,
  payOut,
  pullHostFees,
  readContract,
  refreshHost,
  setHostPayee,
  TIME_ZONE,
  withdrawLock,
  type Client,
} from "@gridwatt/sdk";

import { addressIn, spending } from "./allowance.ts";
import { printJson, runCommand, whole, zoneNamed, type Given } from "./command.ts";
import { UsageError } from "./connection.ts";
import { hostReportOf, hostsOf, hostText } from "./host-report.ts";
import { preparing, type Done, type Verbs } from "./verbs.ts";

const VERBS: Verbs = {
  "open-licence": (given) => {
    const [amount, payee] = [amountOf(given), given.readOptional("payee", addressIn)];
    return async ({ client, wallet }) => {
      const act = () => openLicence(client, { amount, ...(payee === undefined ? {} : { payee }) });
      const written = await spending({ client, wallet }, { amount, spender: "hosts", act });
      const { host, licence } = written;
      const text = `opened licence ${licence} with ${amount} GRID: orders that carry host ${host} are yours`;
      return { text, told: { host, licence, amount }, written };
    };
  },
  "add-lock": (given) => {
    const [host, amount] = [hostIn(given), amountOf(given)];
    return async ({ client, wallet }) => {
      const act = () => addLock(client, { host, amount });
      const written = await spending({ client, wallet }, { amount, spender: "hosts", act });
      return { text: `locked ${amount} GRID more for host ${host}`, told: { host, amount }, written };
    };
  },
  "set-payee": (given) => {
    const [host, payee] = [hostIn(given), given.read("payee", addressIn)];
    return async ({ client }) => {
      const { number: licence } = await licenceOf(client, host);
      const written = await setHostPayee(client, { licence, payee });
      return { text: `${payee} is paid what host ${host} earns`, told: { host, licence, payee }, written };
    };
  },
  delegate: (given) => {
    const [host, to] = [hostIn(given), given.readOptional("to", addressIn)];
    return async ({ client, wallet }) => {
      const delegatee = to ?? wallet.address;
      const written = await delegateLock(client, { host, to: delegatee });
      const text = `${delegatee} votes with the GRID that host ${host} locked`;
      return { text, told: { host, to: delegatee }, written };
    };
  },
  "give-notice": (given) => {
    const host = hostIn(given);
    return async ({ client }) => {
      const written = await giveNotice(client, { host });
      const { leavesAt } = written;
      const text = `gave notice for host ${host}: its GRID can be withdrawn from ${leavesAt.toISOString()} on`;
      return { text, told: { host, leavesAt }, written };
    };
  },
  withdraw: (given) => {
    const host = hostIn(given);
    return async ({ client }) => {
      const written = await withdrawLock(client, { host });
      const amount = written.withdrawn?.amount ?? Grid.ZERO;
      return { text: `withdrew ${amount} GRID of host ${host}`, told: { host, amount }, written };
    };
  },
  "pay-out": (given) => {
    const host = hostIn(given);
    return ({ client }) => paidOut(client, host);
  },
};

await runCommand({
  name: "host",
  usage: "[open-licence|add-lock|set-payee|delegate|give-notice|withdraw|pay-out] [--host N] ...",
  about: `Without a verb: --host N, or all hosts of the wallet, and what they brought by day.
  open-licence --amount GRID [--payee ADDRESS]  locks GRID for a number that orders carry
  add-lock --host N --amount GRID               locks more; it counts from tomorrow on
  set-payee --host N --payee ADDRESS            names who is paid what it earns
  delegate --host N [--to ADDRESS]              names who votes with the locked GRID, by itself the wallet
  give-notice --host N                          ends the licence
  withdraw --host N                             takes the GRID back when the notice period is over
  pay-out --host N                              tells the exchange the share due, and has the payee paid all it is owed

  --since DAY        first local day, like 2026-03-01; default: the first
  --until DAY        last local day; default: the latest
  --time-zone NAME   where days begin; default: ${TIME_ZONE}`,
  options: {
    host: { type: "string" },
    amount: { type: "string" },
    payee: { type: "string" },
    to: { type: "string" },
    since: { type: "string" },
    until: { type: "string" },
    "time-zone": { type: "string" },
  },
  takesNames: true,
  prepare: (given) => {
    const host = given.readOptional("host", whole);
    const [since, until] = [given.readOptional("since", dayIn), given.readOptional("until", dayIn)];
    if (since !== undefined && until !== undefined && since > until) {
      throw new UsageError(`--until: ${until} lies before --since, ${since}.`);
    }
    const timeZone = given.readOptional("time-zone", zoneNamed) ?? TIME_ZONE;
    const period = { since: since ?? "0000-01-01", until: until ?? "9999-12-31", timeZone };
    return preparing(VERBS, async ({ client, wallet }, json) => {
      const hosts = host === undefined ? await hostsOf(client, wallet.address) : [host];
      for (const one of hosts) await licenceOf(client, one);
      const reports = await Promise.all(hosts.map((one) => hostReportOf(client, { host: one, period })));
      if (json) printJson(reports);
      else console.log(reports.length === 0 ? `${wallet.address} is no host` : reports.map(hostText).join("\n\n"));
    })(given);
  },
});

async function paidOut(client: Client, host: number): Promise<Done> {
  const { owed, known, licence, share, shareDue } = await getHost(client, { host });
  // What a licence earned is still its payee's when its GRID is withdrawn, and when another has the number.
  const earner = owed.isZero() ? (licence?.number ?? known) : known;
  if (earner === 0) throw new GridwattError("HostNotFound", { message: `There is no host ${host}.` });
  const payee = await readContract(client, { contract: "hosts", name: "payeeOf", args: [BigInt(earner)] });
  const pulled = await pullHostFees(client, { host });
  if (share !== shareDue || known !== (licence?.number ?? 0)) await refreshHost(client, { host });
  const written = await payOut(client, { payee });
  const { amount } = written;
  const text = `pulled ${pulled.amount} WATT of host ${host}, and paid ${payee} ${amount} WATT`;
  return { text, told: { host, pulled: pulled.amount, payee, amount }, written };
}

async function licenceOf(client: Client, host: number) {
  const { licence } = await getHost(client, { host });
  if (licence === null) throw new GridwattError("HostNotFound", { message: `There is no host ${host}.` });
  return licence;
}

function hostIn(given: Given): number {
  return given.read("host", whole);
}

function amountOf(given: Given): Grid {
  return given.read("amount", (text) => Grid.parse(text));
}

function dayIn(text: string): string {
  if (!isDay(text)) throw new ParameterError(`${JSON.stringify(text)} is no day: write it like "2026-03-29".`);
  return text;
}
