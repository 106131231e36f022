import type { Client } from "@gridwatt/sdk";
import { connect, createClient } from "@gridwatt/sdk";
import type { Provider, TransactionRequest, TransactionResponse } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { DeployedMarket } from "../deploy/deploy.ts";
import { deployMarket } from "../deploy/deploy.ts";
import type { HumanParameters } from "../deploy/parameters.ts";
import type { RoleName } from "../deploy/roles.ts";
import { holderOf } from "../deploy/roles.ts";

/** {gas} A block of a simulation holds a whole round. */
const BLOCK_GAS = 1_000_000_000_000n;
/** {characters} of calldata in a block, or one transaction: the EVM keeps each step of a block until it is mined. */
const BLOCK_DATA = 50_000;

/** Somebody who sends transactions. */
export interface Actor {
  readonly address: string;
  readonly client: Client;
  readonly runner: RoundRunner;
}

/** One transaction of a round: who sends it, and the action that does. */
export interface Turn<T> {
  readonly actor: Actor;
  readonly act: (client: Client) => Promise<T>;
}

/** What transactions have cost so far. */
export interface Spent {
  readonly transactions: number;
  readonly gas: bigint;
}

/**
 * A market on the embedded EVM that is played in rounds: what many actors send at once is mined in the order of
 * their turns, at a time that the caller says.
 */
export class SimulatedChain {
  readonly #connection: NetworkConnection;
  readonly #market: DeployedMarket;
  readonly client: Client;
  #transactions = 0;
  #gas = 0n;
  #created = 0;
  #queue: RoundQueue | undefined;

  private constructor(connection: NetworkConnection, market: DeployedMarket) {
    this.#connection = connection;
    this.#market = market;
    this.client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
  }

  /** Deploys a market by the modules of every network, on a chain that begins at a time {ISO 8601}. */
  static async start(parameters: HumanParameters, genesis: string): Promise<SimulatedChain> {
    const override = {
      allowBlocksWithSameTimestamp: true,
      initialDate: genesis,
      initialBaseFeePerGas: 0,
      blockGasLimit: BLOCK_GAS,
      mining: { mempool: { order: "fifo" } },
    } as const;
    const connection = await network.create({ network: "default", override });
    const market = await deployMarket({ connection, parameters });
    await connection.provider.request({ method: "evm_setAutomine", params: [false] });
    return new SimulatedChain(connection, market);
  }

