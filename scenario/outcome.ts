import type { OrderId } from "@gridwatt/sdk";
import { decodeOrderId, getAccount, getPosition, getZone, Money, Slot } from "@gridwatt/sdk";

import { addressOf } from "./accounts.ts";
import { operatorsOf } from "./area.ts";
import { firstSlot } from "./clock.ts";
import type { Holding } from "./ledger.ts";
import type { AccountRow, Checks, ErrorRow, Report, SettlementRow, TradeRow } from "./report.ts";
import { formatEnergy, formatMoney, formatPrice, joinParts } from "./report.ts";
import type { Session } from "./session.ts";

/** What only the player knows. */
interface Played {
  readonly errors: readonly ErrorRow[];
  readonly settlements: readonly SettlementRow[];
}

/**
 * The report of a session: money from the chain, fills and what lies behind them from its events, and whether both
 * agree.
 */
export async function reportOf(session: Session, { errors, settlements }: Played): Promise<Report> {
  return new Outcome(session).report({ errors, settlements });
}

class Outcome {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async report({ errors, settlements }: Played): Promise<Report> {
    const { scenario, ledger, orders, accounts } = this.#session;
    const fees = await this.#gridFees();
    const rows = await Promise.all([...accounts.keys()].map(async (id) => [id, await this.#accountRow(id)] as const));
    const late = (id: OrderId): boolean => {
      return this.#session.market.now >= decodeOrderId(id).slot.beginSeconds - scenario.gate;
    };
    return {
      name: scenario.name,
      trades: this.#trades(),
      orders: orders.rows(late),
      accounts: Object.fromEntries(rows),
      operators: Object.fromEntries([...fees].map(([id, units]) => [id, formatMoney(units)])),
      marketFees: formatMoney(ledger.fees.market),
      settlements,
      errors,
      checks: await this.#checks(fees),
    };
  }

  #trades(): TradeRow[] {
    const { ledger, scenario, accounts, tradeRefs } = this.#session;
    const ids = new Map([...accounts.values()].map(({ id, number }) => [number, id]));
    const parts = ledger.trades.map((trade, at) => ({ ...trade, ...(tradeRefs[at] ?? { maker: "", taker: "" }) }));
    return joinParts(parts).map((trade) => {
      const [maker, taker] = [ids.get(trade.makerAccount) ?? "", ids.get(trade.takerAccount) ?? ""];
      const takerBuys = trade.makerSide === "sell";
      const fees = trade.gridFee + trade.marketFee;
      return {
        slot: trade.slot - firstSlot(scenario),
        maker: trade.maker,
        taker: trade.taker,
        seller: takerBuys ? maker : taker,
        buyer: takerBuys ? taker : maker,
        energy: formatEnergy(trade.energy),
        price: formatPrice(trade.price),
        gridFee: formatPrice(trade.gridFee),
        marketFee: formatPrice(trade.marketFee),
        buyerPays: formatPrice(takerBuys ? trade.price + fees : trade.price),
        sellerGets: formatPrice(takerBuys ? trade.price : trade.price - fees),
      };
    });
  }

  async #accountRow(id: string): Promise<AccountRow> {
    const { ledger, scenario } = this.#session;
    const { number } = this.#session.account(id);
    const held = ledger.holdings(number);
    const bySlot = (of: "sold" | "bought"): Record<string, string> => {
      const some = held.filter((holding) => holding[of] > 0n);
      return Object.fromEntries(some.map(({ slot, [of]: wh }) => [slot - firstSlot(scenario), formatEnergy(wh)]));
    };
    return {
      free: formatMoney(await this.#free(number)),
      locked: formatMoney(ledger.locked(number)),
      debt: formatMoney(ledger.debt(number)),
      sold: bySlot("sold"),
      bought: bySlot("bought"),
    };
  }

  /** What each grid operator has earned by the chain's own count {unit}: what is still with the slots, and what was collected. */
  async #gridFees(): Promise<Map<string, bigint>> {
    const { ledger, scenario, market } = this.#session;
    const earned = new Map(operatorsOf(scenario).map((id) => [id, 0n]));
    for (const number of new Set(ledger.trades.map(({ slot }) => slot))) {
      const collected = ledger.collected.get(number);
      for (const [zone, { operator }] of scenario.zones.entries()) {
        const here = collected?.[zone] ?? (await getZone(market.client, { slot: Slot.ofNumber(number), zone })).fees;
        earned.set(operator, (earned.get(operator) ?? 0n) + here.units);
      }
    }
    return earned;
  }

  async #checks(gridFees: ReadonlyMap<string, bigint>): Promise<Checks> {
    const { ledger } = this.#session;
    const grid = [...gridFees.values()].reduce((sum, units) => sum + units, 0n);
    const owed = ledger.owed + grid + ledger.fees.market;
    const { pool, supply, outside } = await this.#tokens();
    const moneyConserved =
      pool === Money.ofUnits(owed).base &&
      pool === Money.ofUnits(ledger.deposited).base &&
      supply === pool + outside &&
      grid === ledger.fees.grid &&
      (await this.#freeAgrees());
    const energyConserved = ledger.unbalancedSlots().length === 0 && (await this.#energyAgrees());
    return { moneyConserved, energyConserved, solvent: pool >= Money.ofUnits(owed).base };
  }

  /** All WATT there is {base}: in the pool, in all, and with everybody else. */
  async #tokens(): Promise<{ pool: bigint; supply: bigint; outside: bigint }> {
    const { client } = this.#session.market;
    const watt = client.contracts.watt;
    const balanceOf = async (holder: string): Promise<bigint> => {
      return (await watt.getFunction("balanceOf").staticCall(holder)) as bigint;
    };
    const owners = await Promise.all([...this.#session.accounts.values()].map(({ owner }) => addressOf(owner)));
    const holders = [...new Set([...owners, client.deployment.contracts.feeRouter])];
    const balances = await Promise.all(holders.map(balanceOf));
    return {
      pool: await balanceOf(client.deployment.contracts.exchange),
      supply: (await watt.getFunction("totalSupply").staticCall()) as bigint,
      outside: balances.reduce((sum, balance) => sum + balance, 0n),
    };
  }

  async #freeAgrees(): Promise<boolean> {
    const { accounts, ledger } = this.#session;
    const numbers = [...accounts.values()].map(({ number }) => number);
    const free = await Promise.all(numbers.map((number) => this.#free(number)));
    return numbers.every((number, at) => free[at] === ledger.free(number));
  }

  /** Brings every fill to its account, then compares what the chain says that accounts hold with what its events say. */
  async #energyAgrees(): Promise<boolean> {
    const { accounts, ledger, market } = this.#session;
    await this.#session.claimOrders(this.#session.unclaimed().map(({ id }) => id));
    const agrees = async (account: number, held: Holding & { readonly slot: number }): Promise<boolean> => {
      const { sold, bought, settled } = await getPosition(market.client, { account, slot: Slot.ofNumber(held.slot) });
      return sold.wh === held.sold && bought.wh === held.bought && settled === held.settled;
    };
    const all = [...accounts.values()].flatMap(({ number }) => {
      return ledger.holdings(number).map((held) => agrees(number, held));
    });
    return (await Promise.all(all)).every(Boolean);
  }

  async #free(account: number): Promise<bigint> {
    const found = await getAccount(this.#session.market.client, { account });
    if (found === null) throw new Error(`the market does not know account ${account}`);
    return found.free.units;
  }
}
