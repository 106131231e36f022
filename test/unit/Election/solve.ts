import { electPhragmen, scoreOf } from "@gridwatt/election";
import { expect } from "chai";
import fc from "fast-check";
import { getAddress, parseEther, toBeHex } from "ethers";
import { network } from "hardhat";

import { bits, deployElection, snapshotOf, submissionOf, type Elected } from "../../helpers/election.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { linked } from "../../helpers/slasher.ts";
import { NEUTRAL } from "../../helpers/staking.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const fixture = () => deployElection(connection);
const load = () => networkHelpers.loadFixture(fixture);
const rising = (addresses: readonly string[]) => [...addresses].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

interface Plan {
  /** {gwei} staked by each pool's operator, above what it must have. */
  readonly own: readonly bigint[];
  readonly nominators: readonly { readonly stake: bigint; readonly approvals: bigint }[];
  readonly seats: number;
}

/** An election of pools 4 and on with nominators who stake and nominate as planned; the three pools of before do not stand. */
async function prepare(f: Elected, plan: Plan): Promise<string[]> {
  const { staking, election, grid, owners, nextDay, alice, stranger } = f;
  for (const owner of owners) await election.connect(owner).setCandidate(false);
  for (const one of [alice, stranger]) await election.connect(one).nominate(0n);
  await election.setSeats(plan.seats);
  let number = 0n;
  const somebody = async (amount: bigint) => {
    const address = getAddress(toBeHex((0xabcdef0123456789n * ++number) % 2n ** 160n, 20));
    await networkHelpers.impersonateAccount(address);
    await networkHelpers.setBalance(address, 10n ** 20n);
    const signer = await ethers.getSigner(address);
    const price = await staking.openingPrice();
    await grid.mint(address, amount + price);
    await grid.connect(signer).approve(staking, amount + price);
    return signer;
  };
  for (const own of plan.own) {
    const amount = parseEther("1000") + own * 10n ** 9n;
    const operator = await somebody(amount);
    await staking.connect(operator).openPool(0);
    await staking.connect(operator).stake(await staking.poolOf(operator), amount);
    await election.connect(operator).setCandidate(true);
  }
  const nominators = [];
  for (const { stake, approvals } of plan.nominators) {
    const nominator = await somebody(stake * 10n ** 9n);
    await staking.connect(nominator).stake(NEUTRAL, stake * 10n ** 9n);
    await election.connect(nominator).nominate(approvals << 4n);
    nominators.push(nominator.address);
  }
  await nextDay();
  return rising(nominators);
}

/** Solves it on the chain, and as the solver does, and compares all that is kept and said. */
async function expectSolved(f: Elected, nominators: readonly string[]): Promise<bigint> {
  const { election, staking, bob } = f;
  const snapshot = await snapshotOf(f, nominators);
  const solution = electPhragmen(snapshot, {});
  const { leastStake, sum, sumOfSquares } = scoreOf(snapshot, solution);
  const { winners, pages } = submissionOf(solution);
  const epoch = await staking.epoch();
  const sent = await election.connect(bob).solve([...nominators]);
  await expect(sent)
    .to.emit(election, "SolutionFinished")
    .withArgs(epoch, bob.address, [leastStake, sum, sumOfSquares], true);
  await expect(sent)
    .to.emit(election, "SolutionSolved")
    .withArgs(epoch, bob.address, winners, pages[0] ?? "0x");
  const best = await election.bestOf(epoch);
  const elected = [...solution.winners].sort((a, b) => Number(a) - Number(b));
  const owns = [];
  const chains = [];
  for (const pool of elected) {
    owns.push((await staking.assetsAtEpoch(pool)) / 10n ** 9n);
    const edges = nominators.flatMap((nominator) => {
      const own = solution.assignments.find(({ nominator: id }) => id === nominator)?.edges ?? [];
      return own.filter(({ candidate }) => candidate === pool).map(({ weight }) => ({ nominator, weight }));
    });
    chains.push(linked(edges));
  }
  const coder = ethers.AbiCoder.defaultAbiCoder();
  const kept = ethers.keccak256(coder.encode(["uint64[]", "bytes32[]"], [owns, chains]));
  expect([best.winners, best.exposures]).to.deep.equal([winners, kept]);
  return (await sent.wait())?.gasUsed ?? 0n;
}

const GWEI_MOST = 10n ** 15n;
const plans = fc
  .record({
    own: fc.array(fc.bigInt({ min: 0n, max: GWEI_MOST }), { minLength: 1, maxLength: 6 }),
    seats: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ own, seats }) =>
    fc.record({
      own: fc.constant(own),
      seats: fc.constant(seats),
      nominators: fc.array(
        fc.record({
          stake: fc.oneof(fc.bigInt({ min: 1n, max: 10n }), fc.bigInt({ min: 1n, max: GWEI_MOST })),
          approvals: fc.bigInt({ min: 0n, max: 2n ** BigInt(own.length) - 1n }),
        }),
        { maxLength: 8 },
      ),
    }),
  );

