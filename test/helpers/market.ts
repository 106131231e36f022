import type { NetworkConnection } from "hardhat/types/network";
import { connect, createClient, Money } from "@gridwatt/sdk";
import type { BigNumberish } from "ethers";

import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import type { HumanParameters } from "../../deploy/parameters/types.ts";
import { checkIdentity } from "../../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../../onboarding/reserve.ts";
import type { Market, Zone } from "../model/market.ts";

/** What a test market is made from. Prices, tariffs and fees in ticks, energy in Wh. */
export interface TestMarketSetup {
  readonly zones: readonly Zone[];
  readonly marketFee?: bigint;
  readonly minEnergy?: bigint;
  /** Home zone of each account; accounts are numbered from 1. */
  readonly accountZones: readonly number[];
  /** How many accounts in a row have one owner; default 1. */
  readonly accountsPerOwner?: number;
  /** Whether settlement waits for signed readings; else all counts as delivered and used. */
  readonly metered?: boolean;
}

/** An order that came to rest, or the part of a level that a taker took. */
export type MarketEvent = { readonly name: "OrderPlaced"; readonly id: bigint } | LevelTrade;

/** {tick} prices and fees, {Wh} energy; the account that took. */
export interface LevelTrade {
  readonly name: "Trade";
  readonly slot: number;
  readonly zone: number;
  readonly price: bigint;
  readonly energy: bigint;
  readonly taker: number;
  readonly gridFee: bigint;
  readonly marketFee: bigint;
  readonly host: number;
}

export type TestMarket = Awaited<ReturnType<typeof deployTestMarket>>;

/** GRID and share of the market fee. */
export const HOST_TIERS = [
  { locked: "1000", share: "0.3333" },
  { locked: "5000", share: "0.5" },
] as const;
/** {basis point} of those tiers. */
export const HOST_SHARES = [3_333n, 5_000n] as const;
/** GRID, and discount in WATT per kWh: 1, 2 and 7 ticks. */
export const DISCOUNT_TIERS = [
  { staked: "100", discount: "0.0001" },
  { staked: "1000", discount: "0.0002" },
  { staked: "10000", discount: "0.0007" },
] as const;

const GATE_MINUTES = 5;
const HORIZON_MINUTES = 2880;
export const UNIT = 10n ** 11n;
const WATT_OF_EACH = Money.parse("1000000000000");

/**
 * A market on the embedded chain, deployed as everywhere: accounts in their zones, every owner with WATT and an
 * open-handed approval. The first signer holds all roles and is every zone's registrar; the others own accounts.
 */
export async function deployTestMarket(connection: NetworkConnection, setup: TestMarketSetup) {
  const { ethers, networkHelpers } = connection;
  const { time } = networkHelpers;
  const [admin, ...owners] = await ethers.getSigners();
  if (admin === undefined) throw new Error("the network has no accounts");
  const { contracts, deployment } = await deployMarket({ connection, parameters: parametersOf(setup) });
  const { authority, watt, area, registry, exchange, feeRouter, operatorSet } = contracts;
  const settlement = await ethers.deployContract("ImmediateSettlement");
  if (setup.metered !== true) await exchange.setSettlement(settlement);
  const discounts = await ethers.deployContract("DiscountsMock");
  const ownerOf = (account: number) => {
    const owner = owners[Math.floor((account - 1) / (setup.accountsPerOwner ?? 1))];
    if (owner === undefined) throw new Error("too few signers");
    return owner;
  };
  const accounts = setup.accountZones.map((_, i) => i + 1);
  const client = connect(createClient({ deployment, runner: ethers.provider }), admin);
  const asOf = new Date((await time.latest()) * 1000);
  const received = Money.ofUnits(WATT_OF_EACH.units * BigInt(accounts.length));
  await attestPayments(client, { attestors: [client], received, asOf });
  for (const owner of new Set(accounts.map(ownerOf))) {
    await checkIdentity(client, { provider: client, wallet: owner.address, person: owner.address, now: asOf });
  }
  for (const account of accounts) {
    const owner = ownerOf(account);
    await registry.openAccount(owner);
    await registry.assignZone(account, exchange, setup.accountZones[account - 1] ?? 0);
    await contracts.onRamp.mint(owner, WATT_OF_EACH.base, paymentReference("test", account));
    await watt.connect(owner).approve(exchange, 2n ** 256n - 1n);
  }
  // From here on everybody is cleared, until a test says otherwise.
  await exchange.setCompliance(await ethers.deployContract("ComplianceMock"));
  const reader = await ethers.deployContract("MarketReader");
  let now = await time.latest();

  return {
    connection,
    ethers,
    time,
    admin,
    authority,
    watt,
    area,
    registry,
    exchange,
    settlement,
    operatorSet,
    deployment,
    feeRouter,
    accounts,
    ownerOf,
    unit: UNIT,
    hosts: contracts.hosts,
    staking: contracts.staking,
    grid: contracts.grid,
    gate: GATE_MINUTES * 60,
    horizon: HORIZON_MINUTES * 60,
    minEnergy: setup.minEnergy ?? 1n,
    get now() {
      return now;
    },
    as: (account: number) => ({ exchange: exchange.connect(ownerOf(account)) }),
    async deposit(account: number, units: bigint) {
      await exchange.connect(ownerOf(account)).deposit(account, units * UNIT);
    },
    async openSlot(pair: { slot: BigNumberish; long: BigNumberish; short: BigNumberish }) {
      await exchange.openSlots([pair]);
    },
    /** Fixes the time of the next block and returns it. */
    async nextTimestamp() {
      now = Math.max(now, await time.latest()) + 1;
      await time.setNextBlockTimestamp(now);
      return now;
    },
    async advanceTo(timestamp: number) {
      now = Math.max(await time.latest(), timestamp);
      if (now > (await time.latest())) await time.increaseTo(now);
    },
    /** Brings the model's clock to the chain's. */
    async sync(model: Market) {
      now = Math.max(now, await time.latest());
      model.advanceTo(now);
    },
    /** Opens a licence of each tier, and lets a day pass. @returns shares {basis point}; hosts are numbered from 1 */
    async licenseHosts(): Promise<readonly bigint[]> {
      const { hosts, grid } = contracts;
      for (const { locked } of HOST_TIERS) {
        const amount = ethers.parseEther(locked);
        await grid.mint(admin, amount);
        await grid.approve(hosts, amount);
        await hosts.openLicence(amount, admin);
      }
      await time.increase(86_400);
      for (const host of HOST_SHARES.keys()) await exchange.refreshHost(host + 1);
      now = await time.latest();
      return HOST_SHARES;
    },
    /** Lets tests say who has a discount; nobody has one until they do. */
    async useDiscounts() {
      await exchange.setDiscounts(discounts);
    },
    /** Gives an account another discount {tick}, by {useDiscounts}. */
    async setDiscount(account: number, discount: bigint) {
      await discounts.setDiscount(ownerOf(account), discount);
      await exchange.refreshDiscounts([account]);
    },
    async look(what: { slots: readonly number[]; orders: readonly bigint[]; slot: number }) {
      const zones = setup.zones.length;
      return reader.look(exchange, accounts, [...what.slots], [...what.orders], what.slot, zones);
    },
    /** What a transaction placed and traded, in the order in which it did. */
    async eventsOf(hash: string): Promise<MarketEvent[]> {
      const receipt = await ethers.provider.getTransactionReceipt(hash);
      return (receipt?.logs ?? []).flatMap((log): MarketEvent[] => {
        const event = exchange.interface.parseLog(log);
        const word = event?.args[0] as bigint;
        if (event?.name === "OrderPlaced") return [{ name: "OrderPlaced", id: word & ((1n << 71n) - 1n) }];
        return event?.name === "Trade" ? [decodeTrade(word)] : [];
      });
    },
  };
}

