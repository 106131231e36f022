import type { Client, ContractName } from "@gridwatt/sdk";
import { connect, createClient } from "@gridwatt/sdk";
import type { Signer } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { areaCalls } from "../deploy/calls.ts";
import type { DeployedMarket } from "../deploy/deploy.ts";
import { deployMarket } from "../deploy/deploy.ts";
import { signerOf } from "../deploy/impersonate.ts";
import type { AreaParameters, HumanParameters } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import type { RoleName } from "../deploy/roles.ts";
import { CORRECTION_SECONDS, READING_DEADLINE_SECONDS } from "./clock.ts";
import { OVERRIDES } from "./overrides.ts";

/** A market whose area is still empty: each scenario sets it up for itself. */
const EMPTY: HumanParameters = {
  ...local,
  delivery: {
    ...local.delivery,
    readingDeadlineMinutes: READING_DEADLINE_SECONDS / 60,
    correctionWindowMinutes: CORRECTION_SECONDS / 60,
  },
  rules: { ...local.rules, marketFee: "0", marketFeeCap: "0.4095", tariffCap: "1.6383", limitedTariffFloor: "0" },
  market: { payees: [] },
  operators: [],
  zones: [],
};
/** Older than any slot that an exchange can open, so that the clock of every scenario lies ahead. */
const GENESIS = "1970-01-20T00:00:00Z";
/** {gas} of each call that is put into a block with others */
const CALL_GAS = 400_000;

/** A call of one of the market's contracts. */
interface Call {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A deployed market and the way back to it. */
interface World {
  readonly connection: NetworkConnection;
  readonly market: DeployedMarket;
  readonly client: Client;
  readonly restore: () => Promise<void>;
  readonly holders: Map<RoleName, Client>;
  /** Made once and used by all scenarios. */
  readonly addresses: Client[];
}

/**
 * A market on the embedded EVM whose clock stands where it is put. Deployed once by the same modules as everywhere, once
 * with and once without residual supply, then brought back to that state for each scenario.
 */
export class EmbeddedMarket {
  readonly #worlds = new Map<boolean, World>();
  readonly #names = new Map<string, Client>();
  #current: World | undefined;
  #now = 0;

  static async start(): Promise<EmbeddedMarket> {
    const market = new EmbeddedMarket();
    await market.reset(0, false);
    return market;
  }

  /** {s} */
  get now(): number {
    return this.#now;
  }

  /** The market as anyone reads it. */
  get client(): Client {
    return this.#world.client;
  }

  get #world(): World {
    if (this.#current === undefined) throw new Error("the market has not been started");
    return this.#current;
  }

  /** Forgets all that was played, and puts the clock to a time {s}. */
  async reset(now: number, residualSupply: boolean): Promise<void> {
    const known = this.#worlds.get(residualSupply);
    this.#current = known ?? (await deployWorld(residualSupply));
    this.#worlds.set(residualSupply, this.#current);
    await this.#current.restore();
    this.#names.clear();
    this.#now = now;
  }

  /** Puts the clock forward {s}. */
  advanceTo(now: number): void {
    this.#now = Math.max(this.#now, now);
  }

  /** Makes the next block, and so the one transaction of `work`, happen at exactly the clock's time. */
  async at<T>(work: () => Promise<T>): Promise<T> {
    await this.#world.connection.networkHelpers.time.setNextBlockTimestamp(this.#now);
    return work();
  }

