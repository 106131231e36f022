import { audit } from "@gridwatt/audit";
import { electPhragmen } from "@gridwatt/election";
import {
  approveGrid,
  castSignedVote,
  castVote,
  claimRewards,
  closeDay as closeDayOf,
  delegateVotes,
  enactElection,
  Energy,
  eventsNamed,
  executeProposal,
  fundRewards,
  getElected,
  getElectedSets,
  getElectionSnapshot,
  getExposures,
  getHost,
  getOperators,
  getPool,
  getStake,
  getStaking,
  Grid,
  nominate,
  openLicence,
  openPool,
  propose,
  proposedCall,
  pullHostFees,
  queueProposal,
  refreshHost,
  reportTwoRoots,
  resumePool,
  setCandidate,
  signRoot,
  signVote,
  Slot,
  stake,
  submitSolution,
  type ProposedCall,
} from "@gridwatt/sdk";
import { expect } from "chai";
import { id, ZeroHash } from "ethers";

import { OffenceKeeper } from "../../packages/keeper/src/offences.ts";
import { reported } from "../helpers/commitments.ts";
import { workOf } from "../helpers/keeper.ts";
import { DAY, Stage } from "./stage.ts";

/** Wallets: who sells and buys, who hosts, who nominates, who stands, who watches. */
const [SELLER, BUYER, HOST, WATCHER] = [10, 14, 11, 10] as const;
const NOMINATORS = [12, 13] as const;
const OPERATORS = [15, 16, 17, 18, 9] as const;
const ALL = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const;
const OWN = Grid.parse("200000");
const NOMINATED = Grid.parse("1500000");
const LOCK = Grid.parse("100000");
const REFILL = Grid.parse("50000");
const DAYS = 30;
/** On which day what happens. */
const AT = { cheat: 8, punish: 12, absent: 14, refill: 21, first: 3, second: 12 } as const;

