import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { BaseContract, Interface } from "ethers";

import type { HostileWatt, WattToken } from "../../typechain-types/index.js";
import {
  Exchange__factory,
  ExchangeExtension__factory,
  ExchangeSettling__factory,
} from "../../typechain-types/index.js";
import { deployExchange, UNIT } from "./exchange.ts";
import { deployWattToken } from "./tokens.ts";

export { UNIT };

export const MARKET_FEE = 1n;
/** {tick} by zone. */
export const TARIFFS = [3n, 2n, 4n] as const;
/** Grid operators of the zones; 0 is the market. */
export const OPERATORS = [7, 8, 9] as const;
export const GATE = 300;
export const HORIZON = 172_800;
/** {unit} that every account has at the beginning. */
export const FUNDS = 1_000_000n;
export const PAIR = { long: -20, short: 30 } as const;
export const SIDES = { buy: 0, sell: 1 } as const;
export const KINDS = { limit: 0, postOnly: 1, ioc: 2, fok: 3 } as const;
/** Moods of HostileWatt, in its own order. */
export const MOODS = { Honest: 0, ReturnsFalse: 1, ReturnsNothing: 2, TakesFee: 3, GivesMore: 4 } as const;

export interface OrderRequest {
  account: number;
  side: keyof typeof SIDES;
  energy: number;
  limit: number;
  kind?: keyof typeof KINDS;
  slot?: number;
}

/** What the exchange's code may refuse with, errors of libraries and base contracts included. */
const ERRORS = new Interface(
  [...Exchange__factory.abi, ...ExchangeExtension__factory.abi, ...ExchangeSettling__factory.abi].filter(
    ({ type }) => type === "error",
  ),
);

export type Clearing = Awaited<ReturnType<typeof deployWith<WattToken | HostileWatt>>>;

interface Network {
  ethers: HardhatEthers;
  networkHelpers: NetworkHelpers;
}

/**
 * An exchange with three zones: a root and two below it. Account 1 of `alice` is at home in zone 1, account 2 of `bob`
 * in zone 2, account 3 of `alice` in zone 1; all have {FUNDS}. Slot `slot` is open with {PAIR}; nothing is traded.
 */
export async function deployClearing({ ethers, networkHelpers }: Network, residualSupply = false) {
  return deployWith({ ethers, networkHelpers }, await deployWatt(ethers), residualSupply);
}

/** As {deployClearing}, with a currency that can be told to misbehave. */
export async function deployHostile({ ethers, networkHelpers }: Network) {
  const token = await ethers.deployContract("HostileWatt");
  return { ...(await deployWith({ ethers, networkHelpers }, token)), token };
}

async function deployWatt(ethers: HardhatEthers): Promise<WattToken> {
  const authority = await ethers.deployContract("AccessManager", [await first(ethers)]);
  return (await deployWattToken(ethers, authority)).watt;
}

async function first(ethers: HardhatEthers): Promise<string> {
  const [signer] = await ethers.getSigners();
  if (signer === undefined) throw new Error("too few accounts");
  return signer.address;
}

async function deployWith<T extends WattToken | HostileWatt>(
  { ethers, networkHelpers }: Network,
  watt: T,
  residualSupply = false,
) {
  const [admin, alice, bob, carol, stranger] = await ethers.getSigners();
  if (admin === undefined || alice === undefined || bob === undefined) throw new Error("too few accounts");
  if (carol === undefined || stranger === undefined) throw new Error("too few accounts");
  const authority = await ethers.deployContract("AccessManager", [admin.address]);
  const registry = await ethers.deployContract("AccountRegistry", [authority]);
  const area = await ethers.deployContract("MarketArea", [authority]);
  for (const zone of [0, 1, 2]) await area.addZone(0, TARIFFS[zone] ?? 0n, OPERATORS[zone] ?? 1, admin);
  await area.setMarketFee(MARKET_FEE);
  await area.setMinEnergy(10);
  const { exchange, meters } = await deployExchange(ethers, { watt, registry, area, authority, residualSupply });
  await exchange.setBalancingParty(carol);
  const settlement = await ethers.deployContract("ImmediateSettlement");
  await exchange.setSettlement(settlement);
  await registry.addArea(exchange);
  const owners = [alice, bob, alice] as const;
  for (const [i, owner] of owners.entries()) {
    await registry.openAccount(owner);
    await registry.assignZone(i + 1, exchange, i === 1 ? 2 : 1);
    await watt.mint(owner, 10n ** 31n);
    await watt.connect(owner).approve(exchange, 2n ** 256n - 1n);
    await exchange.connect(owner).deposit(i + 1, FUNDS * UNIT);
  }
  const { time } = networkHelpers;
  const slot = Math.floor((await time.latest()) / 900) + 8;
  await exchange.openSlots([{ slot, ...PAIR }]);
  const orderOf = ({ account, side, energy, limit, kind = "limit", slot: at = slot }: OrderRequest) => ({
    account,
    zone: account === 2 ? 2 : 1,
    slot: at,
    side: SIDES[side],
    energy,
    limit,
    kind: KINDS[kind],
    minFill: 0,
    host: 0,
  });
  const ownerOf = (account: number) => (account === 2 ? bob : alice);
  const read = async (at: number = slot) => [
    await watt.balanceOf(exchange),
    await watt.balanceOf(alice),
    await watt.balanceOf(bob),
    ...(await Promise.all([0, 1, 2, 3].map((account) => exchange.accountData(account)))),
    ...(await Promise.all([1, 2, 3].map((account) => exchange.positionData(account, at)))),
    ...(await Promise.all([0, ...OPERATORS].map((operator) => exchange.feesOwed(operator)))),
    await exchange.bestPrices(at),
    await exchange.slotData(at),
    await exchange.currentTerms(),
    await exchange.settlement(),
  ];
  return {
    ethers,
    time,
    admin,
    alice,
    bob,
    carol,
    stranger,
    authority,
    watt,
    registry,
    area,
    exchange,
    /** The exchange, for errors that its interface does not declare. */
    code: new BaseContract(await exchange.getAddress(), ERRORS),
    settlement,
    meters,
    slot,
    orderOf,
    read,
    /** {unit} free funds of an account. */
    free: async (account: number) => (await exchange.accountData(account)).free,
    /** Places an order as its account's owner; gives its id, 0 where nothing rests. */
    async place(request: OrderRequest): Promise<bigint> {
      const as = exchange.connect(ownerOf(request.account));
      const [id] = await as.placeOrder.staticCall(orderOf(request));
      await as.placeOrder(orderOf(request));
      return id;
    },
    /** To the second at which the slot's trading ends, or its delivery. */
    closeGate: (at: number = slot) => time.increaseTo(at * 900 - GATE),
    deliver: (at: number = slot) => time.increaseTo((at + 1) * 900),
  };
}

/** As `fixture`; account 2 has bought 100 Wh of account 1 at 5, and 50 Wh of the sale are still open. */
export async function trade<T extends Clearing>(fixture: T) {
  const ask = await fixture.place({ account: 1, side: "sell", energy: 150, limit: 5 });
  await fixture.place({ account: 2, side: "buy", energy: 100, limit: 20 });
  return { ...fixture, ask };
}