  /** Makes one block, at the clock's time, of somebody's calls. */
  async together(client: Client, calls: readonly Call[]): Promise<void> {
    const { networkHelpers, ethers } = this.#world.connection;
    const from = await (client.runner as Signer).getAddress();
    await networkHelpers.time.setNextBlockTimestamp(this.#now);
    await ethers.provider.send("evm_setAutomine", [false]);
    try {
      const sent: string[] = [];
      for (const { contract, name, args } of calls) {
        const { to, data } = await client.contracts[contract].getFunction(name).populateTransaction(...args);
        const gas = `0x${CALL_GAS.toString(16)}`;
        sent.push(
          (await ethers.provider.send("eth_sendTransaction", [{ from, to, data, gas, gasPrice: "0x0" }])) as string,
        );
      }
      await ethers.provider.send("evm_mine", []);
      for (const hash of sent) {
        const receipt = await ethers.provider.getTransactionReceipt(hash);
        if (receipt?.status !== 1) throw new Error(`${hash} was not done`);
      }
    } finally {
      await ethers.provider.send("evm_setAutomine", [true]);
    }
  }

  /** @returns what brings the market and its clock back to how they are now, as often as it is called */
  async keep(): Promise<() => Promise<void>> {
    const [now, snapshot] = [this.#now, await this.#world.connection.networkHelpers.takeSnapshot()];
    return async () => {
      await snapshot.restore();
      this.#now = now;
    };
  }

  /** What `work` does, whole or not at all, as a wallet that batches its calls would do it. */
  async whole<T>(work: () => Promise<T>): Promise<T> {
    const snapshot = await this.#world.connection.networkHelpers.takeSnapshot();
    try {
      return await work();
    } catch (error) {
      await snapshot.restore();
      throw error;
    }
  }

  /** The market as the holder of a role calls it. */
  async as(role: RoleName): Promise<Client> {
    const known = this.#world.holders.get(role);
    if (known !== undefined) return known;
    const signer = await signerOf(this.#world.connection, { role, market: this.#world.market });
    const client = connect(this.client, signer);
    this.#world.holders.set(role, client);
    return client;
  }

  /** The market as somebody of that name calls it; each name of a scenario has an address of its own. */
  async asNamed(name: string): Promise<Client> {
    const client = this.#names.get(name) ?? this.#world.addresses[this.#names.size] ?? (await this.#newAddress());
    this.#names.set(name, client);
    return client;
  }

  /** Sets the empty area up, each call made by the role that may. */
  async setUpArea(area: AreaParameters): Promise<void> {
    const manager = await this.as("GRID_MANAGER");
    const caller = await (manager.runner as Signer).getAddress();
    const { contracts: addresses } = this.client.deployment;
    for (const { contract, method, args, role } of areaCalls(area, { caller, contracts: addresses })) {
      const { contracts } = role === null ? manager : await this.as(role);
      const call = contracts[contract].getFunction(method);
      await this.at(async () => (await call.send(...args, OVERRIDES)).wait());
    }
  }

  /** The market as each oracle operator sees it. */
  operators(): Promise<Client[]> {
    return this.#asEach(this.#world.market.parameters.delivery.operators);
  }

  /** The market as each attestor of the reserve sees it. */
  attestors(): Promise<Client[]> {
    return this.#asEach(this.#world.market.parameters.reserve.attestors);
  }

  /** The market as whoever checks identities sees it. */
  async provider(): Promise<Client> {
    const [first] = await this.#asEach(this.#world.market.parameters.compliance.providers.map((one) => one.provider));
    if (first === undefined) throw new Error("nobody checks identities");
    return first;
  }

  async #asEach(addresses: readonly string[]): Promise<Client[]> {
    const signers = addresses.map((address) => this.#world.connection.ethers.getSigner(address));
    return (await Promise.all(signers)).map((signer) => connect(this.client, signer));
  }

  async close(): Promise<void> {
    for (const { connection } of this.#worlds.values()) await connection.close();
  }

  async #newAddress(): Promise<Client> {
    const address = `0x${(0x0e0000 + this.#world.addresses.length).toString(16).padStart(40, "0")}`;
    const client = connect(this.client, await this.#world.connection.ethers.getImpersonatedSigner(address));
    this.#world.addresses.push(client);
    return client;
  }
}

async function deployWorld(residualSupply: boolean): Promise<World> {
  const override = { allowBlocksWithSameTimestamp: true, initialDate: GENESIS, initialBaseFeePerGas: 0 };
  const connection = await network.create({ network: "default", override });
  const parameters = { ...EMPTY, delivery: { ...EMPTY.delivery, residualSupply } };
  const market = await deployMarket({ connection, parameters });
  const snapshot = await connection.networkHelpers.takeSnapshot();
  return {
    connection,
    market,
    client: createClient({ deployment: market.deployment, runner: connection.ethers.provider }),
    restore: () => snapshot.restore(),
    holders: new Map(),
    addresses: [],
  };
}