describe("Election", () => {
  describe("solve", () => {
    it("refuses nominators who do not rise, too many, and a day on which nobody stands", async () => {
      const f = await load();
      const { election, alice, stranger, owners, nextDay, state } = f;
      const [first = "", second = ""] = rising([alice.address, stranger.address]);
      for (const [list, wrong] of [
        [[second, first], first],
        [[first, first], first],
      ] as const) {
        await expectUnchanged(state, () =>
          expect(election.solve([...list]))
            .to.be.revertedWithCustomError(election, "NominatorsNotSorted")
            .withArgs(wrong),
        );
      }
      const many = Array.from({ length: 101 }, (_, at) => toBeHex(at + 1, 20));
      await expectUnchanged(state, () =>
        expect(election.solve(many)).to.be.revertedWithCustomError(election, "TooManyToSolve").withArgs(3n, 101n),
      );
      for (const owner of owners) await election.connect(owner).setCandidate(false);
      await nextDay();
      await expectUnchanged(state, () =>
        expect(election.solve([])).to.be.revertedWithCustomError(election, "WrongWinnerCount").withArgs(0n, 1n),
      );
    });

    it("is the best of the day only where it is better, and serves the next day", async () => {
      const f = await load();
      const { election, staking, set, alice, bob, stranger, nextDay } = f;
      const nominators = rising([alice.address, stranger.address]);
      await election.solve([]);
      const epoch = await staking.epoch();
      const poor = await election.bestOf(epoch);
      await expectSolved(f, nominators);
      const best = await election.bestOf(epoch);
      expect(best.score.least).to.be.greaterThan(poor.score.least);
      await expect(election.connect(bob).solve([]))
        .to.emit(election, "SolutionFinished")
        .withArgs(epoch, bob.address, [...poor.score], false);
      expect(await election.bestOf(epoch)).to.deep.equal(best);
      await nextDay();
      await election.enact();
      expect((await set.operators()).length).to.equal(2);
      expect(best.winners & ~bits(1, 2, 3)).to.equal(0n);
    });

    it("gives what the solver gives, to the last gwei, in elections at random", async () => {
      let edges = 0;
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          const f = await load();
          const nominators = await prepare(f, plan);
          edges += plan.nominators.filter(({ approvals }) => (approvals & (approvals - 1n)) !== 0n).length;
          await expectSolved(f, nominators);
        }),
        { numRuns: 40, endOnFailure: true },
      );
      expect(edges).to.be.greaterThan(40);
    }).timeout(300_000);

    it("elects the first of equals, and gives all of few gwei to the one edge that does not round to nothing", async () => {
      const f = await load();
      const { election, staking } = f;
      // Three gwei by loads of 2, 1, 1 and 1: one gwei, thrice none, and two that are left over.
      const own = [3_000n, 2_000n, 1_500n, 1_200n, 1_100n, 1_100n].map((grid) => (grid - 1_000n) * 10n ** 9n);
      const nominators = await prepare(f, { own, nominators: [{ stake: 3n, approvals: 0b1111n }], seats: 5 });
      await expectSolved(f, nominators);
      const epoch = await staking.epoch();
      const [solved] = await election.queryFilter(election.filters.SolutionSolved(epoch));
      expect(solved?.args.winners).to.equal(bits(4, 5, 6, 7, 8));
      const edge = [toBeHex(4, 1), toBeHex(3n, 8)];
      expect(solved?.args.page).to.equal(ethers.concat([...nominators, toBeHex(1, 1), ...edge]));
    });

    it("of 20 candidates and 100 nominators with 8 approvals each fits a transaction", async () => {
      const f = await load();
      const nominators = Array.from({ length: 100 }, (_, at) => ({
        stake: BigInt((at * 7_919) % 1_000) * 10n ** 10n + 1n,
        approvals: [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, k) => all | (1n << BigInt((at * 3 + k * 7) % 20)), 0n),
      }));
      const own = Array.from({ length: 20 }, (_, at) => BigInt(at) * 10n ** 11n);
      const sorted = await prepare(f, { own, nominators, seats: 16 });
      const gas = await expectSolved(f, sorted);
      expect(gas).to.be.lessThan(16_000_000n);
      expect(nominators.every(({ approvals }) => approvals.toString(2).replaceAll("0", "").length === 8)).to.equal(
        true,
      );
    }).timeout(120_000);
  });
});
