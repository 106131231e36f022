import { MaxUint256 } from "ethers";

import { each, sumOver, type Check, type Subject } from "../check.ts";
import { sum } from "../parts/part.ts";
import type { Position } from "../parts/stake-pool.ts";
import { atMost, stakesOf } from "./stakes.ts";

const rewardsOf = ({ stored }: Subject, { account, pool }: Position) =>
  stored.ask("staking", "rewardsOf", account, pool);

export const REWARDS: readonly Check[] = [
  {
    id: "rewards.accrued",
    name: "all that is staked earns by the rate and the second, as far as it was funded",
    compare: async function* (subject) {
      yield* (await stakesOf(subject)).told.accrued;
    },
  },
  {
    id: "rewards.funds",
    name: "what is free and promised of the rewards, and what was slashed and not paid, is as told",
    compare: async function* (subject) {
      const { accrual, slashed } = await stakesOf(subject);
      const found = await subject.stored.ask("staking", "funds");
      yield {
        what: "funds",
        expected: { free: accrual.free, promised: accrual.promised, slashed },
        found: { free: found.free, promised: found.promised, slashed: found.slashed },
      };
    },
  },
  {
    id: "rewards.funded-until",
    name: "rewards are funded as long as the rest lasts for all that earns",
    compare: async function* (subject) {
      const { accrual } = await stakesOf(subject);
      const found = await subject.stored.ask("staking", "fundedUntil");
      const { least, most } = accrual.fundedUntil(subject.time) ?? { least: MaxUint256, most: MaxUint256 };
      yield { what: "funded until", expected: atMost(found < least ? least : found, most), found };
    },
  },
  {
    id: "rewards.earned",
    name: "every account's rewards are what its shares earned and it has not claimed",
    compare: async function* (subject) {
      const stakes = await stakesOf(subject);
      yield* each(stakes.positions, async (position) => {
        const what = `rewards of ${position.account} in pool ${position.pool}`;
        const expected = stakes.rewardsAt(position, subject.time);
        return { what, expected, found: await rewardsOf(subject, position) };
      });
    },
  },
  {
    id: "rewards.commission",
    name: "operators are owed their commission of what their pools earned",
    compare: async function* (subject) {
      yield* each((await stakesOf(subject)).pools.entries(), async ([pool, { commissionOwed: expected }]) => {
        const { commissionOwed: found } = await subject.stored.ask("staking", "poolData", pool);
        return { what: `commission of pool ${pool}`, expected, found };
      });
    },
  },
  {
    id: "rewards.claimed",
    name: "whoever claimed got what was earned until then",
    compare: async function* (subject) {
      yield* (await stakesOf(subject)).told.claimed;
    },
  },
  {
    id: "rewards.promised",
    name: "all that could be claimed now is not more than is promised",
    compare: async function* (subject) {
      const { accrual, pools, positions } = await stakesOf(subject);
      const now = accrual.at(subject.time);
      const { promised } = await subject.stored.ask("staking", "funds");
      const owed = await sumOver(pools.keys(), async (pool) => {
        return (await subject.stored.ask("staking", "poolData", pool)).commissionOwed;
      });
      const due = sum(pools.map((pool) => pool.earnedAt(now.index).commission));
      const found = owed + due + (await sumOver(positions, (position) => rewardsOf(subject, position)));
      yield { what: "claimable", expected: atMost(found, promised + now.promised - accrual.promised), found };
    },
  },
];
