import type { Client } from "@gridwatt/sdk";
import { connect, createClient } from "@gridwatt/sdk";
import type { Signer } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { areaCalls } from "../deploy/calls.ts";
import type { DeployedMarket } from "../deploy/deploy.ts";
import { deployMarket } from "../deploy/deploy.ts";
import type { AreaParameters, HumanParameters } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import type { RoleName } from "../deploy/roles.ts";
import { ROLES } from "../deploy/roles.ts";
import { OVERRIDES } from "./overrides.ts";

/** A market whose area is still empty: each scenario sets it up for itself. */
const EMPTY: HumanParameters = {
  ...local,
  rules: { ...local.rules, marketFee: "0", marketFeeCap: "0.4095", tariffCap: "1.6383", limitedTariffFloor: "0" },
  market: { admin: local.market.admin, payees: [] },
  operators: [],
  zones: [],
};
/** Older than any slot that an exchange can open, so that the clock of every scenario lies ahead. */
const GENESIS = "1970-01-20T00:00:00Z";
/**
 * A market on the embedded EVM whose clock stands where it is put. Deployed once by the same modules as everywhere,
 * then brought back to that state for each scenario.
 */
export class EmbeddedMarket {
  readonly #connection: NetworkConnection;
  readonly #market: DeployedMarket;
  readonly #restore: () => Promise<void>;
  /** The market as anyone reads it. */
  readonly client: Client;
  readonly #holders = new Map<RoleName, Client>();
  /** Made once and used by all scenarios. */
  readonly #addresses: Client[] = [];
  readonly #names = new Map<string, Client>();
  #now = 0;

  private constructor(connection: NetworkConnection, market: DeployedMarket, restore: () => Promise<void>) {
    this.#connection = connection;
    this.#market = market;
    this.#restore = restore;
    this.client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
  }

  static async start(): Promise<EmbeddedMarket> {
    const override = { allowBlocksWithSameTimestamp: true, initialDate: GENESIS, initialBaseFeePerGas: 0 };
    const connection = await network.create({ network: "default", override });
    const market = await deployMarket({ connection, parameters: EMPTY });
    const snapshot = await connection.networkHelpers.takeSnapshot();
    return new EmbeddedMarket(connection, market, () => snapshot.restore());
  }

  /** {s} */
  get now(): number {
    return this.#now;
  }

  /** Forgets all that was played, and puts the clock to a time {s}. */
  async reset(now: number): Promise<void> {
    await this.#restore();
    this.#names.clear();
    this.#now = now;
  }

  /** Puts the clock forward {s}. */
  advanceTo(now: number): void {
    this.#now = Math.max(this.#now, now);
  }

  /** Makes the next block, and so the one transaction of `work`, happen at exactly the clock's time. */
  async at<T>(work: () => Promise<T>): Promise<T> {
    await this.#connection.networkHelpers.time.setNextBlockTimestamp(this.#now);
    return work();
  }

  /** What `work` does, whole or not at all, as a wallet that batches its calls would do it. */
  async whole<T>(work: () => Promise<T>): Promise<T> {
    const snapshot = await this.#connection.networkHelpers.takeSnapshot();
    try {
      return await work();
    } catch (error) {
      await snapshot.restore();
      throw error;
    }
  }

  /** The market as the holder of a role calls it. */
  async as(role: RoleName): Promise<Client> {
    const known = this.#holders.get(role);
    if (known !== undefined) return known;
    const [holder] = ROLES[role].holders(this.#market.parameters, this.#market.deployment.contracts);
    if (holder === undefined) throw new Error(`nobody holds ${role}`);
    const client = connect(this.client, await this.#connection.ethers.getSigner(holder));
    this.#holders.set(role, client);
    return client;
  }

  /** The market as somebody of that name calls it; each name of a scenario has an address of its own. */
  async asNamed(name: string): Promise<Client> {
    const client = this.#names.get(name) ?? this.#addresses[this.#names.size] ?? (await this.#newAddress());
    this.#names.set(name, client);
    return client;
  }

  /** Sets the empty area up, each call made by the role that may. */
  async setUpArea(area: AreaParameters): Promise<void> {
    const manager = await this.as("GRID_MANAGER");
    const caller = await (manager.runner as Signer).getAddress();
    for (const { contract, method, args, role } of areaCalls(area, caller)) {
      const { contracts } = role === null ? manager : await this.as(role);
      const call = contracts[contract].getFunction(method);
      await this.at(async () => (await call.send(...args, OVERRIDES)).wait());
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #newAddress(): Promise<Client> {
    const address = `0x${(0x0e0000 + this.#addresses.length).toString(16).padStart(40, "0")}`;
    const client = connect(this.client, await this.#connection.ethers.getImpersonatedSigner(address));
    this.#addresses.push(client);
    return client;
  }
}
