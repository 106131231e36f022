import { attest } from "@gridwatt/oracle";
import {
  assignZone,
  claim,
  connect,
  createClient,
  deposit,
  approveWatt,
  Energy,
  getMeter,
  getOperators,
  mintWatt,
  Money,
  openAccount,
  openSlots,
  placeOrder,
  Price,
  ReadingTree,
  registerMeter,
  settle,
  signReading,
  signRoot,
  Slot,
  submitRoot,
  type Client,
  type MarketEvent,
  type SignedReading,
} from "@gridwatt/sdk";
import { id, Wallet, ZeroHash, zeroPadValue } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { deployMarket, type DeployedMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { signerOf } from "../../deploy/impersonate.ts";
import type { RoleName } from "../../deploy/roles.ts";
import { checkIdentity } from "../../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../../onboarding/reserve.ts";

export const DAY = 86_400;
const SLOTS = 96;
const RATED = Energy.parse("1000");
const SECRET = id("operators of the month");
const PAIR = { long: Price.parse("0.05"), short: Price.parse("0.35") };
const FUNDS = Money.parse("5000");
const [ASK, BID] = [Price.parse("0.2000"), Price.parse("0.3000")];

interface Trader {
  readonly client: Client;
  readonly account: number;
  readonly meter: number;
  readonly wallet: Wallet;
  /** {Wh} registers of import and export, and how often it has signed. */
  readonly registers: { import: bigint; export: bigint; sequence: bigint };
}

/** A market as it is deployed, with a seller and a buyer in one zone, that lives day by day. */
export class Stage {
  readonly connection: NetworkConnection;
  readonly market: DeployedMarket;
  readonly client: Client;
  readonly #clients: readonly Client[];
  readonly addresses: readonly string[];
  readonly #traders: Trader[] = [];

  private constructor(connection: NetworkConnection, market: DeployedMarket, clients: readonly Client[]) {
    [this.connection, this.market, this.#clients] = [connection, market, clients];
    this.client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
    this.addresses = clients.map(({ runner }) => (runner as unknown as { address: string }).address);
  }

  /** @param sellers and buyers: numbers of wallets with an account each */
  static async start(traders: readonly number[]): Promise<Stage> {
    const connection = await network.create();
    const grid = { ...local.grid, genesis: "../../test/month/genesis" };
    const market = await deployMarket({ connection, parameters: { ...local, grid } });
    const runner = connection.ethers.provider;
    const client = createClient({ deployment: market.deployment, runner });
    const clients = (await connection.ethers.getSigners()).map((signer) => connect(client, signer));
    const stage = new Stage(connection, market, clients);
    await stage.#onboard(traders);
    return stage;
  }

  as(number: number): Client {
    const client = this.#clients[number];
    if (client === undefined) throw new Error(`there is no wallet ${number}`);
    return client;
  }

  addressOf(number: number): string {
    return this.addresses[number] ?? "";
  }

  async role(role: RoleName): Promise<Client> {
    return connect(this.client, await signerOf(this.connection, { role, market: this.market }));
  }

  async now(): Promise<number> {
    return this.connection.networkHelpers.time.latest();
  }

  async passTo(seconds: number): Promise<void> {
    if ((await this.now()) < seconds) await this.connection.networkHelpers.time.increaseTo(seconds);
  }

  /** A trade of so much energy at noon of a day, delivered as sold; its root is signed by the elected but some. */
  async trade(of: { day: number; energy: Energy; host: number; absent: readonly string[] }): Promise<MarketEvent[]> {
    const slot = Slot.ofNumber(of.day * SLOTS + SLOTS / 2);
    await openSlots(await this.role("BALANCING_PARTY"), { pairs: [{ slot, ...PAIR }] });
    const [seller, buyer] = this.#traders;
    if (seller === undefined || buyer === undefined) throw new Error("nobody trades");
    const order = { slot, energy: of.energy } as const;
    const placed = [
      await placeOrder(seller.client, { ...order, account: seller.account, side: "sell", limit: ASK }),
      await placeOrder(buyer.client, { ...order, account: buyer.account, side: "buy", limit: BID, host: of.host }),
    ];
    await this.passTo(slot.plus(1).beginSeconds);
    const readings = await this.#readings(slot, of.energy);
    const meters = await Promise.all(this.#traders.map(({ meter }) => getMeter(this.client, { meter })));
    const known = meters.filter((meter) => meter !== null);
    const readingAt = (meter: number, at: Slot) => readings.get(`${meter} ${at.number}`);
    const { tree } = attest(this.client, { slot, meters: known, readingAt, secret: SECRET });
    const attested = await this.attest({ slot, tree, absent: of.absent });
    const accounts = this.#traders.map(({ account }) => account);
    const ids = placed.flatMap(({ id: rested }) => (rested === null ? [] : [rested]));
    const claimed = await claim(this.as(0), { ids });
    const settled = await settle(this.as(0), { slot, accounts, readings: tree.show(accounts) });
    return [...placed, attested, claimed, settled].flatMap(({ events }) => [...events]);
  }

  /** A root of a slot, signed by the operators in office but some. */
  async attest(of: { slot: Slot; tree: ReadingTree; absent: readonly string[] }) {
    const { operators, configuration } = await getOperators(this.client);
    const root = { slot: of.slot, root: of.tree.root, sequence: 1n, configuration };
    const present = operators.filter((operator) => !of.absent.includes(operator));
    const signatures = await Promise.all(present.map((operator) => signRoot(this.#clientOf(operator), root)));
    return submitRoot(this.as(0), { root, signatures });
  }

  /** Roots of so many slots of a day that nobody traded. */
  async attestEmpty(of: { day: number; count: number; absent: readonly string[] }): Promise<void> {
    for (let at = 0; at < of.count; at++) {
      const slot = Slot.ofNumber(of.day * SLOTS + at);
      await this.passTo(slot.plus(1).beginSeconds);
      await this.attest({ slot, tree: new ReadingTree([]), absent: of.absent });
    }
  }

  #clientOf(address: string): Client {
    return this.as(this.addresses.indexOf(address));
  }

  async #onboard(wallets: readonly number[]): Promise<void> {
    const [provider, ramp] = [await this.#provider(), await this.role("RAMP")];
    const zone = local.zones.findIndex(({ id: name }) => name === "north");
    const registrar = connect(
      this.client,
      await this.connection.ethers.getSigner(this.market.parameters.area.zones[zone]?.registrar ?? ""),
    );
    const attestors = this.market.parameters.reserve.attestors.map((address) => this.#clientOf(address));
    for (const number of wallets) {
      const [client, wallet] = [this.as(number), this.addressOf(number)];
      const now = new Date((await this.now()) * 1000);
      await checkIdentity(provider, { provider, wallet, person: `person ${number}`, now });
      const { account } = await openAccount(client, {});
      await assignZone(registrar, { account, zone });
      await attestPayments(ramp, { attestors, received: FUNDS, asOf: now });
      await mintWatt(ramp, { to: wallet, amount: FUNDS, reference: paymentReference(account) });
      await approveWatt(client, { amount: FUNDS });
      await deposit(client, { account, amount: FUNDS });
      const key = new Wallet(id(`meter of ${number}`));
      const { meter } = await registerMeter(registrar, {
        account,
        key: { curve: "secp256k1", x: zeroPadValue(key.address, 32), y: ZeroHash },
        ratedImport: RATED,
        ratedExport: RATED,
      });
      const registers = { import: 0n, export: 0n, sequence: 0n };
      this.#traders.push({ client, account, meter, wallet: key, registers });
    }
  }

  /** Both meters sign their registers at both ends of a slot: the first has fed in what the second has drawn. */
  async #readings(slot: Slot, energy: Energy): Promise<ReadonlyMap<string, SignedReading>> {
    const signed = new Map<string, SignedReading>();
    for (const [at, { meter, wallet, registers }] of this.#traders.entries()) {
      for (const end of [slot, slot.plus(1)]) {
        if (end !== slot) registers[at === 0 ? "export" : "import"] += energy.wh;
        registers.sequence += 1n;
        const { import: importRegister, export: exportRegister, sequence } = registers;
        const reading = { meter, slot: end, importRegister, exportRegister, sequence };
        signed.set(`${meter} ${end.number}`, await signReading(connect(this.client, wallet), reading));
      }
    }
    return signed;
  }

  async #provider(): Promise<Client> {
    const [first] = this.market.parameters.compliance.providers;
    return this.#clientOf(first?.provider ?? "");
  }
}
