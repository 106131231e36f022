import { expect } from "chai";
import { AbiCoder, keccak256, parseEther } from "ethers";
import { network } from "hardhat";
import { electPhragmen, scoreOf } from "@gridwatt/election";

import {
  bits,
  deployElection,
  DEPOSIT,
  MIN_SELF_STAKE,
  pageAsIs,
  pageOf,
  plain,
  SEATS,
  snapshotOf,
  submissionOf,
} from "../../helpers/election.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const GRID = 10n ** 9n;
const fixture = () => deployElection(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("Election", () => {
  describe("a solution", () => {
    it("of the solver is taken, page by page, and serves the next day", async () => {
      const f = await load();
      const { election, set, staking, grid, alice, stranger, owners, nextDay, submit } = f;
      const snapshot = await snapshotOf(f, [alice.address, stranger.address]);
      const solution = electPhragmen(snapshot, { balancing: { rounds: 8, tolerance: 0n } });
      const before = await grid.balanceOf(alice);
      const progress = await submit(alice, submissionOf(solution, 1));
      expect(before - (await grid.balanceOf(alice))).to.equal(DEPOSIT);
      const { leastStake, sum, sumOfSquares } = scoreOf(snapshot, solution);
      const epoch = await staking.epoch();
      await expect(election.connect(alice).finish(progress))
        .to.emit(election, "SolutionFinished")
        .withArgs(epoch, alice.address, [leastStake, sum, sumOfSquares], true);
      const [first] = submissionOf(solution, 1).pages;
      const [told] = await election.queryFilter(election.filters.PageAdded(epoch, alice));
      expect(told?.args.page).to.equal(first);
      const [exposed] = await election.queryFilter(election.filters.Exposed(epoch));
      const { exposures } = await election.bestOf(epoch);
      const { owns, chains } = exposed?.args ?? { owns: [], chains: [] };
      expect(
        keccak256(AbiCoder.defaultAbiCoder().encode(["uint64[]", "bytes32[]"], [[...owns], [...chains]])),
      ).to.equal(exposures);
      expect([...chains]).to.deep.equal([...progress.exposures]);
      expect(await grid.balanceOf(alice)).to.equal(before);
      await expect(election.enact())
        .to.be.revertedWithCustomError(election, "NothingElected")
        .withArgs(epoch - 1n);
      await nextDay();
      const winners = solution.winners.map((id) => owners[Number(id) - 1]?.address ?? "");
      await expect(election.enact()).to.emit(election, "Elected");
      expect([...(await set.operators())].sort()).to.deep.equal(winners.sort());
      expect(await election.electedIn(await set.configuration())).to.equal(epoch);
      await expect(election.enact()).to.be.revertedWithCustomError(election, "NothingElected").withArgs(epoch);
    });

    it("takes the place of the best only where it is better", async () => {
      const { election, staking, alice, bob, stranger, submit } = await load();
      const epoch = await staking.epoch();
      const better = {
        winners: bits(2, 3),
        pages: [pageOf([{ nominator: alice.address, edges: [[2, 5_000n * GRID]] }])],
      };
      const poor = { winners: bits(1, 3), pages: [] };
      await election.connect(bob).finish(await submit(bob, poor));
      expect((await election.bestOf(epoch)).winners).to.equal(bits(1, 3));
      await election.connect(alice).finish(await submit(alice, better));
      expect((await election.bestOf(epoch)).winners).to.equal(bits(2, 3));
      const [, isBest] = await (async () => {
        const progress = await submit(stranger, poor);
        const told = await election.connect(stranger).finish.staticCall(progress);
        await election.connect(stranger).finish(progress);
        return told;
      })();
      expect(isBest).to.equal(false);
      expect((await election.bestOf(epoch)).winners).to.equal(bits(2, 3));
    });

    it("must have as many winners as there are seats, all of whom can be elected", async () => {
      const { election, alice, carol, nextDay, state } = await load();
      const as = election.connect(alice);
      for (const [winners, count] of [
        [bits(1), 1n],
        [bits(1, 2, 3), 3n],
        [0n, 0n],
      ] as const) {
        await expectUnchanged(state, () =>
          expect(as.begin(winners)).to.be.revertedWithCustomError(election, "WrongWinnerCount").withArgs(count, 2n),
        );
      }
      await expect(as.begin(bits(1, 9)))
        .to.be.revertedWithCustomError(election, "NotElectable")
        .withArgs(9n);
      await expect(as.begin(bits(0, 1)))
        .to.be.revertedWithCustomError(election, "NotElectable")
        .withArgs(0n);
      // Who leaves stays a candidate for today, and so does who takes too much of their own out.
      await election.connect(carol).setCandidate(false);
      expect(await election.electablePools()).to.equal(bits(1, 2, 3));
      await nextDay();
      expect(await election.electablePools()).to.equal(bits(1, 3));
    });

    it("goes by whether a pool was stopped when the day began: nobody can wait for it, or forestall its end", async () => {
      const { election, staking, alice, nextDay } = await load();
      const as = election.connect(alice);
      await staking.setStopped(1, true);
      expect(await election.electablePools()).to.equal(bits(1, 2, 3));
      await nextDay();
      expect(await election.electablePools()).to.equal(bits(2, 3));
      await staking.setStopped(1, false);
      await staking.setStopped(2, true);
      await staking.setStopped(2, false);
      await staking.setStopped(3, true);
      expect(await election.electablePools()).to.equal(bits(2, 3));
      await expect(as.begin(bits(1, 3)))
        .to.be.revertedWithCustomError(election, "NotElectable")
        .withArgs(1n);
      await as.begin(bits(2, 3));
      await nextDay();
      expect(await election.electablePools()).to.equal(bits(1, 2));
    });

    it("asks an operator for something of its own", async () => {
      const { election, staking, operator, unbond, nextDay } = await load();
      await unbond(operator, 1, SHARES);
      expect(await election.electablePools()).to.equal(bits(1, 2, 3));
      await nextDay();
      expect(await election.electablePools()).to.equal(bits(2, 3));
      await election.setMinSelfStake(MIN_SELF_STAKE - 1n);
      expect(await election.electablePools()).to.equal(bits(1, 2, 3));
      await staking.slashPool(3, parseEther("3000"), await staking.epoch());
      expect(await election.electablePools()).to.equal(bits(1, 2));
    });

    it("shares out all that a nominator had when the day began, whatever happens since", async () => {
      const { election, alice, stake, unbond, submit, state } = await load();
      await stake(alice, NEUTRAL, parseEther("7"));
      await unbond(alice, NEUTRAL, parseEther("4000") * SHARES);
      await election.connect(alice).nominate(0n);
      const whole = 5_000n * GRID;
      const progress = await submit(alice, { winners: bits(1, 2), pages: [] });
      for (const edges of [
        [[1, whole - 1n]],
        [
          [1, 1n],
          [2, whole],
        ],
      ] as const) {
        const page = pageOf([{ nominator: alice.address, edges }]);
        const shared = edges.reduce((sum, [, gwei]) => sum + gwei, 0n);
        await expectUnchanged(state, () =>
          expect(election.connect(alice).addPage(progress, page))
            .to.be.revertedWithCustomError(election, "WrongStake")
            .withArgs(alice.address, shared, whole),
        );
      }
      const page = pageOf([
        {
          nominator: alice.address,
          edges: [
            [1, 1n],
            [2, whole - 1n],
          ],
        },
      ]);
      const { backings } = await election.connect(alice).addPage.staticCall(progress, page);
      expect([...backings]).to.deep.equal([1_000n * GRID + 1n, 2_000n * GRID + whole - 1n]);
    });

    it("names nominators in order and once, and backs only winners that they nominated, each once, with something", async () => {
      const { election, alice, stranger, bob, submit, state } = await load();
      const progress = await submit(alice, { winners: bits(1, 3), pages: [] });
      const add = (page: string) => election.connect(alice).addPage(progress, page);
      const [a, s] = [alice.address, stranger.address];
      const sorted = [a, s].sort((x, y) => (BigInt(x) < BigInt(y) ? -1 : 1));
      const all = { [a]: [[1, 5_000n * GRID]], [s]: [[3, 700n * GRID]] } as Record<string, [number, bigint][]>;
      const one = (nominator: string) => ({ nominator, edges: all[nominator] ?? [] });
      const backwards = pageAsIs([one(sorted[1] ?? ""), one(sorted[0] ?? "")]);
      await expect(add(backwards)).to.be.revertedWithCustomError(election, "NominatorsNotSorted").withArgs(sorted[0]);
      await expect(add(pageAsIs([one(a), one(a)]))).to.be.revertedWithCustomError(election, "NominatorsNotSorted");
      for (const [nominator, edges, pool] of [
        [a, [[2, 5_000n * GRID]], 2n],
        [a, [[3, 5_000n * GRID]], 3n],
        [a, [[1, 0n]], 1n],
        [a, [[200, 5_000n * GRID]], 200n],
        [
          s,
          [
            [1, 1n],
            [1, 699n * GRID],
          ],
          1n,
        ],
        [bob.address, [[1, 1n]], 1n],
      ] as const) {
        await expectUnchanged(state, () =>
          expect(add(pageAsIs([{ nominator, edges }])))
            .to.be.revertedWithCustomError(election, "InvalidEdge")
            .withArgs(nominator, pool),
        );
      }
      for (const page of ["0x00", `${a}00`, `${a}01`, `${pageOf([one(a)])}00`]) {
        await expectUnchanged(state, () => expect(add(page)).to.be.revertedWithCustomError(election, "PageMalformed"));
      }
    });

    it("is the caller's own, as far as it has come, on its day", async () => {
      const { election, alice, bob, nextDay, submit } = await load();
      const progress = await submit(alice, { winners: bits(1, 2), pages: [] });
      await expect(election.connect(alice).begin(bits(1, 2)))
        .to.be.revertedWithCustomError(election, "SolutionOpen")
        .withArgs(alice.address);
      const forged = { ...progress, backings: progress.backings.map((backing) => backing + 1n) };
      await expect(election.connect(alice).finish(forged)).to.be.revertedWithCustomError(election, "WrongProgress");
      await expect(election.connect(bob).finish(progress)).to.be.revertedWithCustomError(election, "NoSolution");
      await nextDay();
      await expect(election.connect(alice).finish(progress)).to.be.revertedWithCustomError(election, "NoSolution");
    });

    it("that is not finished on its day loses its deposit to the rewards", async () => {
      const { election, staking, alice, stranger, nextDay, submit } = await load();
      await submit(alice, { winners: bits(1, 2), pages: [] });
      const epoch = await staking.epoch();
      await expect(election.connect(stranger).sweep(epoch, alice))
        .to.be.revertedWithCustomError(election, "NotYetOver")
        .withArgs(epoch);
      await nextDay();
      const swept = expect(election.connect(stranger).sweep(epoch, alice));
      await swept.to.emit(election, "SolutionAbandoned").withArgs(epoch, alice.address, DEPOSIT);
      await swept.to.emit(staking, "RewardsFunded").withArgs(await election.getAddress(), DEPOSIT);
      await expect(election.sweep(epoch, alice)).to.be.revertedWithCustomError(election, "NoSolution");
      expect(plain(await election.connect(alice).begin.staticCall(bits(1, 2))).backings.length).to.equal(2);
    });
  });

  describe("nominate, setCandidate", () => {
    it("refuse more than eight pools, the neutral one, pools that are not there, and who has no pool", async () => {
      const { election, alice } = await load();
      const as = election.connect(alice);
      await expect(as.nominate(0x3fen)).to.be.revertedWithCustomError(election, "TooManyNominations").withArgs(9n, 8n);
      await expect(as.nominate(bits(0, 1)))
        .to.be.revertedWithCustomError(election, "NotNominable")
        .withArgs(1n);
      await expect(as.nominate(bits(4)))
        .to.be.revertedWithCustomError(election, "NotNominable")
        .withArgs(4n);
      await expect(as.setCandidate(true))
        .to.be.revertedWithCustomError(election, "NotPoolOwner")
        .withArgs(alice.address);
    });

    it("count from the next day on", async () => {
      const { election, alice, nextDay } = await load();
      await expect(election.connect(alice).nominate(bits(3)))
        .to.emit(election, "Nominated")
        .withArgs(alice.address, bits(3));
      await election.connect(alice).nominate(bits(2, 3));
      expect(await election.nominationsOf(alice)).to.deep.equal([bits(2, 3), bits(1, 2)]);
      await nextDay();
      expect(await election.nominationsOf(alice)).to.deep.equal([bits(2, 3), bits(2, 3)]);
    });
  });

  describe("parameters", () => {
    it("are told from the beginning", async () => {
      const { election } = await load();
      const deployed = election.deploymentTransaction();
      await expect(deployed).to.emit(election, "SeatsSet").withArgs(BigInt(SEATS));
      await expect(deployed).to.emit(election, "MinSelfStakeSet").withArgs(MIN_SELF_STAKE);
      await expect(deployed).to.emit(election, "SolutionDepositSet").withArgs(DEPOSIT);
    });

    it("are governance's, seats from 1 to 32", async () => {
      const { election, stranger } = await load();
      const as = election.connect(stranger);
      for (const call of [() => as.setSeats(3), () => as.setMinSelfStake(0), () => as.setSolutionDeposit(0)]) {
        await expect(call()).to.be.revertedWithCustomError(election, "AccessManagedUnauthorized");
      }
      for (const seats of [0, 33]) {
        await expect(election.setSeats(seats))
          .to.be.revertedWithCustomError(election, "SeatsOutOfRange")
          .withArgs(BigInt(seats), 32n);
      }
      await expect(election.setSeats(32)).to.emit(election, "SeatsSet").withArgs(32n);
    });

    it("bound what an operator stakes itself, and what a solution is submitted with", async () => {
      const { election } = await load();
      const grid = (amount: number) => parseEther(String(amount));
      for (const [method, read, error, told, most] of [
        ["setMinSelfStake", "minSelfStake", "MinSelfStakeOutOfRange", "MinSelfStakeSet", grid(10_000_000)],
        ["setSolutionDeposit", "solutionDeposit", "SolutionDepositOutOfRange", "SolutionDepositSet", grid(100_000)],
      ] as const) {
        for (const amount of [grid(1) - 1n, most + 1n]) {
          await expectUnchanged(election[read], () =>
            expect(election[method](amount))
              .to.be.revertedWithCustomError(election, error)
              .withArgs(amount, grid(1), most),
          );
        }
        for (const amount of [grid(1), most]) {
          await expect(election[method](amount)).to.emit(election, told).withArgs(amount);
          expect(await election[read]()).to.equal(amount);
        }
      }
    });
  });
});
