import { GridwattError, toGridwattError, type Written } from "@gridwatt/sdk";
import type { Overrides, Provider } from "ethers";

import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Refusals that only say that somebody else was first: what was to be done is done. */
const LOST_RACES = new Set([
  ...["SequenceNotNewer", "InvalidReadings"],
  ...["FaultNotOpen", "OffenceKnown", "OffenceNotOpen", "WrongBackers", "NothingDue", "LossUnknown"],
  ...["NothingElected", "DayClosedAlready", "NotStoppedHere", "LotNotOver", "EpochNotNewer"],
]);
/** {ms} A transaction that is not mined by then is replaced. */
const PATIENCE = 120_000;

/**
 * Sends a wallet's transactions one at a time. Each takes the first nonce that is not mined, so one that got stuck, or
 * was left by a process that was killed, is replaced rather than waited for.
 */
export class Sender {
  readonly #provider: Provider;
  readonly #address: string;
  readonly #log: Logger;
  readonly #sent;
  readonly #balance;
  #last: Promise<unknown> = Promise.resolve();
  /** How often the nonce has been tried. */
  #tries = { nonce: -1, count: 0 };

  /** @param of the wallet's address is the sender of all that is given to `send` */
  constructor(of: {
    readonly provider: Provider;
    readonly address: string;
    readonly log: Logger;
    readonly metrics: Metrics;
  }) {
    this.#provider = of.provider;
    this.#address = of.address;
    this.#log = of.log;
    const help = "Transactions by what they are for and how they ended.";
    this.#sent = of.metrics.counter("transactions_total", help, ["task", "outcome"]);
    this.#balance = of.metrics.gauge("wallet_gwei", "The wallet's money for gas.");
  }

  /**
   * Sends a transaction of the SDK and waits until it is mined.
   * @param task what it is for, in logs and metrics
   * @returns null where it was refused because somebody else was first, and is done. Throws `GridwattError` for any other
   * failure; "NonceConflict" while another transaction of the wallet is in its way, which another process has sent.
   */
  send<W extends Written>(task: string, act: (overrides: Overrides) => Promise<W>): Promise<W | null> {
    const result = this.#last.then(() => this.#send(task, act));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Takes the wallet's money for gas into the metrics, whether anything is sent or not. */
  async measure(): Promise<void> {
    this.#balance.set(Number((await this.#provider.getBalance(this.#address)) / 1_000_000_000n));
  }

  /** Returns once nothing is being sent. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #send<W extends Written>(task: string, act: (overrides: Overrides) => Promise<W>): Promise<W | null> {
    try {
      const written = await this.#try(act);
      this.#tries = { nonce: -1, count: 0 };
      this.#sent.inc({ task, outcome: "mined" });
      this.#log.info("sent", { task, transaction: written.receipt.hash, gas: written.receipt.gasUsed });
      return written;
    } catch (error) {
      const known = toGridwattError(error);
      const lost = LOST_RACES.has(known.name);
      this.#sent.inc({ task, outcome: lost || known.name === "NonceConflict" ? "lost" : "failed" });
      if (!lost) throw known;
      this.#log.info("somebody else was first", { task, reason: known.name });
      return null;
    }
  }

  async #try<W extends Written>(act: (overrides: Overrides) => Promise<W>): Promise<W> {
    try {
      return await withPatience(act(await this.#overrides()));
    } catch (error) {
      if (!LOST_RACES.has(toGridwattError(error).name) || !(await this.#isAnotherWaiting())) throw error;
      // A node may call on top of what waits. That was first then, but the next transaction may take its nonce.
      const message = "Another transaction of this wallet waits, and what it does is not done.";
      throw new GridwattError("NonceConflict", { message, cause: error });
    }
  }

  async #isAnotherWaiting(): Promise<boolean> {
    const count = (block: string) => this.#provider.getTransactionCount(this.#address, block);
    const [mined, sent] = await Promise.all([count("latest"), count("pending")]);
    return sent > mined;
  }

  async #overrides(): Promise<Overrides> {
    const nonce = await this.#provider.getTransactionCount(this.#address, "latest");
    this.#tries = { nonce, count: this.#tries.nonce === nonce ? this.#tries.count + 1 : 0 };
    if (this.#tries.count === 0) return { nonce };
    const { maxFeePerGas, maxPriorityFeePerGas } = await this.#provider.getFeeData();
    if (maxFeePerGas === null || maxPriorityFeePerGas === null) return { nonce };
    const raised = (fee: bigint) => (fee * BigInt(4 + this.#tries.count)) / 4n;
    return { nonce, maxFeePerGas: raised(maxFeePerGas), maxPriorityFeePerGas: raised(maxPriorityFeePerGas) };
  }
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The transaction has not been mined in time.")), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
