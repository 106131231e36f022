import { PARTY, type Client, type MarketEvent, type MarketEventOf } from "@gridwatt/sdk";
import type { Journal } from "@gridwatt/statements";
import { ZeroAddress } from "ethers";

import type { Accounts } from "./accounts.ts";
import type { Compliance } from "./compliance.ts";
import type { Identities } from "./identities.ts";
import type { Part } from "./part.ts";
import type { Rules } from "./rules.ts";
import type { Token } from "./token.ts";

/** An amount {base} that counts towards the day of a person in a jurisdiction. */
export interface DayUse {
  readonly block: number;
  readonly of: string;
  readonly amount: bigint;
}

/** What a day's use is looked for by. */
export const dayOf = (jurisdiction: string, subject: string) => `${jurisdiction} ${subject}`;

/** The jurisdiction of zones that have none. */
const NOWHERE = "0x0000000000000000";
/** {base} A limit that is none. */
export const UNLIMITED = 2n ** 128n - 1n;

interface Told {
  readonly journal: Journal;
  readonly token: Token;
  readonly accounts: Accounts;
  readonly rules: Rules;
  readonly identities: Identities;
  readonly compliance: Compliance;
}

/** What persons were paid and what they deposited, where their tier has a limit for a day. */
export class Days implements Part {
  readonly minted: DayUse[] = [];
  readonly deposited: DayUse[] = [];
  readonly #told: Told;
  readonly #contracts: Client["deployment"]["contracts"];
  #repaid: MarketEventOf<"DebtRepaid"> | null = null;

  constructor({ deployment }: Pick<Client, "deployment">, told: Told) {
    [this.#contracts, this.#told] = [deployment.contracts, told];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Transfer":
        if (event.contract === "watt") this.#mint(event);
        return;
      case "DebtRepaid":
        this.#repaid = event;
        return;
      case "Deposited":
        return this.#deposit(event);
    }
  }

  /** Jurisdiction of a zone of this market area. */
  jurisdictionOf(zone: number): string | undefined {
    const jurisdiction = this.#told.compliance.zones.get(this.#contracts.exchange, zone)?.jurisdiction;
    return jurisdiction === NOWHERE ? undefined : jurisdiction;
  }

  #mint({ from, to, base, block }: Extract<MarketEventOf<"Transfer">, { contract: "watt" }>): void {
    const { token, identities } = this.#told;
    if (from !== ZeroAddress || token.compliance !== this.#contracts.compliance) return;
    const jurisdiction = identities.wallets.get(to)?.jurisdiction;
    this.#use(this.minted, { wallet: to, jurisdiction, amount: base, block });
  }

  /** What only pays a debt asks nobody. */
  #deposit(event: MarketEventOf<"Deposited">): void {
    const { accounts, rules, journal } = this.#told;
    const { account, amount, block } = event;
    const home = accounts.trading.get(account);
    if (rules.compliance !== this.#contracts.compliance || account === PARTY || home === undefined) return;
    const debt = journal.funds(account).debt + this.#repaidBy(event);
    if (amount.units <= debt) return;
    const jurisdiction = this.jurisdictionOf(home.zone);
    this.#use(this.deposited, { wallet: home.owner, jurisdiction, amount: amount.base, block });
  }

  /** {unit} A deposit tells first which debt it has paid. */
  #repaidBy({ account, transaction, logIndex }: MarketEventOf<"Deposited">): bigint {
    const last = this.#repaid;
    const isIts = last?.account === account && last.transaction === transaction && last.logIndex === logIndex - 1;
    return isIts ? last.amount.units : 0n;
  }

  #use(uses: DayUse[], of: { wallet: string; jurisdiction: string | undefined; amount: bigint; block: number }): void {
    const { wallet, jurisdiction = "", amount, block } = of;
    const { tier = 0, subject = "" } = this.#told.identities.wallets.get(wallet) ?? {};
    const limit = this.#told.compliance.tiers.get(jurisdiction, tier)?.dailyLimit ?? UNLIMITED;
    if (limit !== UNLIMITED) uses.push({ block, of: dayOf(jurisdiction, subject), amount });
  }
}
