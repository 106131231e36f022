import { expect } from "chai";
import { network } from "hardhat";
import { electPhragmen } from "@gridwatt/election";

import {
  announceCommission,
  approveGrid,
  claimRewards,
  connect,
  delegateVotes,
  enactElection,
  fundRewards,
  getElected,
  getElectionSnapshot,
  getPool,
  getStake,
  getStaking,
  Grid,
  nominate,
  openPool,
  ParameterError,
  setCandidate,
  stake,
  submitSolution,
  unbond,
  UnitError,
  withdrawUnbonded,
  type Client,
} from "@gridwatt/sdk";

import { fixture, refusal } from "./fixture.ts";

const connection = await network.create();
const { loadFixture, time } = connection.networkHelpers;
const DAY = 86_400;
const YEAR = 365 * DAY;
const ALL = Grid.parse("10000");
const FUND = Grid.parse("1000");

/** Everybody has 10,000 GRID; alice and bob have pools 1 and 2, rewards are funded. */
async function staked() {
  const f = await fixture(connection);
  const { client, people, alice, bob } = f;
  for (const one of Object.values(people)) {
    await client.contracts.grid.getFunction("mint")(one, ALL.base);
    const own = connect(client, one);
    await approveGrid(own, { amount: "unlimited" });
    await approveGrid(own, { amount: ALL, spender: "election" });
  }
  await fundRewards(client, { amount: FUND });
  const pools = [await openPool(alice, { commission: 1_000 }), await openPool(bob, { commission: 0 })];
  return { ...f, pools: pools.map(({ pool }) => pool) };
}

const today = async () => Math.floor((await time.latest()) / DAY);
const nextDay = async () => time.increaseTo(((await today()) + 1) * DAY);
const gridOf = async (client: Client, holder: { address: string }) =>
  (await client.contracts.grid.getFunction("balanceOf")(holder)) as bigint;

