import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import { listTransactions } from "@nomicfoundation/ignition-core";
import { artifacts, config } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

/** A message of Ignition's journal, as far as it is read here. */
interface Message {
  readonly type: string;
  readonly futureId?: string;
  readonly networkInteractionId?: number;
  readonly nonce?: number;
  readonly transaction?: { readonly hash: string };
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

  /** Makes the journal fit to go on with. */
  async mend(sender: string): Promise<void> {
    if (!existsSync(this.#path("journal.jsonl"))) return;
    await this.#forgetLostChain();
    await this.#forgetUnsent(sender);
  }

  /** The block of the deployment's first transaction; the journal has only its hash. */
  async firstBlock(): Promise<number> {
    const [first] = await listTransactions(this.#folder, new HardhatArtifactResolver(artifacts));
    const { provider } = this.#connection.ethers;
    const receipt = first === undefined ? null : await provider.getTransactionReceipt(first.txHash);
    if (receipt === null) throw new Error(`the first transaction in ${this.#folder} is not on this chain`);
    return receipt.blockNumber;
  }

  /** A local node that was started anew knows nothing of the journal's transactions: then the journal goes. */
  async #forgetLostChain(): Promise<void> {
    const { provider } = this.#connection.ethers;
    if (isLocal(this.#connection)) {
      const sent = await Promise.all(this.#sentHashes().map((hash) => provider.getTransaction(hash)));
      if (sent.includes(null)) rmSync(this.#folder, { recursive: true });
      return;
    }
    if (!existsSync(this.#path("deployed_addresses.json"))) return;
    const known = readFileSync(this.#path("deployed_addresses.json"), "utf8");
    const addresses = Object.values(JSON.parse(known) as Record<string, string>);
    const codes = await Promise.all(addresses.map((address) => provider.getCode(address)));
    if (codes.includes("0x")) {
      throw new Error(`the contracts in ${this.#folder} are not on this chain: is it another network?`);
    }
  }

  /**
   * A run that dies between writing down that it is going to send a transaction and sending it leaves Ignition unable to
   * go on. Where the chain still waits for that very nonce, nothing was sent, and the note can go.
   */
  async #forgetUnsent(sender: string): Promise<void> {
    if (!existsSync(this.#path("journal.jsonl"))) return;
    const lines = this.#lines();
    const messages = lines.map(messageOf);
    const sent = new Set(messages.filter(isSent).map(interactionOf));
    const next = await this.#connection.ethers.provider.getTransactionCount(sender, "pending");
    const kept = lines.filter((_, at) => {
      const message = messages[at];
      const prepared = message?.type === "TRANSACTION_PREPARE_SEND" && !sent.has(interactionOf(message));
      return !prepared || message.nonce !== next;
    });
    if (kept.length < lines.length) writeFileSync(this.#path("journal.jsonl"), kept.join("\n"));
  }

  #sentHashes(): string[] {
    const messages = this.#lines().map(messageOf).filter(isSent);
    return messages.flatMap((message) => (message?.transaction === undefined ? [] : [message.transaction.hash]));
  }

  #lines(): string[] {
    return readFileSync(this.#path("journal.jsonl"), "utf8").split("\n");
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}

/** A chain on this machine that mines at once. */
export function isLocal({ networkName, networkConfig }: NetworkConnection): boolean {
  return networkConfig.type === "edr-simulated" || networkName === "localhost";
}

function messageOf(line: string): Message | null {
  return line === "" ? null : (JSON.parse(line) as Message);
}

function isSent(message: Message | null): boolean {
  return message?.type === "TRANSACTION_SEND";
}

function interactionOf(message: Message | null): string {
  return `${message?.futureId}/${message?.networkInteractionId}`;
}
