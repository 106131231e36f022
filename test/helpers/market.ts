import type { NetworkConnection } from "hardhat/types/network";
import type { BigNumberish } from "ethers";

import type { Market, Zone } from "../model/market.ts";
import { IExchange__factory } from "../../typechain-types/index.ts";

/** What a test market is made from. Prices, tariffs and fees in ticks, energy in Wh. */
export interface TestMarketSetup {
  readonly zones: readonly Zone[];
  readonly marketFee?: bigint;
  readonly minEnergy?: bigint;
  /** Home zone of each account; accounts are numbered from 1. */
  readonly accountZones: readonly number[];
  /** How many accounts in a row have one owner; default 1. */
  readonly accountsPerOwner?: number;
}

export type TestMarket = Awaited<ReturnType<typeof deployTestMarket>>;

const GATE_MINUTES = 5;
const HORIZON = 172_800;
const UNIT = 10n ** 11n;

/** A market on the embedded chain: contracts, accounts in their zones, everyone with WATT and an open-handed approval. */
export async function deployTestMarket({ ethers, networkHelpers }: NetworkConnection, setup: TestMarketSetup) {
  const { time } = networkHelpers;
  const signers = await ethers.getSigners();
  const [admin, ...owners] = signers;
  if (admin === undefined) throw new Error("the network has no accounts");
  const authority = await ethers.deployContract("AccessManager", [admin.address]);
  const watt = await ethers.deployContract("WattToken", ["Gridwatt Euro", "WATT-EUR", "EUR", authority]);
  const area = await ethers.deployContract("MarketArea", [authority]);
  const registry = await ethers.deployContract("AccountRegistry", [authority]);
  const parameters = { watt, registry, area, unit: UNIT, authority };
  const deployed = await ethers.deployContract("Exchange", [parameters]);
  const exchange = IExchange__factory.connect(await deployed.getAddress(), admin);
  const settlement = await ethers.deployContract("ImmediateSettlement");
  await exchange.setSettlement(settlement);
  await registry.addArea(exchange);
  const operators = [...new Set(setup.zones.map((zone) => zone.operator))];
  await area.setMarketFee(setup.marketFee ?? 0n);
  await area.setMinEnergy(setup.minEnergy ?? 1n);
  await area.setOpeningRules({
    gateMinutes: GATE_MINUTES,
    horizon: HORIZON,
    minLong: -99_999,
    maxShort: 99_999,
    minSpread: 1,
  });
  for (const [number, zone] of setup.zones.entries()) {
    await area.addZone(zone.parent ?? 0, zone.tariff, operators.indexOf(zone.operator) + 1, admin);
    const bands = zone.bands.map(({ fromBps, add }) => ({ from: fromBps, surcharge: add }));
    if (zone.capacity !== null) await area.setLink(number, zone.capacity, bands);
  }
  const ownerOf = (account: number) => {
    const owner = owners[Math.floor((account - 1) / (setup.accountsPerOwner ?? 1))];
    if (owner === undefined) throw new Error("too few signers");
    return owner;
  };
  const accounts = setup.accountZones.map((_, i) => i + 1);
  for (const account of accounts) {
    const owner = ownerOf(account);
    await registry.openAccount(owner);
    await registry.assignZone(account, exchange, setup.accountZones[account - 1] ?? 0);
    await watt.mint(owner, 10n ** 30n);
    await watt.connect(owner).approve(exchange, 2n ** 256n - 1n);
  }
  const reader = await ethers.deployContract("MarketReader");
  let now = await time.latest();

  return {
    ethers,
    time,
    admin,
    authority,
    watt,
    area,
    registry,
    exchange,
    settlement,
    accounts,
    ownerOf,
    operators,
    unit: UNIT,
    gate: GATE_MINUTES * 60,
    horizon: HORIZON,
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
    async look(what: { slots: readonly number[]; orders: readonly bigint[]; slot: number }) {
      const zones = setup.zones.length;
      return reader.look(exchange, accounts, [...what.slots], [...what.orders], what.slot, zones);
    },
    async eventsOf(hash: string, names: readonly ("OrderPlaced" | "Trade")[]) {
      const receipt = await ethers.provider.getTransactionReceipt(hash);
      return (receipt?.logs ?? []).flatMap((log) => {
        const event = exchange.interface.parseLog(log);
        if (event === null) return [];
        const word = event.args[0] as bigint;
        if (event.name === "OrderPlaced" && names.includes("OrderPlaced")) {
          return [{ name: "OrderPlaced" as const, id: word & ((1n << 71n) - 1n) }];
        }
        return event.name === "Trade" && names.includes("Trade") ? [decodeTrade(word)] : [];
      });
    },
  };
}

function decodeTrade(word: bigint) {
  const bits = (from: bigint, count: bigint) => (word >> from) & ((1n << count) - 1n);
  const isAsk = bits(18n, 1n) === 1n;
  const rank = bits(0n, 18n);
  return {
    name: "Trade" as const,
    slot: Number(bits(23n, 32n)),
    zone: Number(bits(19n, 4n)),
    price: isAsk ? 100_000n - rank : rank - 100_000n,
    energy: bits(55n, 44n),
    taker: Number(bits(99n, 32n)),
    gridFee: bits(135n, 18n),
  };
}
