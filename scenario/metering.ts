import type { AccountReading, Client, Slot, SlotRoot } from "@gridwatt/sdk";
import { commitmentOf, getOperators, getRoot, ReadingTree, signRoot, submitRoot } from "@gridwatt/sdk";
import { id as hashOf } from "ethers";

import type { EmbeddedMarket } from "./embedded.ts";
import { OVERRIDES } from "./overrides.ts";

/** What a meter counted in a slot {Wh}. */
export interface Counted {
  readonly import: bigint;
  readonly export: bigint;
}

/** The meters of a scenario and the oracle operators who attest them: readings as steps give them, real roots. */
export class Metering {
  readonly #market: EmbeddedMarket;
  readonly #counted = new Map<number, Map<number, Counted>>();
  readonly #trees = new Map<number, ReadingTree>();

  constructor(market: EmbeddedMarket) {
    this.#market = market;
  }

  /** Keeps what an account's meter counted; a later word for the same slot replaces it. */
  keep(of: { slot: Slot; account: number }, counted: Counted): void {
    const slot = this.#counted.get(of.slot.number) ?? new Map<number, Counted>();
    this.#counted.set(of.slot.number, slot.set(of.account, counted));
  }

  counted(of: { slot: Slot; account: number }): Counted | undefined {
    return this.#counted.get(of.slot.number)?.get(of.account);
  }

  /** The slot's tree, once it is attested. */
  treeOf(slot: Slot): ReadingTree | undefined {
    return this.#trees.get(slot.number);
  }

  /** Attests the slot's readings as they are known, by a quorum. The clock stands between its end and its finality. */
  async attest(slot: Slot): Promise<void> {
    const { client } = this.#market;
    const tree = new ReadingTree(this.#readingsOf(slot));
    const [{ sequence }, { configuration }] = await Promise.all([getRoot(client, { slot }), getOperators(client)]);
    const root: SlotRoot = { slot, root: tree.root, sequence: sequence + 1n, configuration };
    const signatures: string[] = [];
    for (const operator of await this.#market.operators()) signatures.push(await signRoot(operator, root));
    const keeper: Client = await this.#market.asNamed("keeper");
    await this.#market.at(() => submitRoot(keeper, { root, signatures, overrides: OVERRIDES }));
    this.#trees.set(slot.number, tree);
  }

  /** Registers count from 0 in each slot: a scenario says no more of them than what they count within it. */
  #readingsOf(slot: Slot): AccountReading[] {
    return [...(this.#counted.get(slot.number) ?? [])].map(([account, counted]) => {
      const begin = { importBegin: 0n, exportBegin: 0n };
      const span = { meter: account, ...begin, importEnd: counted.import, exportEnd: counted.export };
      const salt = hashOf(`${slot.number}/${account}`);
      return { account, net: counted.export - counted.import, commitment: commitmentOf(salt, [span]) };
    });
  }
}
