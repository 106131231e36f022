import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { withLock } from "@gridwatt/service";
import { config } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { findSent, type SentTransaction } from "./sent.ts";

/** A message of Ignition's journal, as far as it is read here. */
interface Message {
  readonly type: string;
  readonly futureId?: string;
  readonly from?: string;
  readonly networkInteractionId?: number;
  readonly networkInteraction?: { readonly id: number; readonly to?: string; readonly data?: string };
  readonly nonce?: number;
  readonly transaction?: { readonly hash: string };
  readonly receipt?: { readonly blockNumber: number };
  readonly contractAddress?: string;
  readonly result?: { readonly type: string; readonly address?: string };
}

/**
 * What Ignition has written down of a deployment, in deploy/deployments: with it an interrupted run goes on. The
 * embedded EVM dies with the process, so there is none of it.
 */
export class Journal {
  readonly #connection: NetworkConnection;
  readonly #folder: string;

  constructor(connection: NetworkConnection, deploymentId: string) {
    this.#connection = connection;
    this.#folder = join(config.paths.ignition, "deployments", deploymentId);
  }

  /** Runs `work` on a journal fit to go on with, which nobody else writes to. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    return withLock(`${this.#folder}.lock`, "another deployment to this chain is running", async () => {
      await this.#mend();
      return work();
    });
  }

  /** The block of the deployment's first transaction. */
  firstBlock(): number {
    return Math.min(...this.#read().flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt.blockNumber])));
  }

  /**
   * Brings the journal to where Ignition goes on. A run may die at any moment: within a line, between a step's beginning
   * and its transaction, between the note that a transaction is going to be sent and the note of what has been sent.
   */
  async #mend(): Promise<void> {
    if (!existsSync(this.#path("journal.jsonl"))) return;
    const before = this.#read();
    if (await this.#isOfLostChain(before)) return rmSync(this.#folder, { recursive: true });
    const begun = before.filter((_, at) => !isBare(before, at));
    const mended = (await Promise.all(begun.map((_, at) => this.#resolved(begun, at)))).flat();
    this.#write("journal.jsonl", mended.map((message) => `\n${JSON.stringify(message)}`).join(""));
    // Ignition writes this file after the journal, and not at once.
    this.#write("deployed_addresses.json", JSON.stringify(Object.fromEntries(addressesOf(mended)), null, 2));
  }

  /** A local node that was started anew knows nothing of the journal's transactions. Throws for another network. */
  async #isOfLostChain(messages: readonly Message[]): Promise<boolean> {
    const { provider } = this.#connection.ethers;
    if (isLocal(this.#connection)) {
      const hashes = messages.flatMap(({ transaction }) => (transaction === undefined ? [] : [transaction.hash]));
      return (await Promise.all(hashes.map((hash) => provider.getTransaction(hash)))).includes(null);
    }
    const codes = await Promise.all(addressesOf(messages).map(([, address]) => provider.getCode(address)));
    if (codes.includes("0x")) {
      throw new Error(`the contracts in ${this.#folder} are not on this chain: is it another network?`);
    }
    return false;
  }

  /**
   * What a message becomes. A note that a transaction is going to be sent stays where one was; where the sending itself
   * was not written down, the chain tells. A transaction of the sender's own that took the nonce is not the deployment's.
   */
  async #resolved(messages: readonly Message[], at: number): Promise<readonly Message[]> {
    const message = messages[at];
    if (message === undefined) return [];
    const { type, futureId, networkInteractionId, nonce } = message;
    if (type !== "TRANSACTION_PREPARE_SEND" || nonce === undefined) return [message];
    const isOfFuture = (other: Message) => other.futureId === futureId;
    const isSend = (other: Message) =>
      other.type === "TRANSACTION_SEND" && isOfFuture(other) && other.networkInteractionId === networkInteractionId;
    if (messages.slice(at).some(isSend)) return [message];

    const sender = messages.find((other) => isOfFuture(other) && other.from !== undefined)?.from ?? "";
    const sent = await findSent(this.#connection, { sender, nonce });
    const isKnown = messages.some((other) => isSend(other) && other.transaction?.hash === sent?.hash);
    const request = messages.find(
      (other) => isOfFuture(other) && other.networkInteraction?.id === networkInteractionId,
    )?.networkInteraction;
    return sent === null || isKnown || !isRequested(sent, request) ? [] : [message, sendMessage(message, sent)];
  }

  /** Throws where a line other than the last, which may have been cut off, is none of Ignition's. */
  #read(): Message[] {
    const lines = readFileSync(this.#path("journal.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
    return lines.flatMap((line, at) => {
      try {
        return [JSON.parse(line) as Message];
      } catch (cause) {
        if (at === lines.length - 1) return [];
        throw new Error(`entry ${at + 1} of ${this.#path("journal.jsonl")} cannot be read`, { cause });
      }
    });
  }

  /** All of the file or nothing. */
  #write(file: string, text: string): void {
    const fresh = this.#path(`${file}.new`);
    writeFileSync(fresh, text);
    renameSync(fresh, this.#path(file));
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}

/** A chain on this machine that mines at once. */
export function isLocal({ networkName, networkConfig }: NetworkConnection): boolean {
  return networkConfig.type === "edr-simulated" || networkName === "localhost";
}

/** Whether a message begins a step that sends a transaction and nothing has come of it. */
function isBare(messages: readonly Message[], at: number): boolean {
  const { type, futureId } = messages[at] ?? {};
  const begins = type === "DEPLOYMENT_EXECUTION_STATE_INITIALIZE" || type === "CALL_EXECUTION_STATE_INITIALIZE";
  return begins && !messages.slice(at + 1).some((other) => other.futureId === futureId);
}

/** The addresses of contracts by their futures. */
function addressesOf(messages: readonly Message[]): [string, string][] {
  return messages.flatMap(({ type, futureId, contractAddress, result }) => {
    const isAt = type === "CONTRACT_AT_EXECUTION_STATE_INITIALIZE";
    const isDeployed = type === "DEPLOYMENT_EXECUTION_STATE_COMPLETE" && result?.type === "SUCCESS";
    const address = isAt ? contractAddress : isDeployed ? result?.address : undefined;
    return futureId === undefined || address === undefined ? [] : [[futureId, address] satisfies [string, string]];
  });
}

function isRequested({ to, input }: SentTransaction, request: Message["networkInteraction"]): boolean {
  return (to ?? "").toLowerCase() === (request?.to ?? "").toLowerCase() && input === request?.data;
}

/** As Ignition writes down what it has sent. */
function sendMessage({ futureId, networkInteractionId, nonce }: Message, sent: SentTransaction): Message {
  const { hash, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = sent;
  const number = (hex: string | undefined) => ({ _kind: "bigint", value: BigInt(hex ?? 0).toString() });
  const fees =
    maxFeePerGas === undefined
      ? { gasPrice: number(gasPrice) }
      : { maxFeePerGas: number(maxFeePerGas), maxPriorityFeePerGas: number(maxPriorityFeePerGas) };
  const transaction = { hash, fees };
  return { type: "TRANSACTION_SEND", nonce, transaction, futureId, networkInteractionId };
}