describe("a month", () => {
  let stage: Stage;
  let begin: number;
  /** Pools that were elected on a day. */
  const winnersOf = new Map<number, readonly number[]>();
  const seen = { trades: 0, elections: 0, changed: 0, hostFees: 0n, absentPools: 0, dryDays: 0 };
  let cheat: { pool: number; epoch: number; offence: string } | undefined;
  const proposals: { calls: readonly ProposedCall[]; description: string; proposal: bigint; from: number }[] = [];

  const poolOf = (wallet: number) => OPERATORS.findIndex((one) => one === wallet) + 1;
  const contracts = () => stage.market.contracts;

  before(async function () {
    this.timeout(600_000);
    stage = await Stage.start([SELLER, BUYER]);
    begin = Math.floor((await stage.now()) / DAY) + 1;
    await stage.passTo(begin * DAY);
    for (const wallet of ALL) {
      for (const spender of ["staking", "election", "hosts"] as const) {
        await approveGrid(stage.as(wallet), { amount: "unlimited", spender });
      }
      for (const of of ["grid", "staking"] as const) {
        await delegateVotes(stage.as(wallet), { to: stage.addressOf(wallet), of });
      }
    }
    for (const wallet of OPERATORS) {
      const { pool } = await openPool(stage.as(wallet), { commission: 500 });
      expect(pool).to.equal(poolOf(wallet));
      await stake(stage.as(wallet), { pool, amount: OWN });
      await setCandidate(stage.as(wallet), { isCandidate: true });
    }
    for (const wallet of NOMINATORS) await stake(stage.as(wallet), { pool: 0, amount: NOMINATED });
    const { host } = await openLicence(stage.as(HOST), { amount: LOCK });
    expect(host).to.equal(1);
  });

  it("goes by: elections, roots, trades, a slash, an absence, rewards that end, two votes, a licence lost", async () => {
    for (let at = 0; at < DAYS; at++) await live(at);
  }).timeout(1_200_000);

  it("has seen all of it", async () => {
    expect(seen).to.deep.include({ trades: DAYS, elections: DAYS - 2, absentPools: 1 });
    expect(seen.changed).to.be.greaterThan(2);
    expect(seen.dryDays).to.be.greaterThan(1);
    expect(Number(seen.hostFees)).to.be.greaterThan(0);
    expect(proposals).to.have.lengthOf(2);
    expect(cheat).to.not.equal(undefined);
    expect((await contracts().hosts.shareOf(1)).share).to.equal(0n);
    expect(await contracts().area.marketFeeCap()).to.equal(150n);
    expect(await contracts().staking.unbondingPeriod()).to.equal(BigInt(21 * DAY));
  });

  /** A day: who was elected yesterday takes office; what is on; a trade; the election of tomorrow's; then all is audited. */
  async function live(at: number): Promise<void> {
    const day = begin + at;
    await stage.passTo(day * DAY + 60);
    if (at >= 2) await takeOffice();
    await nominations(at);
    if (at === 1) await refreshHost(stage.as(0), { host: 1 });
    if (at === AT.cheat) await signTwice(day);
    if (at === AT.punish) await punish();
    if (at === AT.refill) await refill();
    await votes(at);
    await trade(at, day);
    if (at >= 1) await elect(day);
    if (at === AT.absent + 2) await closeDay(begin + AT.absent);
    await invariants();
  }

  async function takeOffice(): Promise<void> {
    await enactElection(stage.as(0));
    seen.elections += 1;
  }

  /** On the day before the cheat nobody submits, and the chain solves it. */
  async function elect(day: number): Promise<void> {
    if (day - begin === AT.cheat - 1) {
      const nominators = NOMINATORS.map((wallet) => stage.addressOf(wallet));
      nominators.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
      await contracts().election.connect(stage.as(WATCHER).runner).solve(nominators);
    } else {
      const solution = electPhragmen(await getElectionSnapshot(stage.client), {
        balancing: { rounds: 16, tolerance: 0n },
      });
      expect((await submitSolution(stage.as(WATCHER), { solution })).isBest).to.equal(true);
    }
    const winners = (await getElected(stage.client, { epoch: day }))?.winners ?? [];
    if (winnersOf.get(day - 1)?.join() !== winners.join()) seen.changed += 1;
    winnersOf.set(day, winners);
  }

  /** Nominators change their minds every three days. */
  async function nominations(at: number): Promise<void> {
    if (at % 3 !== 0) return;
    const turn = (at / 3) % OPERATORS.length;
    const others = OPERATORS.map((_, place) => place + 1).filter((pool) => pool !== turn + 1);
    await nominate(stage.as(NOMINATORS[0]), { pools: others });
    await nominate(stage.as(NOMINATORS[1]), { pools: others.slice(0, 3) });
  }

  async function trade(at: number, day: number): Promise<void> {
    const energy = Energy.parse(String(20 + at));
    const { operators } = await getOperators(stage.client);
    const absent = at === AT.absent ? [operators[0] ?? ""] : [];
    if (at === AT.absent) await stage.attestEmpty({ day, count: 47, absent });
    const owedBefore = (await getHost(stage.client, { host: 1 })).owed;
    const events = await stage.trade({ day, energy, host: 1, absent });
    const trades = eventsNamed(events, "Trade");
    expect(trades).to.have.lengthOf(1);
    expect(trades[0]).to.deep.include({ energy, host: 1 });
    seen.trades += 1;
    const { owed, share } = await getHost(stage.client, { host: 1 });
    const fee = (await contracts().area.currentTerms()).terms;
    const ticks = (fee >> 216n) & 0xfffn;
    const due = (ticks * energy.wh * BigInt(share)) / 10_000n;
    expect(owed.units - owedBefore.units).to.equal(due);
    seen.hostFees += due;
  }

  /** An operator in office signs two roots for one slot and sequence; whoever sees both reports it. */
  async function signTwice(day: number): Promise<void> {
    const { operators, configuration } = await getOperators(stage.client);
    const operator = operators[1] ?? "";
    const slot = Slot.ofNumber(day * 96 - 1);
    const signer = stage.as(stage.addresses.indexOf(operator));
    const sign = async (text: string) => {
      const root = { slot, root: id(text), sequence: 7n, configuration };
      return { ...root, signature: await signRoot(signer, root) };
    };
    const roots = [await sign("first"), await sign("second")] as const;
    const client = stage.as(WATCHER);
    const { time } = stage.connection.networkHelpers;
    const { offence } = await reported({ client, time }, () => reportTwoRoots(client, { roots }));
    const epoch = Number(await contracts().election.electedIn(configuration));
    cheat = { pool: poolOf(stage.addresses.indexOf(operator)), epoch, offence };
  }

  /** After the deferral a keeper takes a tenth of what the operator's pool and its nominators had behind it. */
  async function punish(): Promise<void> {
    const { pool, epoch, offence } = cheat ?? { pool: 0, epoch: 0, offence: "" };
    const { pools } = await getExposures(stage.client, { epoch });
    const { own = 0n, backers = [] } = pools.find((one) => one.pool === pool) ?? {};
    const assetsBefore = (await getPool(stage.client, { pool }))?.assets ?? Grid.ZERO;
    const before = await Promise.all(NOMINATORS.map((wallet) => stakeOf(wallet)));
    const by = await stage.connection.ethers.getSigner(stage.addressOf(0));
    await new OffenceKeeper().keep(await workOf(stage.connection, { client: stage.client, by }));
    expect(await contracts().slasher.backersLeft(offence, pool)).to.equal(ZeroHash);
    const assets = (await getPool(stage.client, { pool }))?.assets ?? Grid.ZERO;
    expect(assetsBefore.minus(assets).base).to.equal((own * 10n ** 9n) / 10n);
    for (const [place, wallet] of NOMINATORS.entries()) {
      const weight = backers.find(({ nominator }) => nominator === stage.addressOf(wallet))?.weight ?? 0n;
      const lost = (before[place] ?? 0n) - (await stakeOf(wallet));
      const due = (weight * 10n ** 9n) / 10n;
      expect(lost >= due - 1_000n && lost <= due + 1_000n, `${wallet} lost ${lost}, not ${due}`).to.equal(true);
    }
    expect(backers.length).to.be.greaterThan(0);
  }

  const stakeOf = async (wallet: number) => {
    return (await getStake(stage.client, { account: stage.addressOf(wallet), pool: 0 })).amount.base;
  };

  /** Who signed none of a day's roots earns nothing for a day. */
  async function closeDay(day: number): Promise<void> {
    const set = (await getElectedSets(stage.client)).find(({ epoch }) => epoch === day - 1);
    if (set === undefined) throw new Error("nobody was elected");
    await stage.passTo((day + 2) * DAY);
    const [closed] = eventsNamed((await closeDayOf(stage.as(0), { epoch: day, set })).events, "DayClosed");
    const pool = poolOf(stage.addresses.indexOf(set.operators[0] ?? ""));
    expect(closed?.absent).to.deep.equal([pool]);
    expect((await getPool(stage.client, { pool }))?.isStopped).to.equal(true);
    seen.absentPools += 1;
    stopped = pool;
  }
  let stopped: number | undefined;

  /** Two proposals: one of three parameters, and one that takes the host's licence. */
  async function votes(at: number): Promise<void> {
    if (at === AT.first) {
      await ask([
        proposedCall(stage.client, { contract: "area", name: "setMarketFeeCap", args: [150n] }),
        proposedCall(stage.client, { contract: "area", name: "setMarketFee", args: [12n] }),
        proposedCall(stage.client, { contract: "staking", name: "setUnbondingPeriod", args: [BigInt(21 * DAY)] }),
      ]);
    }
    if (at === AT.second) await ask([proposedCall(stage.client, { contract: "hosts", name: "revoke", args: [1n] })]);
    for (const one of proposals) {
      const since = at - one.from;
      if (since === 2) await ballots(one.proposal);
      if (since === 7) await queueProposal(stage.as(0), one);
      if (since !== 10) continue;
      await executeProposal(stage.as(0), one);
      await refreshHost(stage.as(0), { host: 1 });
    }
    if (stopped === undefined || !(await getPool(stage.client, { pool: stopped }))?.isStopped) return;
    await resumePool(stage.as(0), { pool: stopped });
    expect((await getPool(stage.client, { pool: stopped }))?.isStopped).to.equal(false);
  }

  async function ask(calls: readonly ProposedCall[]): Promise<void> {
    const description = `Proposal ${proposals.length + 1}`;
    const { proposal } = await propose(stage.as(SELLER), { calls, description });
    const from = Math.floor((await stage.now()) / DAY) - begin;
    proposals.push({ calls, description, proposal, from });
  }

  async function ballots(proposal: bigint): Promise<void> {
    for (const wallet of ALL) {
      if (wallet % 2 === 0) await castVote(stage.as(wallet), { proposal, support: "for" });
      else await castSignedVote(stage.as(0), await signVote(stage.as(wallet), { proposal, support: "for" }));
    }
  }

  /** Rewards have ended; what is funded now pays from now on only. */
  async function refill(): Promise<void> {
    const account = stage.addressOf(NOMINATORS[0]);
    const before = await getStake(stage.client, { account, pool: 0 });
    expect(Number((await getStaking(stage.client)).fundedUntil) / 1000).to.be.lessThan(await stage.now());
    await fundRewards(stage.as(SELLER), { amount: REFILL });
    const after = await getStake(stage.client, { account, pool: 0 });
    expect(after.rewards).to.deep.equal(before.rewards);
    const { fundedUntil } = await getStaking(stage.client);
    expect(Number(fundedUntil) / 1000).to.be.greaterThan((await stage.now()) + 7 * DAY);
    const { amount } = await claimRewards(stage.as(NOMINATORS[0]), { pools: [0] });
    expect(amount.compare(before.rewards)).to.be.at.least(0);
    await pullHostFees(stage.as(0), { host: 1 });
  }

  /** What holds whatever happens; the audit rebuilds everything from events and holds it against storage. */
  async function invariants(): Promise<void> {
    const { checks } = await audit(stage.client, {});
    expect(checks.flatMap(({ id: name, differences }) => differences.map((one) => ({ name, one })))).to.deep.equal([]);
    const { grid, staking, watt, reserve } = contracts();
    const { fundedUntil } = await getStaking(stage.client);
    if (fundedUntil !== null && Number(fundedUntil) / 1000 <= (await stage.now())) seen.dryDays += 1;
    const sum = async (read: (address: string) => Promise<bigint>) => {
      const parts = await Promise.all(ALL.map((wallet) => read(stage.addressOf(wallet))));
      return parts.reduce((total, part) => total + part, 0n);
    };
    const pools = [0, 1, 2, 3, 4, 5];
    const rewards = await sum(async (address) => {
      const own = await Promise.all(pools.map((pool) => staking.rewardsOf(address, pool)));
      return own.reduce((total, part) => total + part, 0n);
    });
    const { free, promised, slashed } = await staking.funds();
    expect(rewards <= free + promised).to.equal(true);
    const data = await Promise.all(pools.map((pool) => staking.poolData(pool)));
    const staked = data.reduce((total, { assets }) => total + assets, 0n);
    expect(await grid.balanceOf(staking)).to.be.at.least(staked + free + promised + slashed);
    const votes =
      (await sum((address) => grid.getVotes(address))) + (await sum((address) => staking.getVotes(address)));
    expect(votes <= (await grid.totalSupply())).to.equal(true);
    expect(await watt.totalSupply()).to.be.at.most(await reserve.backing());
  }
});
