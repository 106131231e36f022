// npm run --silent grid -- [stake|unbond|withdraw|claim|nominate|delegate] [--pool N] [--amount GRID] [--pools N,N] [--to A]
// What a holder of GRID does with it. Without a verb: shows pools, and what the wallet has.
import {
  claimRewards,
  delegateVotes,
  getPool,
  getStake,
  getStaking,
  Grid,
  GridwattError,
  nominate,
  stake,
  unbond,
  withdrawUnbonded,
  type Client,
} from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { addressIn, spending } from "./allowance.ts";
import { printJson, runCommand, whole, type Given, type Market } from "./command.ts";
import { holdingsOf, holdingsText } from "./holdings.ts";
import { preparing, type Done, type Verbs } from "./verbs.ts";

const VERBS: Verbs = {
  stake: (given) => {
    const [pool, amount] = [poolOf(given), amountOf(given)];
    return (market) => staked(market, { pool, amount });
  },
  unbond: (given) => {
    const [pool, amount] = [poolOf(given), given.readOptional("amount", (text) => Grid.parse(text))];
    return (market) => unbonded(market, { pool, amount });
  },
  withdraw: (given) => {
    const pool = poolOf(given);
    return (market) => withdrawn(market, pool);
  },
  claim: (given) => {
    const pools = given.readOptional("pools", poolsOf);
    return async ({ client }) => {
      const { pools: count } = await getStaking(client);
      const written = await claimRewards(client, { pools: pools ?? Array.from({ length: count }, (_, pool) => pool) });
      return { text: `claimed ${written.amount} GRID`, told: { amount: written.amount }, written };
    };
  },
  nominate: (given) => {
    const pools = given.read("pools", poolsOf);
    return async ({ client }) => {
      const written = await nominate(client, { pools });
      return {
        text: `nominated ${pools.length === 0 ? "nobody" : pools.join(", ")} from tomorrow on`,
        told: { pools },
        written,
      };
    };
  },
  delegate: (given) => {
    const to = given.readOptional("to", addressIn);
    return async ({ client, wallet }) => {
      const delegatee = to ?? wallet.address;
      await delegateVotes(client, { to: delegatee, of: "grid" });
      const written = await delegateVotes(client, { to: delegatee, of: "staking" });
      const who = delegatee === ZeroAddress ? "nobody" : delegatee;
      return { text: `${who} votes with GRID that is staked and that is not`, told: { to: delegatee }, written };
    };
  },
};

await runCommand({
  name: "grid",
  usage: "[stake|unbond|withdraw|claim|nominate|delegate] [--pool N] [--amount GRID] [--pools N,N] [--to ADDRESS]",
  about: `Without a verb: pools of staked GRID, and what the wallet has.
  stake --amount GRID [--pool N]     stakes in an operator's pool, or in the neutral one, which is 0
  unbond [--amount GRID] [--pool N]  leaves with that much, or with all; it matures after the unbonding period
  withdraw [--pool N]                takes out all that has matured
  claim [--pools N,N]                has rewards paid, of all pools or of these
  nominate --pools N,N               backs up to eight operators with what is staked in the neutral pool; "" takes it back
  delegate [--to ADDRESS]            names who votes with the wallet's GRID, by itself the wallet`,
  options: { pool: { type: "string" }, amount: { type: "string" }, pools: { type: "string" }, to: { type: "string" } },
  takesNames: true,
  prepare: preparing(VERBS, show),
});

async function show({ client, wallet }: Market, json: boolean): Promise<void> {
  const holdings = await holdingsOf(client, wallet.address);
  if (json) printJson(holdings);
  else console.log(holdingsText(holdings));
}

async function staked({ client, wallet }: Market, { pool, amount }: { pool: number; amount: Grid }): Promise<Done> {
  const act = () => stake(client, { pool, amount });
  const written = await spending({ client, wallet }, { amount, spender: "staking", act });
  return { text: `staked ${amount} GRID in pool ${pool}`, told: { pool, amount, shares: written.shares }, written };
}

async function unbonded(
  { client, wallet }: Market,
  { pool, amount }: { pool: number; amount: Grid | undefined },
): Promise<Done> {
  const shares = await sharesFor(client, { account: wallet.address, pool, amount });
  const written = await unbond(client, { pool, shares });
  const { maturesAt, epoch } = written;
  const text = `unbonded ${written.amount} GRID of pool ${pool}: it can be withdrawn from ${maturesAt.toISOString()} on`;
  return { text, told: { pool, amount: written.amount, epoch, maturesAt }, written };
}

/** Shares that are worth an amount, or all. Throws `GridwattError` where less is held. */
async function sharesFor(
  client: Client,
  { account, pool, amount }: { account: string; pool: number; amount: Grid | undefined },
): Promise<bigint> {
  const { shares: held, amount: worth } = await getStake(client, { account, pool });
  if (held === 0n || (amount !== undefined && amount.compare(worth) > 0)) {
    throw new GridwattError("TooLittleStaked", { message: `The wallet has ${worth} GRID in pool ${pool}.` });
  }
  if (amount === undefined) return held;
  const data = await getPool(client, { pool });
  if (data === null || data.assets.isZero()) return held;
  return (amount.base * data.shares) / data.assets.base;
}

async function withdrawn({ client, wallet, now }: Market, pool: number): Promise<Done> {
  const { unbonding } = await holdingsOf(client, wallet.address);
  const ripe = unbonding.filter((one) => one.pool === pool && Number(one.maturesAt) <= now * 1000);
  if (ripe.length === 0) {
    throw new GridwattError("NothingMatured", { message: `Nothing that left pool ${pool} has matured.` });
  }
  const epochs = ripe.map(({ epoch }) => epoch);
  const written = await withdrawUnbonded(client, { account: wallet.address, pool, epochs });
  const amount = ripe.reduce((sum, one) => sum.plus(one.amount), Grid.ZERO);
  return { text: `withdrew ${amount} GRID of pool ${pool}`, told: { pool, amount, epochs }, written };
}

function poolOf(given: Given): number {
  return given.readOptional("pool", whole) ?? 0;
}

function amountOf(given: Given): Grid {
  return given.read("amount", (text) => Grid.parse(text));
}

function poolsOf(text: string): number[] {
  return text === "" ? [] : text.split(",").map(whole);
}