describe("sdk: staking", () => {
  it("stakes, tells what it earns, claims, leaves and withdraws", async () => {
    const { client, carol, people, pools } = await loadFixture(staked);
    expect(pools).to.deep.equal([1, 2]);
    const amount = Grid.parse("1000");
    const { shares } = await stake(carol, { pool: 0, amount });
    const begun = await time.latest();
    expect(shares).to.equal(amount.base * 1_000n);
    expect(await getStake(client, { account: people.carol.address, pool: 0 })).to.deep.include({ shares, amount });
    // 1,000 GRID at 8% a year earn 1,000 GRID in 12.5 years.
    const { fundedUntil, free } = await getStaking(client);
    expect(free).to.deep.equal(FUND);
    expect(Math.abs(Number(fundedUntil) / 1000 - begun - 12.5 * YEAR)).to.be.lessThan(2);

    await time.increaseTo(begun + YEAR);
    const { rewards } = await getStake(client, { account: people.carol.address, pool: 0 });
    expect(rewards.base).to.equal((amount.base * 2_536_783_358_701_166_920n * BigInt(YEAR)) / 10n ** 27n);
    const before = await gridOf(client, people.carol);
    const claimed = await claimRewards(carol, { pools: [0] });
    expect(await gridOf(client, people.carol)).to.equal(before + claimed.amount.base);
    expect(claimed.amount.compare(rewards)).to.be.greaterThan(0);

    const left = await unbond(carol, { pool: 0, shares });
    expect(left.amount).to.deep.equal(amount);
    const withdrawal = { account: people.carol.address, pool: 0, epochs: [left.epoch] };
    const early = await refusal(withdrawUnbonded(client, withdrawal));
    expect(early.name).to.equal("NotMatured");
    expect(early.message).to.equal(`It can be withdrawn from ${left.maturesAt.toISOString().slice(0, -5)}Z on.`);
    await time.increaseTo(Number(left.maturesAt) / 1000);
    const between = await gridOf(client, people.carol);
    await withdrawUnbonded(client, withdrawal);
    expect(await gridOf(client, people.carol)).to.equal(between + amount.base);
  });

  it("tells pools, and the commission that is announced", async () => {
    const { client, alice, people } = await loadFixture(staked);
    await announceCommission(alice, { pool: 1, commission: 2_000 });
    expect(await getPool(client, { pool: 1 })).to.deep.equal({
      pool: 1,
      operator: people.alice.address,
      commission: 1_000,
      announced: { commission: 2_000, fromEpoch: (await today()) + 1 },
      isStopped: false,
      isDead: false,
      assets: Grid.ZERO,
      shares: 0n,
      commissionOwed: Grid.ZERO,
    });
    await time.increase(86_400);
    const { commission, announced } = (await getPool(client, { pool: 1 })) ?? expect.fail();
    expect([commission, announced]).to.deep.equal([2_000, null]);
    expect(await getPool(client, { pool: 3 })).to.equal(null);
    const taken = await refusal(openPool(alice, { commission: 0 }));
    expect(taken.message).to.equal(`${people.alice.address} has pool 1: one each.`);
  });

  it("lets staked and unstaked GRID vote", async () => {
    const { client, carol, people } = await loadFixture(staked);
    await stake(carol, { pool: 2, amount: Grid.parse("400") });
    await delegateVotes(carol, { to: people.bob.address, of: "staking" });
    await delegateVotes(carol, { to: people.carol.address, of: "grid" });
    const votes = async (of: "staking" | "grid", who: { address: string }) =>
      (await client.contracts[of].getFunction("getVotes")(who)) as bigint;
    expect(await votes("staking", people.bob)).to.equal(Grid.parse("400").base);
    expect(await votes("grid", people.carol)).to.equal(Grid.parse("9600").base);
  });

  it("elects operators: who is nominated, solved, submitted in pages and enacted", async () => {
    const { client, alice, bob, carol, stranger, people } = await loadFixture(staked);
    for (const [one, pool] of [
      [alice, 1],
      [bob, 2],
    ] as const) {
      await stake(one, { pool, amount: Grid.parse("100") });
      await setCandidate(one, { isCandidate: true });
    }
    await stake(carol, { pool: 0, amount: Grid.parse("1000") });
    await nominate(carol, { pools: [1, 2] });
    await stake(stranger, { pool: 0, amount: Grid.parse("500") });
    await nominate(stranger, { pools: [2] });
    await nextDay();

    const snapshot = await getElectionSnapshot(client);
    const gwei = (grid: string) => Grid.parse(grid).base / 10n ** 9n;
    expect(snapshot.seats).to.equal(2);
    expect(snapshot.candidates).to.deep.equal([
      { id: "1", selfStake: gwei("100") },
      { id: "2", selfStake: gwei("100") },
    ]);
    expect(snapshot.nominators).to.have.deep.members([
      { id: people.carol.address, stake: gwei("1000"), approvals: ["1", "2"] },
      { id: people.stranger.address, stake: gwei("500"), approvals: ["2"] },
    ]);

    const solution = electPhragmen(snapshot, { balancing: { rounds: 16, tolerance: 0n } });
    const before = await gridOf(client, people.carol);
    const pages: number[][] = [];
    const onPage = (page: number, of: number) => void pages.push([page, of]);
    const submitted = await submitSolution(carol, { solution, perPage: 1, onPage });
    expect(pages).to.deep.equal([
      [1, 2],
      [2, 2],
    ]);
    expect(submitted.isBest).to.equal(true);
    expect(submitted.transactions.length).to.equal(4);
    // 1,700 GRID are shared evenly among the two.
    expect(submitted.score.least).to.equal(gwei("850"));
    expect(await gridOf(client, people.carol)).to.equal(before);
    const epoch = await today();
    const best = await getElected(client, { epoch });
    expect(best).to.deep.include({ winners: [1, 2], score: submitted.score });
    expect(await getElected(client, { epoch: epoch + 1 })).to.equal(null);

    expect((await refusal(enactElection(client))).message).to.equal(
      `Nobody was elected on day ${epoch - 1}, or the winners serve already.`,
    );
    await nextDay();
    const { events } = await enactElection(client);
    expect(events.map(({ contract, name }) => `${contract}.${name}`)).to.deep.equal([
      "operatorSet.OperatorsSet",
      "election.Elected",
    ]);
    const operators = (await client.contracts.operatorSet.getFunction("operators")()) as string[];
    expect([...operators].sort()).to.deep.equal([people.alice.address, people.bob.address].sort());
  });

  it("refuses what is no pool, no amount, or no page before it asks the chain", async () => {
    const { carol } = await loadFixture(staked);
    const wrong = [
      async () => stake(carol, { pool: 64, amount: ALL }),
      async () => stake(carol, { pool: 0, amount: Grid.ZERO }),
      async () => nominate(carol, { pools: [1, 1] }),
      async () => submitSolution(carol, { solution: { winners: [], assignments: [] }, perPage: 0 }),
    ];
    const kinds = [ParameterError, UnitError, ParameterError, ParameterError];
    for (const [at, call] of wrong.entries()) {
      const error: unknown = await call().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(kinds[at]);
    }
    expect(() => Grid.ofBase(-1n)).to.throw(UnitError, "never below zero");
    expect(() => Grid.parse("1").minus(Grid.parse("2"))).to.throw(UnitError);
  });
});
