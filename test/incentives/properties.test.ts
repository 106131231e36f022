import {
  MakerFees,
  parseRewards,
  rewardsOf,
  RewardTree,
  formatRewards,
  IncentiveFileError,
} from "@gridwatt/incentives";
import { Money } from "@gridwatt/sdk";
import assert from "node:assert/strict";
import fc from "fast-check";

import { ACCOUNTS, MARKET_FEE, moves, ownerOf, play, type Met } from "./books.ts";

/** {basis point} As far as governance can go. */
const SHARE_MAX = 8_000n;
const WHOLE = 10_000n;
const shares = fc.bigInt({ min: 0n, max: SHARE_MAX });
const group = fc.uniqueArray(fc.integer({ min: 1, max: ACCOUNTS }), { minLength: 1, maxLength: 5 });

/** {base} */
const paidBy = ({ energy, fee }: Met) => Money.ofUnits(energy * fee).base;
const hostPart = (met: Met) => (paidBy(met) * met.hostShare) / WHOLE;
const sum = (list: readonly bigint[]) => list.reduce((all, one) => all + one, 0n);

describe("what makers earn", () => {
  it("is a share of what the takers paid whom their orders met, first come first served", () => {
    const seen = { fees: 0, own: 0 };
    const property = fc.property(moves, (list) => {
      const { events, met } = play(list);
      const made = new MakerFees();
      for (const event of events) made.apply(event);
      const others = met.filter(({ maker, taker }) => ownerOf(maker) !== ownerOf(taker));
      seen.fees += others.length;
      seen.own += met.length - others.length;
      assert.deepEqual(
        made.fees.map(({ maker, taker, base }) => [maker, taker, base]),
        others.map((one) => [one.maker, one.taker, paidBy(one) - hostPart(one)]),
      );
    });
    fc.assert(property, { numRuns: 300 });
    assert(seen.fees > 1_000 && seen.own > 100, JSON.stringify(seen));
  });

  it("costs whoever trades with itself more than it brings, whatever group it is: threat 7", () => {
    const seen = { washed: 0, short: 0, hosted: 0 };
    const most = fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 16n }), fc.constant(10n ** 30n));
    const property = fc.property(...([moves, group, shares, most] as const), (list, members, share, fund) => {
      const { met } = play(list);
      const isInside = ({ maker, taker }: Met) => members.includes(maker) && members.includes(taker);
      const feesOf = (trades: readonly Met[]) =>
        trades
          .filter(({ maker, taker }) => ownerOf(maker) !== ownerOf(taker))
          .map((one) => ({ maker: one.maker, base: paidBy(one) - hostPart(one) }));
      const earnedBy = (trades: readonly Met[]) => {
        const rewards = rewardsOf(feesOf(trades), { share, most: fund });
        return sum(rewards.filter(({ account }) => members.includes(account)).map(({ amount }) => amount));
      };
      const inside = met.filter(isInside);
      const paid = sum(inside.map(paidBy));
      if (paid === 0n) return;
      // Its own hosts, too: all of them are the group's.
      const hosts = sum(inside.map((one) => hostPart(one)));
      const gained = earnedBy(met) - earnedBy(met.filter((one) => !isInside(one))) + hosts;
      assert(gained < paid, `${gained} gained, ${paid} paid`);
      // What is lost for good is at least this part of the fee.
      const lost = ((paid - hosts) * (WHOLE - share)) / WHOLE - BigInt(ACCOUNTS);
      assert(paid - gained >= lost, `${paid - gained} lost, not ${lost}`);
      seen.washed += 1;
      if (sum(feesOf(met).map(({ base }) => (base * share) / WHOLE)) > fund) seen.short += 1;
      if (hosts > 0n) seen.hosted += 1;
    });
    fc.assert(property, { numRuns: 2_000 });
    assert(seen.washed > 300 && seen.short > 50 && seen.hosted > 100, JSON.stringify(seen));
  });

  it("never comes to more than the fees, the share of them, and the fund; nobody's share is cut alone", () => {
    const property = fc.property(moves, shares, fc.bigInt({ min: 0n, max: 10n ** 17n }), (list, share, most) => {
      const fees = play(list).met.map((one) => ({ maker: one.maker, base: paidBy(one) }));
      const rewards = rewardsOf(fees, { share, most });
      const total = sum(rewards.map(({ amount }) => amount));
      const all = sum(fees.map(({ base }) => base));
      assert(total <= most && total * WHOLE <= all * share);
      const full = rewardsOf(fees, { share, most: 10n ** 40n });
      const wanted = sum(full.map(({ amount }) => amount));
      for (const { account, amount } of full) {
        const got = rewards.find((one) => one.account === account)?.amount ?? 0n;
        assert.equal(got, wanted > most ? (amount * most) / wanted : amount);
      }
      if (wanted > most) assert(most - total <= BigInt(full.length), "what rounding leaves");
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("refuses to be the whole fee", () => {
    for (const share of [-1n, WHOLE]) {
      assert.throws(() => rewardsOf([], { share, most: 1n }), RangeError);
    }
  });

  it("discounts lower with the fee", () => {
    const trade = { maker: 1, base: Money.ofUnits((MARKET_FEE - 7n) * 100n).base };
    const [reward] = rewardsOf([trade], { share: 5_000n, most: 10n ** 30n });
    assert.equal(reward?.amount, Money.ofUnits(650n).base);
  });
});

describe("a file of rewards", () => {
  const rewards = [3, 9, 4_000_000_000].map((account, at) => ({ account, amount: 10n ** 18n + BigInt(at) }));
  const of = { epoch: 20_000, share: 5_000n, fees: 10n ** 20n, fund: 10n ** 19n, cap: 10n ** 22n };
  const text = formatRewards({ ...of, rewards });

  it("is read as it was written, with proofs", () => {
    const tree = new RewardTree(rewards);
    const file = parseRewards(text);
    assert.deepEqual(
      file.rewards,
      rewards.map((one) => ({ ...one, proof: tree.proofOf(one.account) })),
    );
    assert.deepEqual([file.epoch, file.root, file.fees], [20_000, tree.root, 10n ** 20n]);
    assert.equal(file.total, sum(rewards.map(({ amount }) => amount)));
  });

  it("has no root where nobody earned anything", () => {
    const empty = JSON.parse(formatRewards({ ...of, rewards: [] })) as { root: unknown; total: string };
    assert.deepEqual([empty.root, empty.total], [null, "0"]);
    assert.throws(() => parseRewards(JSON.stringify(empty)), /has no rewards/);
    assert.throws(() => new RewardTree(rewards).proofOf(4), RangeError);
  });

  const wrong: readonly (readonly [change: object, message: RegExp])[] = [
    [{ root: `0x${"11".repeat(32)}` }, /root is not that/],
    [{ total: "1" }, /do not sum/],
    [{ fees: 5 }, /fees is a string of digits/],
    [{ epoch: -1 }, /epoch is a whole number/],
    [{ rewards: [{ account: "3", amount: "1" }] }, /account is a whole number/],
    [{ rewards: [{ account: 3, amount: "-1" }] }, /amount is a string of digits/],
  ];
  for (const [change, message] of wrong) {
    it(`is refused with ${JSON.stringify(change)}`, () => {
      const file = JSON.stringify({ ...(JSON.parse(text) as object), ...change });
      assert.throws(
        () => parseRewards(file),
        (error) => error instanceof IncentiveFileError && message.test(error.message),
      );
    });
  }

  it("is refused where it is no JSON object", () => {
    for (const file of ["{", "null", "5"]) assert.throws(() => parseRewards(file), /no JSON object/);
  });
});
