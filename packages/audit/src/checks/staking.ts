import { each, sumOver, type Check, type Subject } from "../check.ts";
import { momentOf } from "../parts/daily.ts";
import { worthOf } from "../parts/pots.ts";
import type { StakePool } from "../parts/stake-pool.ts";
import { stakesOf } from "./stakes.ts";

/** What is told of a pool, by its number. */
async function poolsOf(subject: Subject): Promise<[number, StakePool][]> {
  return [...(await stakesOf(subject)).pools.entries()];
}

async function storedPool({ stored, time }: Subject, pool: number, told: StakePool) {
  const data = await stored.ask("staking", "poolData", pool);
  const announced = { commission: data.nextCommission, fromEpoch: Number(data.commissionFrom) };
  const isDue = told.assets.now === 0n && announced.fromEpoch <= momentOf(time).epoch;
  return {
    operator: data.operator,
    // Nothing is earned without stake: when it changes then, nobody tells.
    commission: isDue && announced.fromEpoch !== 0 ? announced.commission : data.commission,
    announced: isDue || announced.fromEpoch === 0 ? null : announced,
    isStopped: data.isStopped,
    isDead: data.isDead,
    assets: data.assets,
    shares: data.shares,
    before: await stored.ask("staking", "assetsAtEpoch", pool),
  };
}

const POOLS: readonly Check[] = [
  {
    id: "staking.pools",
    name: "operator, commission, state, stake and shares of every pool are as told, today and when the day began",
    compare: async function* (subject) {
      const pools = await poolsOf(subject);
      const { epoch } = momentOf(subject.time);
      const found = await subject.stored.ask("staking", "poolCount");
      yield { what: "pools", expected: BigInt(pools.length), found };
      yield* each(pools, async ([number, told]) => {
        const { operator, isStopped, isDead, assets, shares } = told;
        const { commission, announced } = told.commissionOn(epoch);
        const expected = {
          ...{ operator, commission, announced, isStopped, isDead },
          ...{ assets: assets.now, shares, before: assets.at(epoch) },
        };
        return { what: `pool ${number}`, expected, found: await storedPool(subject, number, told) };
      });
    },
  },
  {
    id: "staking.operators",
    name: "every operator has the pool that it opened",
    compare: async function* (subject) {
      yield* each((await poolsOf(subject)).slice(1), async ([pool, { operator }]) => {
        const found = await subject.stored.ask("staking", "poolOf", operator);
        return { what: `pool of ${operator}`, expected: BigInt(pool), found };
      });
    },
  },
  {
    id: "staking.positions",
    name: "every account's shares of a pool are those told, today and when the day began",
    compare: async function* (subject) {
      const { epoch } = momentOf(subject.time);
      yield* each((await stakesOf(subject)).positions, async ({ account, pool, shares }) => {
        const now = await subject.stored.ask("staking", "sharesOf", account, pool);
        const before = await subject.stored.ask("staking", "sharesAtEpoch", account, pool);
        const expected = { now: shares.now, before: shares.at(epoch) };
        return { what: `shares of ${account} in pool ${pool}`, expected, found: { now, before } };
      });
    },
  },
  {
    id: "staking.shares",
    name: "the shares of every pool are those of its accounts",
    compare: async function* (subject) {
      const positions = [...(await stakesOf(subject)).positions];
      yield* each(await poolsOf(subject), async ([number]) => {
        const own = positions.filter(({ pool }) => pool === number);
        const expected = await sumOver(own, ({ account, pool }) => {
          return subject.stored.ask("staking", "sharesOf", account, pool);
        });
        const { shares: found } = await subject.stored.ask("staking", "poolData", number);
        return { what: `shares of pool ${number}`, expected, found };
      });
    },
  },
];

const LEAVING: readonly Check[] = [
  {
    id: "staking.moved",
    name: "whoever stakes, leaves or withdraws gets what the shares are worth, and waits as long as the period then was",
    compare: async function* (subject) {
      yield* (await stakesOf(subject)).told.moved;
    },
  },
  {
    id: "staking.unbondings",
    name: "what every account has unbonded in a day, and when it matures, is as told",
    compare: async function* (subject) {
      yield* each((await stakesOf(subject)).pots.unbondings, async ({ account, pool, epoch, shares, maturesAt }) => {
        const found = await subject.stored.ask("staking", "unbondingOf", account, pool, epoch);
        return {
          what: `unbonded by ${account} of pool ${pool} on day ${epoch}`,
          expected: { shares, maturesAt },
          found: { shares: found.shares, maturesAt: found.maturesAt },
        };
      });
    },
  },
  {
    id: "staking.left",
    name: "what is left of it is its part of all that left the pool that day, less what was slashed of it",
    compare: async function* (subject) {
      yield* each((await stakesOf(subject)).pots.unbondings, async (unbonding) => {
        const { account, pool, epoch } = unbonding;
        const found = await subject.stored.ask("staking", "unbondingAmount", account, pool, epoch);
        const what = `left for ${account} of pool ${pool} from day ${epoch}`;
        return { what, expected: worthOf(unbonding), found };
      });
    },
  },
  {
    id: "staking.slashed",
    name: "no slash took more than was staked, or on its way out",
    compare: async function* (subject) {
      yield* (await stakesOf(subject)).told.slashed;
    },
  },
];

const WHOLE: readonly Check[] = [
  {
    id: "staking.balance",
    name: "the GRID of staking is what it owes: stakes, what leaves, rewards, what was slashed, and gifts on top",
    compare: async function* (subject) {
      const { client, stored, rebuilt } = subject;
      const { pots } = await stakesOf(subject);
      const staked = await sumOver(await poolsOf(subject), async ([pool]) => {
        return (await stored.ask("staking", "poolData", pool)).assets;
      });
      const { free, promised, slashed } = await stored.ask("staking", "funds");
      const expected = staked + pots.assets + free + promised + slashed + rebuilt.grid.giftsTo("staking");
      const found = await stored.ask("grid", "balanceOf", client.deployment.contracts.staking);
      yield { what: "balance", expected, found };
    },
  },
  {
    id: "staking.rules",
    name: "reward rate, unbonding period and price of a pool are those told, and withdrawals wait for slashes that may come",
    compare: async function* (subject) {
      const { accrual, unbondingPeriods, poolPrice, heldUntil } = await stakesOf(subject);
      const [rate, period] = ["rewardRate", "unbondingPeriod"] as const;
      yield { what: "reward rate", expected: accrual.rate, found: await subject.stored.ask("staking", rate) };
      const found = await subject.stored.ask("staking", period);
      yield { what: "unbonding period", expected: unbondingPeriods.now, found };
      const price = await subject.stored.ask("staking", "poolPrice");
      yield { what: "price of a pool", expected: poolPrice, found: price };
      yield* each(await poolsOf(subject), async ([pool, { holds }]) => {
        const found = await subject.stored.ask("staking", "isHeld", pool);
        return { what: `pool ${pool} is held`, expected: holds !== 0, found };
      });
      yield* each(heldUntil, async ([account, expected]) => {
        const found = await subject.stored.ask("staking", "heldUntil", account);
        return { what: `${account} is held until`, expected, found };
      });
    },
  },
];

export const STAKING: readonly Check[] = [...POOLS, ...LEAVING, ...WHOLE];
