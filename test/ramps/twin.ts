import assert from "node:assert/strict";

import { Interface, MaxUint256, type BaseContract } from "ethers";

import { revertData } from "../helpers/refusal.ts";
import { shutExits } from "./exits.ts";
import { assertInvariants, type Past } from "./invariants.ts";
import { expected, plain, SAMPLES, type Look } from "./look.ts";
import { Money } from "./model.ts";
import { signerOf, type Stage } from "./stage.ts";
import { Refused, type Call, type Named, type Outcome } from "./types.ts";

/** What the contracts did with a call: took it, or refused it by an error. */
type Result = { readonly taken: Outcome } | { readonly refused: Named };

/**
 * The contracts and the model side by side. Every call is played on both; both must take it and say and return the same,
 * or refuse it by the same error; then everything that can be seen of them must be the same.
 */
export class Twin {
  readonly model: Money;
  readonly stage: Stage;
  /** How often each verb was taken, and each error met. */
  readonly seen = new Map<string, number>();
  readonly #past: Past = { minted: 0n, burned: 0n, gifts: 0n, paid: [] };
  readonly #names: Interface;
  #look: Look;

  constructor(stage: Stage) {
    this.stage = stage;
    this.model = new Money(stage.setup);
    for (const holder of stage.cast.holders) {
      this.model.state.allowances.set(`${holder} ${stage.setup.queue}`, MaxUint256);
    }
    this.model.state.now = stage.startsAt;
    this.#look = expected(this.model.state, stage);
    const { watt, set, reserve, onRamp, queue } = stage.contracts;
    const fragments = [watt, set, reserve, onRamp, queue].flatMap((one) => one.interface.fragments);
    this.#names = new Interface(fragments.filter(({ type }) => type !== "constructor"));
  }

  /** Lets time pass to the time {s}. */
  async wait(until: bigint): Promise<void> {
    await this.stage.connection.networkHelpers.time.increaseTo(until);
    await this.#check({ call: null, events: [] });
  }

  /** Plays a call, which is made for the time at which it is played. */
  async play(make: () => Call): Promise<void> {
    const { state } = this.model;
    state.now += 1n;
    await this.stage.connection.networkHelpers.time.setNextBlockTimestamp(state.now);
    const call = make();
    const wanted = this.#onModel(call);
    const real = await this.#onChain(call);
    assert.deepEqual(real, wanted, `${call.verb} at ${state.now}`);
    const name = "taken" in real ? call.verb : real.refused[0];
    this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    await this.#check({ call, events: "taken" in real ? real.taken.events : [] });
  }

  #onModel(call: Call): Result {
    try {
      return { taken: this.model.play(call) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { refused: error.error };
    }
  }

  async #onChain(call: Call): Promise<Result> {
    const { contract, args } = await this.#target(call);
    const verb = contract.connect(signerOf(this.stage, call.by)).getFunction(call.verb);
    try {
      const returns: unknown[] = [...(await verb.staticCallResult(...args, { blockTag: "pending" }))];
      const { hash } = await verb.send(...args);
      const receipt = await this.stage.connection.ethers.provider.getTransactionReceipt(hash);
      const events = (receipt?.logs ?? []).map((log) => this.#named(this.#names.parseLog(log)));
      return { taken: { events, returns } };
    } catch (error) {
      const data = revertData(error);
      const parsed = data === null ? null : this.#names.parseError(data);
      if (parsed === null) throw error;
      return { refused: this.#named(parsed) };
    }
  }

  /** The contract that has the verb, and its arguments. */
  async #target(call: Call): Promise<{ contract: BaseContract; args: unknown[] }> {
    const { watt, reserve, onRamp, queue } = this.stage.contracts;
    switch (call.verb) {
      case "attest": {
        const { amount, asOf, document, signers } = call;
        const { attestation, signatures } = await this.stage.sign({ amount, asOf, document, signers: signers.length });
        return { contract: reserve, args: [attestation, signatures] };
      }
      case "mint":
        return { contract: onRamp, args: [call.to, call.amount, call.reference] };
      case "approve":
        return { contract: watt, args: [call.spender, call.amount] };
      case "transfer":
        return { contract: watt, args: [call.to, call.amount] };
      case "transferFrom":
        return { contract: watt, args: [call.from, call.to, call.amount] };
      case "setFrozenTokens":
        return { contract: watt, args: [call.account, call.amount] };
      case "forcedTransfer":
        return { contract: watt, args: [call.from, call.to, call.amount, call.legalOrder] };
      case "recover":
        return { contract: watt, args: [call.from, call.to] };
      case "pauseMint":
      case "unpauseMint":
        return { contract: watt, args: [] };
      case "request":
        return { contract: queue, args: [call.amount, call.payTo] };
      case "markNext":
        return { contract: queue, args: [call.most] };
      case "confirm":
        return { contract: queue, args: [call.ids, call.references] };
      case "markSetAside":
      case "giveBack":
      case "takeBack":
        return { contract: queue, args: [call.id] };
    }
  }

  #named(parsed: { name: string; args: Iterable<unknown> } | null): Named {
    if (parsed === null) throw new Error("an event that none of the contracts has");
    return [parsed.name, ...[...parsed.args].map((arg) => (Array.isArray(arg) ? [...(arg as unknown[])] : arg))];
  }

  /** Holds everything against the model, then against what must always be so. */
  async #check({ call, events }: { call: Call | null; events: readonly Named[] }): Promise<void> {
    const { stage, model } = this;
    const { reader } = stage.contracts;
    const seen = await reader.look(stage.addresses, [...stage.accounts], [...stage.operators], SAMPLES);
    const [before, after] = [this.#look, plain(seen, stage)];
    // A refused call is in no block, so that its second has not begun.
    model.state.now = after.time;
    assert.deepEqual(after, expected(model.state, stage), call?.verb ?? "wait");
    this.#look = after;
    this.#remember({ call, events });
    const shut = await shutExits(stage, after);
    assertInvariants({ setup: stage.setup, call, events, before, after, past: this.#past, shut });
  }

  #remember({ call, events }: { call: Call | null; events: readonly Named[] }): void {
    for (const [name, ...args] of events) {
      if (name === "WattMinted") this.#past.minted += args[2] as bigint;
      if (name === "RedemptionPaid") {
        this.#past.burned += args[1] as bigint;
        this.#past.paid.push({ at: this.model.state.now, payout: args[2] as bigint });
      }
      const isGift = name === "Transfer" && args[1] === this.stage.setup.queue && call?.verb !== "request";
      if (isGift) this.#past.gifts += args[2] as bigint;
    }
  }
}