  get spent(): Spent {
    return { transactions: this.#transactions, gas: this.#gas };
  }

  /** The holder of a role. */
  as(role: RoleName): Actor {
    return this.#actorAt(holderOf(role, this.#market));
  }

  /** The registrar of all zones. */
  registrar(): Actor {
    return this.#actorAt(this.#market.parameters.area.zones[0]?.registrar ?? "");
  }

  /** Somebody new. */
  async newActor(): Promise<Actor> {
    this.#created += 1;
    const address = `0x${(0x0e0000 + this.#created).toString(16).padStart(40, "0")}`;
    await this.#connection.provider.request({ method: "hardhat_impersonateAccount", params: [address] });
    return this.#actorAt(address);
  }

  /** The market as each oracle operator signs for it. */
  operators(): Promise<Client[]> {
    return this.#asEach(this.#market.parameters.delivery.operators);
  }

  /** The market as each attestor of the reserve signs for it. */
  attestors(): Promise<Client[]> {
    return this.#asEach(this.#market.parameters.reserve.attestors);
  }

  /**
   * Mines one transaction for each turn at a time {s}, in their order, in as few blocks as fit. Throws what the first refused
   * action throws; an actor has one turn at most.
   * @param meanwhile what else there is to do while the EVM, which has a thread of its own, mines the first block
   */
  async round<T>(seconds: number, turns: readonly Turn<T>[], meanwhile?: () => void): Promise<T[]> {
    if (turns.length === 0) return [];
    const queue = new RoundQueue(turns.length);
    this.#queue = queue;
    turns.forEach(({ actor }, at) => {
      if (actor.runner.turn !== null) throw new Error(`${actor.address} has two turns`);
      actor.runner.turn = at;
    });
    const running = Promise.all(turns.map(({ actor, act }) => act(actor.client)));
    await Promise.race([queue.full, running]);
    await this.#mine(seconds, queue, meanwhile);
    return running;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** The market as somebody signs for it. */
  async signerOf({ address }: Actor): Promise<Client> {
    return connect(this.client, await this.#connection.ethers.getSigner(address));
  }

  /** Whoever checks identities. */
  provider(): Actor {
    return this.#actorAt(this.#market.parameters.compliance.providers[0]?.provider ?? "");
  }

  async #asEach(addresses: readonly string[]): Promise<Client[]> {
    const signers = await Promise.all(addresses.map((address) => this.#connection.ethers.getSigner(address)));
    return signers.map((signer) => connect(this.client, signer));
  }

  async #mine(seconds: number, queue: RoundQueue, meanwhile?: () => void): Promise<void> {
    const hashes: string[] = [];
    for (const [at, block] of blocksOf(queue.requests).entries()) {
      const mined: string[] = [];
      for (const { from, to, data } of block) {
        // One after the other: their order in the block is that of their arrival.
        const params = [{ from, to, data, gas: "0x1000000", gasPrice: "0x0" }];
        mined.push((await this.#request("eth_sendTransaction", ...params)) as string);
      }
      await this.#request("evm_setNextBlockTimestamp", seconds);
      const mining = this.#request("evm_mine");
      if (at === 0) meanwhile?.();
      await mining;
      await this.#count(mined.length);
      hashes.push(...mined);
    }
    queue.mined(hashes);
  }

  async #count(transactions: number): Promise<void> {
    const block = (await this.#request("eth_getBlockByNumber", "latest", false)) as {
      readonly gasUsed: string;
      readonly transactions: readonly string[];
    };
    if (block.transactions.length !== transactions) throw new Error("transactions were not mined in one block");
    this.#transactions += transactions;
    this.#gas += BigInt(block.gasUsed);
  }

  async #request(method: string, ...params: unknown[]): Promise<unknown> {
    return this.#connection.provider.request({ method, params });
  }

  #actorAt(address: string): Actor {
    const queue: Enqueue = (turn, request) => {
      if (this.#queue === undefined) throw new Error("transactions belong to a round");
      return this.#queue.add(turn, request);
    };
    const runner = new RoundRunner(address, { provider: this.client.runner.provider as Provider, queue });
    return { address, runner, client: connect(this.client, runner) };
  }
}

/** An ethers runner whose transactions wait for the block of their round. */
export class RoundRunner {
  readonly #address: string;
  readonly provider: Provider;
  readonly #queue: Enqueue;
  /** The place in the round; null outside of one. */
  turn: number | null = null;

  constructor(address: string, of: { provider: Provider; queue: Enqueue }) {
    this.#address = address;
    this.provider = of.provider;
    this.#queue = of.queue;
  }

  async call(request: TransactionRequest): Promise<string> {
    return this.provider.call({ ...request, from: this.#address });
  }

  async sendTransaction(request: TransactionRequest): Promise<TransactionResponse> {
    const { turn } = this;
    if (turn === null) throw new Error("an actor without a turn sends nothing");
    this.turn = null;
    return this.#queue(turn, { ...request, from: this.#address });
  }
}

type Enqueue = (turn: number, request: TransactionRequest) => Promise<TransactionResponse>;

function blocksOf(requests: readonly TransactionRequest[]): TransactionRequest[][] {
  const blocks: TransactionRequest[][] = [];
  let room = 0;
  for (const request of requests) {
    const size = request.data?.length ?? 0;
    if (size > room) {
      blocks.push([]);
      room = Math.max(BLOCK_DATA, size);
    }
    blocks.at(-1)?.push(request);
    room -= size;
  }
  return blocks;
}

/** The transactions of a round, and those who wait for them. */
class RoundQueue {
  readonly #requests: TransactionRequest[] = [];
  readonly #waiting: ((hash: string) => void)[] = [];
  readonly #size: number;
  #count = 0;
  /** Settles when every turn has sent its transaction. */
  readonly full: Promise<void>;
  #fill: () => void = () => {};

  constructor(size: number) {
    this.#size = size;
    this.full = new Promise((resolve) => (this.#fill = resolve));
  }

  get requests(): readonly TransactionRequest[] {
    return this.#requests;
  }

  add(turn: number, request: TransactionRequest): Promise<TransactionResponse> {
    this.#requests[turn] = request;
    const mined = new Promise<TransactionResponse>((resolve) => {
      // What ethers needs to fetch the receipt, which is there by then.
      this.#waiting[turn] = (hash) => resolve({ ...request, hash } as unknown as TransactionResponse);
    });
    this.#count += 1;
    if (this.#count === this.#size) this.#fill();
    return mined;
  }

  mined(hashes: readonly string[]): void {
    hashes.forEach((hash, at) => this.#waiting[at]?.(hash));
  }
}
