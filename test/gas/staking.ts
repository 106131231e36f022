import { parseEther, type ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import type { Figures } from "../../scripts/gas.ts";
import { bits, DEPOSIT, deployElection, pageOf, plain } from "../helpers/election.ts";
import { DAY, NEUTRAL, SHARES } from "../helpers/staking.ts";

const AMOUNT = parseEther("10");

/**
 * What stakers' everyday calls cost. Everybody has delegated, GRID and stake: `fresh` is an account's first call, `steady`
 * one of a later day, when the pool has been used that day by others.
 */
export async function stakingBenchmarks(): Promise<Record<string, Figures>> {
  const connection = await network.create({ override: { initialDate: new Date("2026-01-01T00:00:00Z") } });
  const f = await deployElection(connection);
  const { alice, bob, grid, staking, election, networkHelpers } = { ...f, ...connection };
  for (const one of [alice, bob]) {
    await staking.connect(one).delegate(one);
    await grid.connect(one).delegate(one);
  }
  await staking.connect(f.carol).stake(1, AMOUNT);
  const stake = (one: typeof alice) => staking.connect(one).stake(1, AMOUNT);
  const unbond = (one: typeof alice) => staking.connect(one).unbond(1, AMOUNT * SHARES);
  const claim = (one: typeof alice) => staking.connect(one).claimRewards([1]);
  const next = async () => {
    await networkHelpers.time.increaseTo(((await f.now()) / DAY + 1n) * DAY);
    await unbondFirst();
  };
  // Somebody else uses the pool first on a day.
  const unbondFirst = () => staking.connect(f.carol).unbond(1, SHARES);
  const measure = async (call: (one: typeof alice) => Promise<ContractTransactionResponse>) => {
    await next();
    const fresh = await cost(call(alice));
    await next();
    return { fresh, steady: await cost(call(alice)) };
  };
  const stakes = await measure(stake);
  const third = await measure(stake);
  const unbonds = await measure(unbond);
  await stake(alice);
  await stake(alice);
  return {
    "Staking.stake": { ...stakes, steady: third.steady },
    "Staking.stake, an account's second": { fresh: stakes.steady, steady: null },
    "Staking.unbond": unbonds,
    "Staking.claimRewards": await measure(claim),
    "Election.nominate": {
      fresh: await cost(election.connect(bob).nominate(bits(1, 2))),
      steady: await cost(election.connect(alice).nominate(bits(2, 3))),
    },
    ...(await electionBenchmarks(f, next)),
  };
}

/** A solution of two winners with two nominators. */
async function electionBenchmarks(f: Awaited<ReturnType<typeof deployElection>>, next: () => Promise<void>) {
  const { election, staking, grid, alice, stranger } = f;
  await next();
  await grid.connect(alice).approve(election, DEPOSIT);
  const as = election.connect(alice);
  const winners = bits(1, 2);
  const shared = [];
  for (const one of [alice, stranger]) {
    const gwei = (await staking.sharesAtEpoch(one, NEUTRAL)) / (SHARES * 10n ** 9n);
    shared.push({ nominator: one.address, edges: [[2, gwei]] as const });
  }
  const progress = plain(await as.begin.staticCall(winners));
  const begin = await cost(as.begin(winners));
  const filled = plain(await as.addPage.staticCall(progress, pageOf(shared)));
  const page = await cost(as.addPage(progress, pageOf(shared)));
  return {
    "Election.begin, two winners": { fresh: begin, steady: null },
    "Election.addPage, two nominators": { fresh: page, steady: null },
    "Election.finish, two winners": { fresh: await cost(as.finish(filled)), steady: null },
  };
}

async function cost(sent: Promise<ContractTransactionResponse>): Promise<number> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return Number(receipt.gasUsed);
}
