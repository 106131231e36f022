import type { Client, MarketEvent } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { add, type Part } from "./part.ts";

/** GRID: who has how much, and what staking and the election hold without owing it. Amounts in base units. */
export class GridToken implements Part {
  /** Everybody who ever had any. */
  readonly balances = new Map<string, bigint>();
  supply = 0n;
  /** What came to each contract that holds others' GRID, less what it took note of. */
  readonly #received = { staking: 0n, election: 0n };
  readonly #contracts: Client["deployment"]["contracts"];
  /** What a solution is submitted with. */
  #deposit = 0n;

  constructor({ deployment }: Pick<Client, "deployment">) {
    this.#contracts = deployment.contracts;
  }

  /** What somebody sent to a contract that holds others' GRID without a word to it. */
  giftsTo(contract: "staking" | "election"): bigint {
    return this.#received[contract];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Transfer":
        if (event.contract === "grid") this.#move(event.from, event.to, event.amount.base);
        return;
      case "Staked":
      case "RewardsFunded":
        this.#received.staking -= event.amount.base;
        return;
      case "SolutionDepositSet":
        this.#deposit = event.amount.base;
        return;
      case "SolutionBegun":
        this.#received.election -= this.#deposit;
    }
  }

  #move(from: string, to: string, amount: bigint): void {
    if (from === ZeroAddress) this.supply += amount;
    else add(this.balances, from, -amount);
    if (to === ZeroAddress) this.supply -= amount;
    else add(this.balances, to, amount);
    for (const holder of ["staking", "election"] as const) {
      if (to === this.#contracts[holder]) this.#received[holder] += amount;
    }
  }
}
