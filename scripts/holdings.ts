import {
  eventsNamed,
  getEvents,
  getPool,
  getStake,
  getStaking,
  Grid,
  type Client,
  type Pool,
  type Stake,
  type Staking,
} from "@gridwatt/sdk";

import { formatTable } from "./table.ts";

/** What left a pool and was not withdrawn. */
export interface Leaving {
  readonly pool: number;
  readonly epoch: number;
  readonly amount: Grid;
  readonly maturesAt: Date;
}

/** Staked GRID, and what a wallet has of it. */
export interface Holdings {
  readonly staking: Staking;
  readonly pools: readonly (Pool & { readonly own: Stake })[];
  readonly wallet: Grid;
  /** By token and by stake. */
  readonly votes: { readonly grid: Grid; readonly staking: Grid };
  readonly nominates: readonly number[];
  readonly unbonding: readonly Leaving[];
}

/** Reads all pools, and what a wallet has. */
export async function holdingsOf(client: Client, account: string): Promise<Holdings> {
  const { grid, staking, election } = client.contracts;
  const known = await getStaking(client);
  const pools = await Promise.all(
    Array.from({ length: known.pools }, async (_, pool) => {
      const [data, own] = await Promise.all([getPool(client, { pool }), getStake(client, { account, pool })]);
      return data === null ? [] : [{ ...data, own }];
    }),
  );
  const wad = async (call: Promise<unknown>) => Grid.ofBase((await call) as bigint);
  const [wallet, token, staked] = await Promise.all([
    wad(grid.getFunction("balanceOf").staticCall(account)),
    wad(grid.getFunction("getVotes").staticCall(account)),
    wad(staking.getFunction("getVotes").staticCall(account)),
  ]);
  const [bits] = (await election.getFunction("nominationsOf").staticCall(account)) as [bigint, bigint];
  const nominates = pools.flat().flatMap(({ pool }) => ((bits >> BigInt(pool)) & 1n ? [pool] : []));
  const unbonding = await leavingOf(client, account);
  return { staking: known, pools: pools.flat(), wallet, votes: { grid: token, staking: staked }, nominates, unbonding };
}

async function leavingOf(client: Client, account: string): Promise<Leaving[]> {
  const told = eventsNamed(await getEvents(client, { names: ["Unbonded"] }), "Unbonded");
  const own = new Map(
    told.filter((event) => event.account === account).map((event) => [`${event.pool} ${event.epoch}`, event]),
  );
  const { staking } = client.contracts;
  const all = [...own.values()].map(async ({ pool, epoch }) => {
    const of = [account, pool, epoch] as const;
    const { maturesAt } = (await staking.getFunction("unbondingOf").staticCall(...of)) as { maturesAt: bigint };
    const amount = (await staking.getFunction("unbondingAmount").staticCall(...of)) as bigint;
    return { pool, epoch, amount: Grid.ofBase(amount), maturesAt: new Date(Number(maturesAt) * 1000) };
  });
  return (await Promise.all(all)).filter(({ maturesAt }) => maturesAt.getTime() > 0);
}

/** Holdings for people. */
export function holdingsText({ staking, pools, wallet, votes, nominates, unbonding }: Holdings): string {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const columns = [right("pool"), { head: "operator" }, right("commission"), right("GRID staked")];
  const rows = pools.map(({ pool, operator, commission, assets, own, isDead, isStopped }) => [
    String(pool),
    pool === 0 ? "neutral" : `${operator}${isDead ? " (dead)" : isStopped ? " (stopped)" : ""}`,
    pool === 0 ? "" : `${commission / 100}%`,
    short(assets),
    short(own.amount),
    short(own.rewards),
    nominates.includes(pool) ? "yes" : "",
  ]);
  const heads = [...columns, right("yours"), right("earned"), { head: "nominated" }];
  const leaving = unbonding.map(({ pool, amount, maturesAt }) => {
    return `${short(amount)} GRID of pool ${pool} can be withdrawn from ${maturesAt.toISOString()} on`;
  });
  const until = staking.fundedUntil?.toISOString().slice(0, 10) ?? "-";
  return [
    formatTable(heads, rows),
    "",
    `in the wallet ${short(wallet)} GRID; votes: ${short(votes.grid)} of wallets, ${short(votes.staking)} staked`,
    ...leaving,
    `rewards are funded until ${until}; unbonding takes ${staking.unbondingPeriod / 86_400} days`,
  ].join("\n");
}

/** Four decimals, rounded down. */
export function short(amount: Grid): string {
  const [whole = "0", decimals = ""] = amount.toString().split(".");
  return `${whole}.${decimals.slice(0, 4).padEnd(4, "0")}`;
}