function decodeTrade(word: bigint): LevelTrade {
  const bits = (from: bigint, count: bigint) => (word >> from) & ((1n << count) - 1n);
  const isAsk = bits(18n, 1n) === 1n;
  const rank = bits(0n, 18n);
  return {
    name: "Trade",
    slot: Number(bits(23n, 32n)),
    zone: Number(bits(19n, 4n)),
    price: isAsk ? 100_000n - rank : rank - 100_000n,
    energy: bits(55n, 44n),
    taker: Number(bits(99n, 32n)),
    gridFee: bits(135n, 18n),
    marketFee: bits(153n, 12n),
    host: Number(bits(165n, 16n)),
  };
}

function parametersOf({ zones, marketFee = 0n, minEnergy = 1n }: TestMarketSetup): HumanParameters {
  const all = ["#0"];
  const earner = { admin: "#0", payees: [{ payee: "#0", share: "1" }] };
  return {
    currency: { name: "Gridwatt Euro", symbol: "WATT-EUR", code: "EUR" },
    grid: { cap: "1000000000", genesis: "sepolia" },
    holders: {
      governor: "#0",
      guardian: all,
      balancingParty: all,
      ramp: all,
      compliance: all,
      gridManager: all,
      marketRules: all,
      listing: all,
      gridMinter: all,
      oracleManager: all,
      reserveManager: all,
      stakingRules: all,
      treasury: all,
      freezer: all,
      legalEnforcer: all,
    },
    compliance: { rules: ["sandbox"], providers: [{ jurisdiction: "SANDBOX", provider: "#0" }] },
    reserve: {
      attestors: all,
      maxAgeHours: 24,
      growth: { capacity: "1000000000000000000", windowHours: 24 },
      mint: { capacity: "1000000000000000000", windowHours: 24 },
      coin: "0.01",
      leastRedemption: "1",
    },
    election: { seats: 1, minSelfStake: "1000", solutionDeposit: "10" },
    treasury: local.treasury,
    licences: { tiers: HOST_TIERS, noticeDays: 28 },
    discounts: DISCOUNT_TIERS,
    delivery: {
      residualSupply: false,
      readingDeadlineMinutes: 1440,
      correctionWindowMinutes: 2880,
      operators: all,
    },
    rules: {
      marketFee: decimal(marketFee, 4),
      marketFeeCap: "0.4095",
      minEnergy: decimal(minEnergy, 3),
      tariffCap: "1.6383",
      limitedTariffFloor: "0",
      gateMinutes: GATE_MINUTES,
      horizonMinutes: HORIZON_MINUTES,
      minLong: "-9.9999",
      maxShort: "9.9999",
      minSpread: "0.0001",
    },
    market: { payees: earner.payees },
    operators: [...new Set(zones.map(({ operator }) => operator))].map((id) => ({ id, ...earner })),
    zones: zones.map(({ parent, operator, tariff, capacity, bands }, number) => ({
      id: `zone ${number}`,
      ...(parent === null ? {} : { parent: `zone ${parent}` }),
      operator,
      registrar: "#0",
      jurisdiction: "SANDBOX",
      tariff: decimal(tariff, 4),
      ...(capacity === null
        ? {}
        : {
            link: {
              capacity: decimal(capacity, 3),
              bands: bands.map(({ fromBps, add }) => ({ from: decimal(fromBps, 4), add: decimal(add, 4) })),
            },
          }),
    })),
  };
}

function decimal(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
