import assert from "node:assert/strict";

import { ABIS, decodeEvents, PARTY, type ContractName, type ExchangeEvent } from "@gridwatt/sdk";
import { Journal, ledgerOf, total } from "@gridwatt/statements";
import fc from "fast-check";
import { network } from "hardhat";

import { deployClearing, UNIT } from "../helpers/clearing.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const METERED = [1, 2, 3] as const;
const ACCOUNTS = [...METERED, 4] as const;
const PAIR = { long: 5, short: 30 } as const;
const RATED = 4_000n;

/**
 * A market with residual supply whose party has far less than its collateral. Account 1 has sold account 2 100 Wh in
 * the second of two slots; both are delivered, and the first is settled. Account 4 has no meter.
 */
async function fixture() {
  const f = await deployClearing(connection, true);
  const { exchange, meters, watt, carol, alice, bob } = f;
  for (const account of METERED) await meters.setRating(await exchange.getAddress(), account, RATED, RATED);
  await watt.mint(carol, 10n ** 31n);
  await watt.connect(carol).approve(exchange, 2n ** 256n - 1n);
  await exchange.connect(carol).deposit(PARTY, 10_000n * UNIT);
  await f.registry.openAccount(f.stranger);
  await f.registry.assignZone(4, exchange, 1);
  const slot = f.slot + 1;
  await exchange.openSlots([{ slot, ...PAIR }]);
  const sale = await f.place({ account: 1, side: "sell", energy: 100, limit: 5, slot });
  await f.place({ account: 2, side: "buy", energy: 100, limit: 25, slot });
  await exchange.claim([sale]);
  for (const [owner, account] of [
    [alice, 1],
    [bob, 2],
  ] as const) {
    const { free } = await exchange.accountData(account);
    await exchange.connect(owner).withdraw(account, (free - 20_000n) * UNIT);
  }
  const module = await ethers.deployContract("SettlementMock");
  await exchange.setSettlement(module);
  await f.deliver(slot);
  const settle = async (at: number, readings: ReadonlyMap<number, bigint>) => {
    await module.setAnswer([...readings.values()].map((wh) => ({ delivery: 1, low: wh, high: wh })));
    await exchange.settle(at, [...readings.keys()], [], "0x");
  };
  await settle(slot - 1, new Map(ACCOUNTS.map((account) => [account, 0n])));
  return { ...f, slot, settle };
}

type Market = Awaited<ReturnType<typeof fixture>>;

/** The journal of all that the exchange told so far. */
async function journalOf({ exchange }: Market): Promise<Journal> {
  const address = await exchange.getAddress();
  const elsewhere = Object.fromEntries(Object.keys(ABIS).map((name) => [name, ""]));
  const contracts = { ...elsewhere, exchange: address } as Readonly<Record<ContractName, string>>;
  const deployment = { chainId: 31_337, startBlock: 0, contracts };
  const logs = await ethers.provider.getLogs({ address, fromBlock: 0, toBlock: "latest" });
  const journal = new Journal();
  for (const event of decodeEvents({ deployment }, logs)) journal.apply(event as ExchangeEvent);
  return journal;
}

async function check(market: Market): Promise<Journal> {
  const { exchange, slot, watt } = market;
  const journal = await journalOf(market);
  for (const account of ACCOUNTS) {
    const [funds, chain] = [journal.funds(account), await exchange.accountData(account)];
    const unlocks = await exchange.unlocksOf(account, slot - 1, 2, []);
    const unpaid = unlocks.filter(({ isFinanced }) => !isFinanced).reduce((sum, { credit }) => sum + credit, 0n);
    const waits = (await exchange.slotClearing(slot)).state.financed ? funds.credits : unpaid;
    assert.deepEqual(
      [funds.free, funds.debt, funds.receivables, funds.credits],
      [chain.free, chain.debt, chain.receivable, waits],
      `account ${account}`,
    );
  }
  const party = await exchange.accountData(PARTY);
  assert.equal(journal.funds(PARTY).free, party.free);
  const { debts, receivables } = await exchange.clearing();
  assert.equal(-journal.funds(PARTY).debt, debts);
  const owed = ACCOUNTS.reduce((sum, account) => sum + journal.funds(account).receivables, 0n);
  assert(owed <= receivables);
  const all = journal.accounts.reduce((sum, account) => sum + total(journal.funds(account)), 0n);
  const fees = journal.postings.filter(({ kind }) => kind.endsWith("-fee")).reduce((sum, { units }) => sum - units, 0n);
  assert.equal(all + fees, (await watt.balanceOf(exchange)) / UNIT);
  return journal;
}

