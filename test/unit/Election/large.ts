import { electPhragmen } from "@gridwatt/election";
import { expect } from "chai";
import { getAddress, parseEther, toBeHex } from "ethers";
import { network } from "hardhat";

import { deployElection, plain, snapshotOf, submissionOf, type Elected } from "../../helpers/election.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const CANDIDATES = 50;
const NOMINATORS = 500;
const APPROVALS = 8;
const PER_CALL = 25;
/** First pool of those that stand, and how many of them are elected. */
const FIRST = 4n;
const SEATS = 32;

/** Operators who stand for election, each with some more of its own than the one before. */
async function openPools(f: Elected): Promise<void> {
  const { staking, election, grid, owners } = f;
  for (const owner of owners) await election.connect(owner).setCandidate(false);
  for (let at = 0; at < CANDIDATES; at++) {
    const address = getAddress(toBeHex(0xabcdef00n + BigInt(at), 20));
    await networkHelpers.impersonateAccount(address);
    await networkHelpers.setBalance(address, 10n ** 20n);
    const signer = await ethers.getSigner(address);
    const amount = parseEther(String(1_000 + at * 37));
    const price = await staking.openingPrice();
    await grid.mint(address, amount + price);
    await grid.connect(signer).approve(staking, amount + price);
    await staking.connect(signer).openPool(0);
    await staking.connect(signer).stake(await staking.poolOf(address), amount);
    await election.connect(signer).setCandidate(true);
  }
}

/** Nominators, each of eight that differ. @returns who they are */
async function nominate(f: Elected): Promise<string[]> {
  const { staking, election, grid } = f;
  const maker = await ethers.deployContract("NominatorsMock", [grid, staking, election]);
  await grid.mint(maker, parseEther("50000000"));
  const made: string[] = [];
  for (let from = 0; from < NOMINATORS; from += PER_CALL) {
    const numbers = Array.from({ length: PER_CALL }, (_, at) => from + at);
    const amounts = numbers.map((n) => parseEther("1") * BigInt(1 + ((n * 7_919) % 9_973)) + 123_456_789n * 10n ** 9n);
    const pools = numbers.map((n) => {
      const chosen = Array.from({ length: APPROVALS }, (_, k) => BigInt((n * 3 + k * k * 5 + k) % CANDIDATES));
      return chosen.reduce((all, pool) => all | (1n << (pool + FIRST)), 0n);
    });
    const receipt = await (await maker.make(amounts, pools)).wait();
    for (const log of receipt?.logs ?? []) {
      if ("fragment" in log && log.fragment.name === "Made") made.push(log.args[0]);
    }
  }
  return made;
}

describe("Election", () => {
  describe("a solution of 50 candidates and 500 nominators with 8 approvals each", () => {
    it("takes five transactions below 16,000,000", async () => {
      const f = await deployElection(connection);
      const { election, staking, bob } = f;
      await election.setSeats(SEATS);
      for (const one of [f.alice, f.stranger]) await election.connect(one).nominate(0n);
      await openPools(f);
      const nominators = await nominate(f);
      await f.nextDay();
      const snapshot = await snapshotOf(f, nominators);
      expect(snapshot.candidates.length).to.equal(CANDIDATES);
      expect(snapshot.nominators.filter(({ approvals }) => approvals.length === APPROVALS).length).to.equal(NOMINATORS);

      const { winners, pages } = submissionOf(electPhragmen(snapshot, {}));
      const as = election.connect(bob);
      let progress = plain(await as.begin.staticCall(winners));
      const sent = [await as.begin(winners)];
      for (const page of pages) {
        const next = plain(await as.addPage.staticCall(progress, page));
        sent.push(await as.addPage(progress, page));
        progress = next;
      }
      sent.push(await as.finish(progress));
      const gas = await Promise.all(sent.map(async (one) => (await one.wait())?.gasUsed ?? 0n));
      expect(gas.length).to.equal(5);
      for (const used of gas) expect(used).to.be.lessThan(16_000_000n);
      expect((await election.bestOf(await staking.epoch())).winners).to.equal(winners);
    });
  });
});
