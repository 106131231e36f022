import type { Client, Written } from "@gridwatt/sdk";
import { connect, createClient, getAccount, Grid, Money, Slot } from "@gridwatt/sdk";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { DeployedMarket } from "../deploy/deploy.ts";
import { deployMarket } from "../deploy/deploy.ts";
import { local } from "../deploy/parameters/local.ts";
import type { RoleName } from "../deploy/roles.ts";
import { holderOf } from "../deploy/roles.ts";
import { Ledger } from "../scenario/ledger.ts";

/** What the transactions of one kind cost together. */
export interface GasRow {
  readonly step: number;
  readonly call: string;
  transactions: number;
  gas: bigint;
}

/** The demo's market on the embedded EVM, with a book of all that it tells and of all gas. */
export class DemoChain {
  readonly #connection: NetworkConnection;
  readonly #market: DeployedMarket;
  readonly client: Client;
  readonly ledger = new Ledger(false);
  readonly gas: GasRow[] = [];
  /** {gas} */
  readonly deploymentGas: bigint;

  private constructor(connection: NetworkConnection, market: DeployedMarket, deploymentGas: bigint) {
    this.#connection = connection;
    this.#market = market;
    this.deploymentGas = deploymentGas;
    this.client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
  }

  static async start(): Promise<DemoChain> {
    const connection = await network.create();
    const market = await deployMarket({ connection, parameters: local });
    return new DemoChain(connection, market, await gasOfAllBlocks(connection));
  }

  /** The delivery period that the demo trades: the next noon in UTC that is at least two hours ahead. */
  async nextNoon(): Promise<Slot> {
    const now = await this.#connection.networkHelpers.time.latest();
    const day = 86_400;
    const noon = Math.ceil((now + 2 * 3600 - day / 2) / day) * day + day / 2;
    return Slot.at(new Date(noon * 1000));
  }

  /** Puts the clock to the end of a slot. */
  async passDelivery(slot: Slot): Promise<void> {
    await this.#connection.networkHelpers.time.increaseTo(slot.plus(1).beginSeconds);
  }

  /** Puts the clock to the begin of the next day in UTC. */
  async nextDay(): Promise<void> {
    const { time } = this.#connection.networkHelpers;
    const day = 86_400;
    await time.increaseTo((Math.floor((await time.latest()) / day) + 1) * day);
  }

  /** Gives GRID to somebody. */
  async giveGrid(to: string, amount: Grid): Promise<void> {
    const minter = await this.as("GRID_MINTER");
    await minter.contracts.grid.getFunction("mint")(to, amount.base);
  }

  /** What a solution of an election is submitted with. */
  get solutionDeposit(): Grid {
    return Grid.ofBase(this.#market.parameters.election.solutionDeposit);
  }

  /** The market as the n-th account of the EVM calls it. */
  async asSigner(number: number): Promise<{ client: Client; address: string }> {
    const signer = (await this.#connection.ethers.getSigners())[number];
    if (signer === undefined) throw new Error(`the EVM has no account ${number}`);
    return { client: connect(this.client, signer), address: signer.address };
  }

  /** The market as the holder of a role calls it. */
  async as(role: RoleName): Promise<Client> {
    return connect(this.client, await this.#connection.ethers.getSigner(holderOf(role, this.#market)));
  }

  /** The market as the registrar of a zone calls it. */
  async asRegistrar(zone: number): Promise<Client> {
    const registrar = this.#market.parameters.area.zones[zone]?.registrar ?? "";
    return connect(this.client, await this.#connection.ethers.getSigner(registrar));
  }

  /** The market as each oracle operator sees it. */
  operators(): Promise<Client[]> {
    return this.#asEach(this.#market.parameters.delivery.operators);
  }

  /** The market as each attestor of the reserve sees it. */
  attestors(): Promise<Client[]> {
    return this.#asEach(this.#market.parameters.reserve.attestors);
  }

  /** What an account in the market has that is not locked. */
  async freeOf(account: number): Promise<Money> {
    return (await getAccount(this.client, { account }))?.free ?? Money.ZERO;
  }

  /** The time of the latest block. */
  async now(): Promise<Date> {
    return new Date((await this.#connection.networkHelpers.time.latest()) * 1000);
  }

  /** Address that an operator's fees are paid to; 0 is the market. */
  payeeOf(operator: number): string {
    const { market, operators } = this.#market.parameters.area;
    return [market, ...operators][operator]?.payees[0]?.payee ?? "";
  }

  /** Does one transaction of a step: takes in what it tells and what it costs. */
  async send<W extends Written>(step: number, call: string, work: () => Promise<W>): Promise<W> {
    const written = await work();
    for (const event of written.events) this.ledger.apply(event);
    const known = this.gas.find((row) => row.step === step && row.call === call);
    const row = known ?? { step, call, transactions: 0, gas: 0n };
    if (known === undefined) this.gas.push(row);
    row.transactions += 1;
    row.gas += written.receipt.gasUsed;
    return written;
  }

  /** The market as whoever checks identities sees it. */
  async provider(): Promise<Client> {
    const [first] = await this.#asEach(this.#market.parameters.compliance.providers.map((one) => one.provider));
    if (first === undefined) throw new Error("nobody checks identities");
    return first;
  }

  async #asEach(addresses: readonly string[]): Promise<Client[]> {
    const signers = await Promise.all(addresses.map((address) => this.#connection.ethers.getSigner(address)));
    return signers.map((signer) => connect(this.client, signer));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

async function gasOfAllBlocks({ ethers }: NetworkConnection): Promise<bigint> {
  const last = await ethers.provider.getBlockNumber();
  const blocks = await Promise.all(Array.from({ length: last }, (_, at) => ethers.provider.getBlock(at + 1)));
  return blocks.reduce((sum, block) => sum + (block?.gasUsed ?? 0n), 0n);
}
