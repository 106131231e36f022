import { attestPayments, paymentReference } from "../../onboarding/reserve.ts";
import type { AccessManager, WattToken } from "../../typechain-types/index.js";
import { deployExchange } from "../helpers/exchange.ts";
import type { BaseContract } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";

import {
  approveWatt,
  assignZone,
  connect,
  createClient,
  deposit,
  Energy,
  GridwattError,
  loadDeployment,
  mintWatt,
  Money,
  openAccount,
  openSlots,
  Price,
  Slot,
  type Deployment,
  type OrderId,
} from "@gridwatt/sdk";

export const FUNDS = Money.parse("1000");

/** Zones: the root, two below it of which the second has a limited link. Fees {tick}: market 20, tariffs 50, 100, 100. */
const ZONES = [
  { parent: 0, tariff: 50, operator: 1 },
  { parent: 0, tariff: 100, operator: 1 },
  { parent: 0, tariff: 100, operator: 2 },
];
const LINK = { zone: 2, capacity: 50_000, bands: [{ from: 5_000, surcharge: 30 }] };

/** A market with one open slot; alice in zone 1 and bob in zone 2 have funds, carol in zone 0 has none. */
export async function fixture(connection: NetworkConnection) {
  const { ethers, networkHelpers } = connection;
  const [admin, alice, bob, carol, stranger] = await ethers.getSigners();
  if (!admin || !alice || !bob || !carol || !stranger) throw new Error("too few accounts");
  const deployment = await deploy(connection, admin);
  const client = createClient({ deployment, runner: admin });
  const as = (runner: HardhatEthersSigner) => connect(client, runner);
  const asOf = new Date((await networkHelpers.time.latest()) * 1000);
  await attestPayments(client, { attestors: [client], received: Money.parse("1000000"), asOf });
  for (const [zone, owner] of [
    [1, alice],
    [2, bob],
    [0, carol],
  ] as const) {
    const { account } = await openAccount(as(owner), {});
    await assignZone(client, { account, zone });
    await mintWatt(client, { to: owner.address, amount: FUNDS.plus(FUNDS), reference: paymentReference(account) });
    await approveWatt(as(owner), { amount: "unlimited" });
    if (owner !== carol) await deposit(as(owner), { account, amount: FUNDS });
  }
  const slot = Slot.ofNumber(Math.floor((await networkHelpers.time.latest()) / 900) + 8);
  await openSlots(client, { pairs: [{ slot, long: Price.parse("0.0500"), short: Price.parse("0.4000") }] });
  const people = { admin, alice, bob, carol, stranger };
  const clients = { client, alice: as(alice), bob: as(bob), carol: as(carol), stranger: as(stranger) };
  return { ...clients, people, slot, deployment, accounts: { alice: 1, bob: 2, carol: 3 } };
}

/** An order as tests write it. */
export function order(account: number, slot: Slot, text: string) {
  const [side = "", energy = "", limit = ""] = text.split(" ");
  return { account, slot, side: side as "buy" | "sell", energy: Energy.parse(energy), limit: Price.parse(limit) };
}

async function deploy({ ethers }: NetworkConnection, admin: HardhatEthersSigner): Promise<Deployment> {
  const startBlock = (await ethers.provider.getBlockNumber()) + 1;
  const authority = await ethers.deployContract("AccessManager", [admin.address]);
  const watt = await ethers.deployContract("WattToken", ["Gridwatt Euro", "WATT-EUR", "EUR", authority]);
  const ramps = await deployRamps(ethers, { watt, authority, admin });
  const grid = await ethers.deployContract("GridToken", [authority, 10n ** 27n]);
  const area = await ethers.deployContract("MarketArea", [authority]);
  const registry = await ethers.deployContract("AccountRegistry", [authority]);
  const tiers = [{ locked: 10n ** 22n, share: 2_000 }];
  const hosts = await ethers.deployContract("HostRegistry", [authority, grid, tiers, 28 * 86_400]);
  const { exchange, meters } = await deployExchange(ethers, { watt, registry, area, authority, hosts });
  const feeRouter = await ethers.deployContract("FeeRouter", [exchange, authority]);
  const settlement = await ethers.deployContract("ImmediateSettlement");
  await registry.addArea(exchange);
  await area.setMarketFeeCap(20);
  await area.setMarketFee(20);
  await area.setMinEnergy(100);
  const rules = { gateMinutes: 5, horizon: 172_800, minLong: -99_999, maxShort: 99_999, minSpread: 1 };
  await area.setOpeningRules(rules);
  for (const { parent, tariff, operator } of ZONES) await area.addZone(parent, tariff, operator, admin);
  await area.setLink(LINK.zone, LINK.capacity, LINK.bands);
  const operatorSet = await ethers.deployContract("OperatorSet", [authority, [admin.address]]);
  const recovery = await ethers.deployContract("KeyRecovery", [authority, ramps.identities, registry, watt]);
  const windows = [86_400, 86_400] as const;
  const oracle = await ethers.deployContract("ReadingOracle", [authority, meters, operatorSet, ...windows]);
  const staking = await ethers.deployContract("Staking", [authority, grid]);
  const discounts = [{ staked: 10n ** 21n, discount: 3 }];
  const stakeDiscounts = await ethers.deployContract("StakeDiscounts", [authority, staking, discounts]);
  const deposit = [10n ** 18n, 10n ** 19n] as const;
  const election = await ethers.deployContract("Election", [authority, staking, grid, operatorSet, 2, ...deposit]);
  const treasury = await deployTreasury(ethers, { authority, watt, grid, staking, registry, oracle });
  await grant(authority, { id: 19n, holder: election, functions: [[operatorSet, "setOperators"]] });
  const contracts = {
    ...{ authority, watt, grid, registry, area, meters, exchange, feeRouter },
    ...{ operatorSet, oracle, settlement, recovery, staking, election, hosts, stakeDiscounts, ...ramps, ...treasury },
  };
  const entries = Object.entries(contracts).map(async ([name, contract]) => [name, await contract.getAddress()]);
  const { chainId } = await ethers.provider.getNetwork();
  const addresses: unknown = Object.fromEntries(await Promise.all(entries));
  const deployment = loadDeployment({ chainId: Number(chainId), startBlock, contracts: addresses });
  const { contracts: market } = createClient({ deployment, runner: admin });
  await market.exchange.getFunction("setSettlement")(settlement);
  await market.exchange.getFunction("setDiscounts")(stakeDiscounts);
  await grant(authority, {
    id: 3n,
    holder: feeRouter,
    functions: [
      [market.exchange, "withdrawFees"],
      [market.exchange, "withdrawHostFees"],
    ],
  });
  const functions = [[registry, "recoverAccount"] as const, [watt, "recover"] as const];
  await grant(authority, { id: 18n, holder: recovery, functions });
  const payees = [{ payee: admin.address, weight: 10_000 }];
  await feeRouter.setMarketPayees(payees);
  for (const operator of [1, 2]) {
    await feeRouter.setAdmin(operator, admin);
    await feeRouter.setPayees(operator, payees);
  }
  return deployment;
}

