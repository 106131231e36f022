import { eventsNamed, getEvents, getOffences, Grid, type Client, type Offence, type Operator } from "@gridwatt/sdk";

import { short } from "./holdings.ts";

/** What was found against a pool. */
export interface PoolRecord {
  readonly slashed: Grid;
  /** That can still be slashed. */
  readonly openOffences: readonly Offence[];
}

export async function recordOf(client: Client, pool: number): Promise<PoolRecord> {
  const [told, offences] = await Promise.all([getEvents(client, { names: ["PoolPunished"] }), getOffences(client)]);
  const taken = eventsNamed(told, "PoolPunished").filter((event) => event.pool === pool);
  return {
    slashed: taken.reduce((sum, event) => sum.plus(event.taken), Grid.ZERO),
    openOffences: offences.filter(({ stage, pools }) => stage === "open" && pools.includes(pool)),
  };
}

/** An operator for people. */
export function operatorText(operator: Operator, { slashed, openOffences, epoch }: PoolRecord & { epoch: number }) {
  const { pool, ownStake, countedStake, minSelfStake } = operator;
  const rows = [
    ["pool", `${pool.pool} of ${pool.operator}`],
    ["commission", commissionText(operator)],
    ["staked", `${short(pool.assets)} GRID; commission to be claimed ${short(pool.commissionOwed)} GRID`],
    [
      "own stake",
      `${short(ownStake)} GRID, of which ${short(countedStake)} count today; to be elected ${minSelfStake}`,
    ],
    ["candidate", candidateText(operator)],
    ["elected", operator.isElected ? "yes, in today's best solution so far" : "not in today's best solution so far"],
    ["in office", operator.isInOffice ? "yes" : "no"],
    ["stopped", stoppedText(operator, epoch)],
    ["dead", pool.isDead ? "yes: nobody can join it" : "no"],
    ["slashed", `${short(slashed)} GRID`],
    ...openOffences.map(({ kind, fraction, executableAt }) => {
      const name = kind === "falseRoot" ? "false root" : "two roots";
      return ["offence", `${name}, ${fraction / 100}% of what was exposed, from ${executableAt.toISOString()} on`];
    }),
  ];
  return rows.map(([head = "", text = ""]) => `${head.padEnd(10)}  ${text}`).join("\n");
}

function commissionText({ pool: { commission, announced } }: Operator): string {
  const next = announced === null ? "" : `; ${announced.commission / 100}% from ${dayOf(announced.fromEpoch)} on`;
  return `${commission / 100}% of rewards${next}`;
}

function candidateText({ isCandidate, isCandidateToday, isElectable }: Operator): string {
  if (isCandidate !== isCandidateToday) return `${isCandidate ? "yes" : "no"}, from tomorrow on`;
  if (!isCandidate) return "no";
  return isElectable ? "yes" : "yes, but it cannot be elected today";
}

function stoppedText({ pool, stoppedUntil }: Operator, epoch: number): string {
  if (!pool.isStopped) return "no";
  if (stoppedUntil === null) return "yes";
  return stoppedUntil > epoch ? `yes, until ${dayOf(stoppedUntil)}` : "yes; anybody can let it go on";
}

/** A day since 1970. */
function dayOf(epoch: number): string {
  return new Date(epoch * 86_400_000).toISOString().slice(0, 10);
}