describe("corrections", () => {
  it("are booked beside the deviation that they correct", async () => {
    const market = await networkHelpers.loadFixture(fixture);
    const { exchange, slot, settle } = market;
    await settle(slot, new Map([[1, 1_100n]]));
    await settle(slot, new Map([[1, 50n]]));
    await settle(slot, new Map([[1, 300n]]));
    const journal = await check(market);
    const booked = journal.postings.filter((one) => one.account === 1 && one.counterparty === PARTY);
    assert.deepEqual(
      booked.map(({ kind, units, energy }) => [kind, units, energy]),
      [
        ["deviation", 5_000n, 1_000n],
        ["correction", -5_000n - 1_500n, null],
        ["correction", 1_500n + 1_000n, null],
      ],
    );
    const row = ledgerOf(journal, { account: 1 }).at(-1);
    assert.deepEqual([row?.net, row?.deviation], [300n, 200n]);
    assert.equal(journal.funds(1).credits, 1_000n);
    const [unlock] = await exchange.unlocksOf(1, slot, 1, []);
    assert.equal(unlock?.credit, 1_000n);
  });

  it("in any order with settling, paying and repaying leave no unit out", async () => {
    const reading = fc.bigInt({ min: -RATED, max: RATED });
    const steps = fc.array(
      fc.oneof(
        fc.record({ settle: fc.constantFrom(...ACCOUNTS), wh: reading }),
        fc.record({ all: fc.tuple(...METERED.map(() => reading)) }),
        fc.record({ pay: fc.constantFrom("credits", "receivables") }),
        fc.record({ deposit: fc.constantFrom(PARTY, 2), units: fc.bigInt({ min: 1n, max: 50_000n }) }),
      ),
      { minLength: 6, maxLength: 16 },
    );
    let [debts, receivables, financed, late] = [0, 0, 0, 0];
    const property = fc.asyncProperty(steps, async (list) => {
      const market = await networkHelpers.loadFixture(fixture);
      const { exchange, slot, settle, carol, bob } = market;
      for (const step of list) {
        if ("settle" in step) {
          const isFresh = !(await exchange.positionData(step.settle, slot)).settled;
          if (isFresh && (await exchange.slotClearing(slot)).state.financed) late += 1;
          await settle(slot, new Map([[step.settle, step.wh]]));
        } else if ("all" in step) {
          await settle(slot, new Map(METERED.map((account, at) => [account, step.all[at] ?? 0n])));
        } else if ("deposit" in step) {
          await exchange.connect(step.deposit === PARTY ? carol : bob).deposit(step.deposit, step.units * UNIT);
        } else if (step.pay === "credits") await exchange.payCredits(slot, [...ACCOUNTS]);
        else await exchange.payReceivables([...ACCOUNTS]);
        const journal = await check(market);
        if (ACCOUNTS.some((account) => journal.funds(account).debt > 0n)) debts += 1;
        if (ACCOUNTS.some((account) => journal.funds(account).receivables > 0n)) receivables += 1;
        if ((await exchange.slotClearing(slot)).state.financed) financed += 1;
      }
    });
    await fc.assert(property, { numRuns: 40, endOnFailure: true });
    assert(debts > 0 && receivables > 0 && financed > 0 && late > 0, "the steps came nowhere");
  }).timeout(120_000);
});