/** What lives of market fees; nobody names it as a payee. */
async function deployTreasury(
  ethers: NetworkConnection["ethers"],
  of: Readonly<Record<"authority" | "watt" | "grid" | "staking" | "registry" | "oracle", BaseContract>>,
) {
  const [authority, watt, grid, staking, registry, oracle] = await Promise.all(
    [of.authority, of.watt, of.grid, of.staking, of.registry, of.oracle].map((contract) => contract.getAddress()),
  );
  const wad = 10n ** 18n;
  const lots = { startPrice: 100n * wad, floorPrice: wad, lotSize: 100n * wad, halving: 600, duration: 3600 };
  const rewardsReserve = await ethers.deployContract("RewardsReserve", [
    ...([authority ?? "", watt ?? "", grid ?? "", staking ?? ""] as const),
    lots,
  ]);
  const [insurance, treasury] = [
    await ethers.deployContract("Purse", [authority ?? ""]),
    await ethers.deployContract("Purse", [authority ?? ""]),
  ];
  const incentives = await ethers.deployContract("MakerIncentives", [
    ...([authority ?? "", watt ?? "", registry ?? "", oracle ?? "", 5_000, 1_000n * wad] as const),
  ]);
  return { rewardsReserve, insurance, treasury, incentives };
}

/** Reserve, on-ramp and redemption queue as everywhere, all of them the admin's. */
async function deployRamps(
  ethers: NetworkConnection["ethers"],
  of: { watt: WattToken; authority: AccessManager; admin: HardhatEthersSigner },
) {
  const { watt, authority, admin } = of;
  const attestorSet = await ethers.deployContract("QuorumSet", [authority, [admin.address]]);
  const limit = [10n ** 30n, 86_400] as const;
  const reserve = await ethers.deployContract("ReserveOracle", [authority, watt, attestorSet, 86_400, ...limit]);
  const onRamp = await ethers.deployContract("OnRamp", [authority, watt, ...limit]);
  const coin = 10n ** 16n;
  const redemptions = await ethers.deployContract("RedemptionQueue", [authority, watt, reserve, coin, 100n * coin]);
  await watt.setReserve(reserve);
  const compliance = await ethers.deployContract("ComplianceMock");
  await watt.setCompliance(compliance);
  const identities = await ethers.deployContract("IdentityRegistry", [authority]);
  await grant(authority, { id: 12n, holder: onRamp, functions: [[watt, "mint"]] });
  const functions = [[watt, "burn"] as const, [reserve, "recordPaid"] as const];
  await grant(authority, { id: 13n, holder: redemptions, functions });
  return { attestorSet, reserve, onRamp, redemptions, compliance, identities };
}

async function grant(
  authority: AccessManager,
  role: { id: bigint; holder: BaseContract; functions: readonly (readonly [BaseContract, string])[] },
): Promise<void> {
  await authority.grantRole(role.id, role.holder, 0);
  for (const [contract, name] of role.functions) {
    const selector = contract.interface.getFunction(name)?.selector ?? "";
    await authority.setTargetFunctionRole(contract, [selector], role.id);
  }
}

/** The error that a promise rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<GridwattError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GridwattError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

export function rested(id: OrderId | null): OrderId {
  if (id === null) throw new Error("no order rests");
  return id;
}
