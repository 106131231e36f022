import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import {
  getAccount,
  getEvents,
  getFees,
  getUnlocks,
  getWattBalance,
  Money,
  PARTY,
  Slot,
  type Client,
} from "@gridwatt/sdk";
import {
  centsRoundedHalfAway,
  countedBySlot,
  feeStatementOf,
  ledgerOf,
  MARKET,
  parseOpenings,
  readHistory,
  readMeters,
  statementOf,
  total,
  totalsOf,
  type History,
} from "@gridwatt/statements";
import fc from "fast-check";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { playScenario } from "../../scenario/play.ts";
import { scenarioFile } from "../scenario/arbitrary.ts";

const CASES = new URL("../scenario/cases/", import.meta.url);
const STEPS = { min: 10, max: 30 };
const EVER = { since: "0000-01-01", until: "9999-12-31", timeZone: "Europe/Berlin" };

describe("statements of played markets", () => {
  let market: EmbeddedMarket;

  before(async () => {
    market = await EmbeddedMarket.start();
  });

  after(() => market.close());

  const check = async (text: string): Promise<void> => {
    await playScenario(market, parseScenario(text));
    const history = await readHistory(market.client, {});
    await checkFunds(market.client, history);
    await checkPool(market.client, history);
    checkStatements(history);
    await checkOperators(market.client, history);
  };

  describe("agree with the chain to the last unit, add up in cents, and lose nothing between accounts", () => {
    for (const file of readdirSync(CASES)) {
      it(file, async () => check(readFileSync(new URL(file, CASES), "utf8")));
    }

    it("with a household's registers, which only count where the meter is its own", async () => {
      await playScenario(
        market,
        parseScenario(readFileSync(new URL("settle-on-party-runs-short.json", CASES), "utf8")),
      );
      const { journal } = await readHistory(market.client, {});
      const [account, other] = [1, 2];
      const [slot = 0] = journal.holdings(account).keys();
      const openings = parseOpenings(JSON.stringify([{ slot, spans: [{ meter: 1, ...REGISTERS }] }]));
      const counted = countedBySlot(openings, await readMeters(market.client, { account, openings }));
      const [row] = ledgerOf(journal, { account, counted });
      assert.deepEqual([row?.generation, row?.consumption, row?.net, row?.deviation], [2_000n, 0n, 2_000n, 2_000n]);
      const message = "Meter 1 in the readings is not one of account 2.";
      await assert.rejects(readMeters(market.client, { account: other, openings }), {
        name: "ReadingFileError",
        message,
      });
    });

    it("in random scenarios", async () => {
      const property = fc.asyncProperty(scenarioFile(STEPS), async (file) => check(JSON.stringify(file)));
      await fc.assert(property, { numRuns: 25, endOnFailure: true });
    }).timeout(120_000);
  });
});

/** What a household of `settle-on-party-runs-short.json` keeps of its registers: 2 kWh out, nothing in. */
const REGISTERS = { importBegin: 0, exportBegin: 0, importEnd: 0, exportEnd: 2_000 };

/** Every part of what an account has is what the chain says, and what its postings add up to. */
async function checkFunds(client: Client, { journal }: History): Promise<void> {
  for (const account of journal.accounts) {
    const funds = journal.funds(account);
    const own = journal.postings.filter((posting) => posting.account === account);
    const posted = own.reduce((sum, { units }) => sum + units, 0n);
    assert.equal(posted, total(funds), `postings of account ${account}`);
    const chain = await getAccount(client, { account });
    assert.equal(funds.free, chain?.free.units, `free funds of account ${account}`);
    if (account === PARTY) continue;
    assert.equal(funds.debt, chain?.debt.units, `debt of account ${account}`);
    assert.equal(funds.receivables, chain?.receivable.units, `receivable of account ${account}`);
    await checkUnlocks(client, { journal }, account);
  }
}

/** What is not free is what the unlock schedule tells. Credits of financed slots are paid by the players at once. */
async function checkUnlocks(client: Client, { journal }: Pick<History, "journal">, account: number): Promise<void> {
  const placed = journal.funds(account);
  const opened = (await getEvents(client, { names: ["SlotOpened"] })).map(({ slot }) => slot.number);
  if (opened.length === 0) return assert.equal(placed.sets + placed.credits + placed.orders, 0n);
  const from = Slot.ofNumber(Math.min(...opened));
  const unlocks = await getUnlocks(client, { account, from, slots: Math.max(...opened) - from.number + 1 });
  const sum = (...kinds: string[]) =>
    unlocks.reduce((all, { kind, amount }) => (kinds.includes(kind) ? all + amount.units : all), 0n);
  assert.equal(placed.orders, sum("orders"), `orders of account ${account}`);
  assert.equal(placed.sets, sum("netting", "sets"), `sets of account ${account}`);
  assert.equal(placed.credits, sum("credit"), `credits of account ${account}`);
}

/** What all accounts have, and fees that nobody withdrew, is what the exchange holds. */
async function checkPool(client: Client, { journal, shares }: History): Promise<void> {
  const all = journal.accounts.reduce((sum, account) => sum + total(journal.funds(account)), 0n);
  const fees = shares.reduce((sum, { fee, energy }) => sum + fee * energy, 0n);
  const pool = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  assert.equal(all + fees, pool.units);
}

function checkStatements(history: History): void {
  for (const account of history.journal.accounts) {
    const { lines, closing, opening } = statementOf(history, { account, ...EVER });
    assert.deepEqual(opening, { base: 0n, cents: 0n });
    const exact = Money.ofUnits(total(history.journal.funds(account))).base;
    assert.equal(closing.base, exact);
    assert.equal(
      lines.reduce((sum, { base }) => sum + base, 0n),
      exact,
    );
    assert.equal(
      lines.reduce((sum, { cents }) => sum + cents, 0n),
      centsRoundedHalfAway(exact),
    );
    checkLedger(history, account);
  }
}

/** Slots, days and months say the same, and with deposits and withdrawals they are what the account has. */
function checkLedger({ journal }: History, account: number): void {
  const rows = ledgerOf(journal, { account });
  const all = rows.reduce((sum, { money }) => sum + money.total, 0n);
  for (const period of ["day", "month"] as const) {
    const totals = totalsOf(rows, { period });
    assert.equal(
      totals.reduce((sum, { money }) => sum + money.total, 0n),
      all,
    );
  }
  const moved = journal.postings.filter((one) => one.account === account && one.slot === null);
  assert.equal(
    moved.reduce((sum, { units }) => sum + units, all),
    total(journal.funds(account)),
  );
}

/** What an operator earned is what the exchange has booked, or will book, for it. */
async function checkOperators(client: Client, history: History): Promise<void> {
  const operators = new Set([MARKET, ...history.shares.map(({ operator }) => operator)]);
  for (const operator of operators) {
    const { closing } = feeStatementOf(history, { operator, ...EVER });
    const booked = (await getFees(client, { operator })).base;
    assert(booked === 0n || booked === closing.base, `fees of operator ${operator}`);
  }
}
