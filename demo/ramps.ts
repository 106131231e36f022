import { endToEndIdOf, bankReference, mintRequests, writePaymentFile, type Redemption } from "@gridwatt/bank";
import {
  approveWatt,
  confirmRedemptions,
  deposit,
  eventsNamed,
  getRedemption,
  getWattBalance,
  markRedemptions,
  mintWatt,
  Money,
  payToOf,
  requestRedemption,
  withdraw,
} from "@gridwatt/sdk";
import { keccak256 } from "ethers";

import { attestPayments } from "../onboarding/reserve.ts";
import { Bank, CURRENCY, RESERVE, wholeCentsRoundedDown, type Payment, type Transfer } from "./bank.ts";
import { CAST, REDEEMERS, STRANGER } from "./cast.ts";
import type { DemoChain } from "./chain.ts";
import type { FundsRow, FundsStep, Prosumer, RedemptionRow } from "./story.ts";

/** What a holder told the off-ramp's operator, and the chain only by its hash. */
interface Payee {
  readonly prosumer: Prosumer;
  readonly iban: string;
  readonly secret: string;
  readonly withdrawn: Money;
}

/** Both ways between the bank and the market. */
export class Ramps {
  readonly #chain: DemoChain;
  readonly bank = new Bank();

  constructor(chain: DemoChain) {
    this.#chain = chain;
  }

  /** Everybody pays by bank; what the statement tells is attested, minted and put into the market. */
  async fund(prosumers: readonly Prosumer[]): Promise<FundsStep> {
    const ramp = await this.#chain.as("RAMP");
    const { file, statement } = this.bank.book(paymentsOf(prosumers), await this.#day());
    const received = statement.credits.reduce((sum, { amount }) => sum.plus(amount), Money.ZERO);
    const [attestors, asOf, document] = [await this.#chain.attestors(), await this.#chain.now(), keccak256(file)];
    await this.#chain.send(3, "attest reserve", () => attestPayments(ramp, { attestors, received, asOf, document }));
    const { requests, refused } = await mintRequests(statement, {
      recipientOf: ({ remittance }) => prosumers.find(({ account }) => remittance.join(" ") === wordsFor(account)),
      isUsed: (reference) => ramp.contracts.onRamp.getFunction("isUsed").staticCall(reference) as Promise<boolean>,
    });
    const accounts: FundsRow[] = [];
    for (const { to, amount, reference, entry } of requests) {
      const { name, account, address, client } = to;
      await this.#chain.send(3, "mint WATT", () => mintWatt(ramp, { to: address, amount, reference }));
      await this.#chain.send(3, "approve", () => approveWatt(client, { amount }));
      await this.#chain.send(3, "deposit", () => deposit(client, { account, amount }));
      accounts.push({
        name,
        words: entry.remittance.join(" "),
        minted: amount,
        free: await this.#chain.freeOf(account),
      });
    }
    const lines = refused.map(({ line, message }) => ({ line, message }));
    return { accounts, reserve: this.bank.balance, document, refused: lines };
  }

  /** What the sellers have leaves the market, is given back for money, and is paid by a file for the bank. */
  async redeem(prosumers: readonly Prosumer[]): Promise<RedemptionRow[]> {
    const payees = new Map<bigint, Payee>();
    for (const name of REDEEMERS) {
      const prosumer = prosumers.find((one) => one.name === name);
      if (prosumer === undefined) throw new Error(`${name} has no account`);
      await this.#request(prosumer, payees);
    }
    const ramp = await this.#chain.as("RAMP");
    const { events } = await this.#chain.send(8, "mark redemptions", () => markRedemptions(ramp, { count: 10 }));
    const marked = eventsNamed(events, "RedemptionMarked").map(({ id, payout }) => ({ id, payout }));
    const [day, createdAt] = [await this.#day(), await this.#chain.now()];
    const redemptions = await Promise.all(marked.map((one) => this.#paymentOf(one, payees)));
    const messageId = `REDEMPTIONS-${day}`;
    const of = { messageId, createdAt, executeOn: day, currency: CURRENCY, debtor: RESERVE, redemptions };
    const transfers = new Map(this.bank.execute(writePaymentFile(of), day).map((one) => [one.endToEndId, one]));
    const paid = marked.flatMap(({ id }) => {
      const transfer = transfers.get(endToEndIdOf(id));
      return transfer === undefined ? [] : [{ id, transfer, reference: referenceOf(transfer) }];
    });
    await this.#chain.send(8, "confirm redemptions", () => confirmRedemptions(ramp, { payments: paid }));
    return Promise.all(paid.map(({ id, transfer }) => this.#rowOf(id, transfer, payees)));
  }

  async #request(prosumer: Prosumer, payees: Map<bigint, Payee>): Promise<void> {
    const { client, account, address } = prosumer;
    const { iban } = bankAccountOf(prosumer);
    const withdrawn = await this.#chain.freeOf(account);
    await this.#chain.send(8, "withdraw", () => withdraw(client, { account, amount: withdrawn }));
    const amount = wholeCentsRoundedDown(await getWattBalance(client, { holder: address }));
    await this.#chain.send(8, "approve", () => approveWatt(client, { amount, spender: "redemptions" }));
    const { payTo, secret } = payToOf(iban);
    const { id } = await this.#chain.send(8, "request redemption", () => requestRedemption(client, { amount, payTo }));
    payees.set(id, { prosumer, iban, secret, withdrawn });
  }

  /** The operator pays only to the bank account that the chain has the hash of. */
  async #paymentOf(
    { id, payout }: { id: bigint; payout: Money },
    payees: ReadonlyMap<bigint, Payee>,
  ): Promise<Redemption> {
    const [payee, found] = [payees.get(id), await getRedemption(this.#chain.client, { id })];
    if (payee === undefined || found?.payTo !== payToOf(payee.iban, payee.secret).payTo) {
      throw new Error(`redemption ${id} is to be paid to another bank account`);
    }
    const creditor = { name: payee.prosumer.name, iban: payee.iban };
    return { id, amount: payout, creditor, reference: `WATT redemption ${id}` };
  }

  async #rowOf(id: bigint, { amount, entry }: Transfer, payees: ReadonlyMap<bigint, Payee>): Promise<RedemptionRow> {
    const [payee, found] = [payees.get(id), await getRedemption(this.#chain.client, { id })];
    if (payee === undefined || found?.state !== "paid") throw new Error(`redemption ${id} was not paid`);
    const { prosumer, iban, withdrawn } = payee;
    return { name: prosumer.name, iban, withdrawn, redeemed: found.amount, paid: amount, entry };
  }

  async #day(): Promise<string> {
    return (await this.#chain.now()).toISOString().slice(0, 10);
  }
}

function paymentsOf(prosumers: readonly Prosumer[]): Payment[] {
  const own = prosumers.map((prosumer): Payment => {
    const { iban, funds } = bankAccountOf(prosumer);
    return { payer: { name: prosumer.name, iban }, amount: funds, words: wordsFor(prosumer.account) };
  });
  const { name, iban, funds, words } = STRANGER;
  return [...own, { payer: { name, iban }, amount: funds, words }];
}

/** How a customer says whom a payment is for. */
function wordsFor(account: number): string {
  return `WATT for account ${account}`;
}

function bankAccountOf({ name }: Prosumer): (typeof CAST)[number] {
  const found = CAST.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} has no bank account`);
  return found;
}

function referenceOf({ entry }: Transfer): string {
  return bankReference({ iban: RESERVE.iban, entry, transaction: "" });
}
