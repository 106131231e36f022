// npm run --silent offence -- [two-roots|accuse|convict|execute|show-loss] [--file FILE] [--fault ID] [--offence ID]
// What anybody can do about operators of the oracle who lied. Without a verb: shows all offences.
import {
  accuseNet,
  accuseRoot,
  commitReport,
  convictRoot,
  executeOffence,
  getBackersLeft,
  getBackersToHold,
  getElectedSets,
  getExposures,
  getOffence,
  getOffences,
  getPot,
  getSigners,
  GridwattError,
  holdBackers,
  isContractError,
  readContract,
  reportFalseRoot,
  reportTwoRoots,
  showLoss,
  slashBackers,
  Slot,
  type Backer,
  type BackersReturnType,
  type Client,
  type Offence,
  type ShowLossParameters,
} from "@gridwatt/sdk";

import { printJson, runCommand, type Given, type Market } from "./command.ts";
import { UsageError } from "./connection.ts";
import { contradictionIn, lossIn, twoRootsIn } from "./offence-files.ts";
import { formatTable } from "./table.ts";
import { preparing, type Done, type Verbs } from "./verbs.ts";

const VERBS: Verbs = {
  "two-roots": (given) => {
    const roots = twoRootsIn(given.required("file"));
    return ({ client }) =>
      orCommit(client, async () => {
        const { offence } = await reportTwoRoots(client, { roots });
        return recorded(client, [offence]);
      });
  },
  accuse: (given) => {
    const { attested, reading } = contradictionIn(given.required("file"));
    return ({ client }) =>
      orCommit(client, async () => {
        const { fault } =
          reading === null ? await accuseNet(client, { attested }) : await accuseRoot(client, { attested, reading });
        const when = reading === null ? "at once" : "in a day";
        return { text: `accused: fault ${fault}, which can be convicted ${when}`, told: { fault } };
      });
  },
  convict: (given) => {
    const fault = idOf(given, "fault");
    return async ({ client }) => recorded(client, await convict(client, fault));
  },
  execute: (given) => {
    const offence = idOf(given, "offence");
    return (market) => execute(market, offence);
  },
  "show-loss": (given) => {
    const offence = idOf(given, "offence");
    const loss = lossIn(given.required("file"));
    return ({ client }) => lossShown(client, { offence, ...loss });
  },
};

await runCommand({
  name: "offence",
  usage: "[two-roots|accuse|convict|execute|show-loss] [--file FILE] [--fault ID] [--offence ID]",
  about: `Without a verb: what operators of the oracle are, or were, to be slashed for.
  two-roots --file FILE   reports an operator who signed two roots for one slot and sequence; the file has a list of two
                          answers of oracle nodes to GET /slots/N
  accuse --file FILE      accuses a root that says other than a meter signed; the file has "slot", "leaves" as oracle nodes
                          give them, "account", "salt" and "spans" that open its leaf, and "reading" as meters send it;
                          without "reading" it accuses a leaf that is not what its own spans add up to
  convict --fault ID      a day later, where nobody defended the root: convicts it and reports all who signed it
  execute --offence ID    before the time for appeals is over, lets withdrawals of nominators wait; then slashes all
  show-loss --offence ID --file FILE
                          shows what an account of the wallet lost by being settled with the false root; the file is as for
                          accuse, with "readings": what all meters of the account, and all right behind them, signed at both
                          ends of the slot
Who reports or accuses runs it twice: at first it commits to it, so that nobody can copy it, and a minute later it does it.
A keeper convicts, executes and pays victims by itself.`,
  options: { file: { type: "string" }, fault: { type: "string" }, offence: { type: "string" } },
  takesNames: true,
  prepare: preparing(VERBS, show),
});

async function show({ client }: Market, json: boolean): Promise<void> {
  const offences = await Promise.all((await getOffences(client)).map((offence) => withDeadline(client, offence)));
  if (json) return printJson(offences.map((offence) => ({ ...offence, slot: offence.slot.number })));
  const rows = offences.map(
    ({ offence, kind, slot, stage, epoch, pools, executableAt, endsAt, lossesUntil, taken }) => [
      ...[
        offence,
        kind === "falseRoot" ? "false root" : "two roots",
        `${slot}`,
        String(epoch),
        pools.join(", "),
        stage,
      ],
      ...[secondOf(executableAt), secondOf(endsAt), lossesUntil === null ? "" : secondOf(lossesUntil), `${taken}`],
    ],
  );
  const heads = ["offence", "kind", "slot", "elected on", "pools", "stage", "executable from", "until", "losses until"];
  console.log(formatTable([...heads.map((head) => ({ head })), { head: "GRID taken", align: "right" }], rows));
}

/** With the time until when who lost by a false root can show it; null where nobody can. */
async function withDeadline(client: Client, offence: Offence) {
  const isOpen = offence.kind === "falseRoot" && offence.stage === "executed";
  return { ...offence, lossesUntil: isOpen ? (await getPot(client, offence)).lossesUntil : null };
}

function secondOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Makes a report, or commits to it where that is still to be done. */
async function orCommit(client: Client, report: () => Promise<Done>): Promise<Done> {
  try {
    return await report();
  } catch (error) {
    if (!isContractError(error, "NotCommitted")) throw error;
    const { commitment, since } = error.args;
    if (since === 0n) await commitReport(client, { commitment });
    const text = since === 0n ? "committed" : `committed at ${new Date(Number(since) * 1000).toISOString()}`;
    return { text: `${text}: run the same again a minute later`, told: { commitment } };
  }
}

/** Convicts a root, unless it is, and reports all of whom that is not recorded and still can be. */
async function convict(client: Client, fault: string): Promise<string[]> {
  const read = async () => readContract(client, { contract: "oracle", name: "faultOf", args: [fault] });
  if (!(await read()).isProven) await convictRoot(client, { fault });
  const { slot, root } = await read();
  const offences: string[] = [];
  for (const set of await getElectedSets(client)) {
    if ((await getSigners(client, { slot: Slot.ofNumber(slot), root, set })).length === 0) continue;
    try {
      offences.push((await reportFalseRoot(client, { fault, set })).offence);
    } catch (error) {
      if (!isContractError(error, "OffenceKnown") && !isContractError(error, "ReportTooLate")) throw error;
    }
  }
  return offences;
}

async function recorded(client: Client, ids: readonly string[]): Promise<Done> {
  const offences = await Promise.all(ids.map((offence) => getOffence(client, { offence })));
  const lines = offences.map(({ offence, pools, executableAt }) => {
    return `recorded: offence ${offence} of pools ${pools.join(", ")}, to be executed from ${executableAt.toISOString()} on`;
  });
  const text =
    lines.length === 0
      ? "Nobody is left to report: who signed it is recorded, was not elected, or can have withdrawn."
      : lines.join("\n");
  return { text, told: { offences: ids } };
}

async function execute({ client, now }: Market, id: string): Promise<Done> {
  const offence = await getOffence(client, { offence: id });
  if (offence.stage === "none") throw new GridwattError("UnknownOffence", { message: `There is no offence ${id}.` });
  if (offence.stage === "open" && now * 1000 < Number(offence.executableAt)) return hold(client, offence);
  const exposures = await getExposures(client, offence);
  if (offence.stage === "open") await executeOffence(client, { offence: id, exposures });
  let count = 0;
  for (const pool of offence.pools) {
    const of = { offence: id, exposures, pool };
    count += await allOf(await getBackersLeft(client, of), (left) => slashBackers(client, { ...of, left }));
  }
  const { stage, taken } = await getOffence(client, { offence: id });
  const text = `${stage}: ${taken} GRID taken of pools ${offence.pools.join(", ")}, now of ${count} nominators`;
  return { text, told: { offence: id, stage, taken, nominators: count } };
}

async function hold(client: Client, { offence, epoch, pools, executableAt, endsAt }: Offence): Promise<Done> {
  const exposures = await getExposures(client, { epoch });
  let count = 0;
  for (const pool of pools) {
    const of = { offence, exposures, pool };
    count += await allOf(await getBackersToHold(client, of), (left) => holdBackers(client, { ...of, left }));
  }
  const times = `until ${endsAt.toISOString()}; it can be executed from ${executableAt.toISOString()} on`;
  return { text: `held: ${count} nominators wait ${times}`, told: { offence, stage: "open", nominators: count } };
}

async function lossShown(client: Client, loss: ShowLossParameters): Promise<Done> {
  const { attested } = loss;
  const offence = await getOffence(client, loss);
  const isOfIt = offence.slot.number === attested.slot.number && offence.root === attested.root;
  if (offence.stage !== "none" && !isOfIt) {
    const of = offence.kind === "falseRoot" ? `root ${offence.root} of ${offence.slot}` : "two roots";
    const message = `The offence is of ${of}, and what is shown is of root ${attested.root} of ${attested.slot}.`;
    throw new GridwattError("OtherOffence", { message });
  }
  const { lost, amount, pot, ...written } = await showLoss(client, loss);
  const { account } = attested.leaf;
  const payableAt = (await getPot(client, { pot })).closesAt.toISOString();
  const text = `shown: account ${account} lost ${lost} WATT, for which it gets at most ${amount} GRID from ${payableAt} on`;
  return { text, told: { offence: loss.offence, account, lost, amount, pot, payableAt }, written };
}

/** Sends nominators page by page. @returns how many there were */
async function allOf(
  backers: readonly Backer[],
  send: (left: readonly Backer[]) => Promise<BackersReturnType>,
): Promise<number> {
  for (let left = backers; left.length > 0;) ({ left } = await send(left));
  return backers.length;
}

function idOf(given: Given, name: "fault" | "offence"): string {
  const id = given.required(name);
  if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw new UsageError(`--${name}: ${JSON.stringify(id)} is no hash of 32 bytes.`);
  return id.toLowerCase();
}
