import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { AddressLike } from "ethers";

import { ComplianceMock__factory, IExchange__factory, type IExchange } from "../../typechain-types/index.js";

/** Base units of WATT in a money unit. */
export const UNIT = 10n ** 11n;

export interface ExchangeRequest {
  readonly watt: AddressLike;
  readonly registry: AddressLike;
  readonly area: AddressLike;
  readonly authority: AddressLike;
  readonly residualSupply?: boolean;
  /** Default: one that says what it is told to. */
  readonly hosts?: AddressLike;
}

/** An exchange, a meter registry that says what it is told to, with no meter yet, and a compliance that clears everybody. */
export async function deployExchange(ethers: HardhatEthers, request: ExchangeRequest) {
  const [admin] = await ethers.getSigners();
  const meters = await ethers.deployContract("MeterRegistryMock");
  const hosts = await ethers.deployContract("HostRegistryMock");
  const parameters = { residualSupply: false, hosts, ...request, meters, unit: UNIT };
  const settling = await ethers.deployContract("ExchangeSettling", [parameters]);
  const deployed = await ethers.deployContract("Exchange", [parameters, settling]);
  const exchange = IExchange__factory.connect(await deployed.getAddress(), admin);
  await exchange.setCompliance(await ethers.deployContract("ComplianceMock"));
  return { meters, hosts, exchange };
}

/** Takes an account's clearance away, or gives it back; its owner's other accounts keep theirs. */
export async function setBarred(exchange: IExchange, account: number, barred: boolean): Promise<void> {
  const compliance = ComplianceMock__factory.connect(await exchange.compliance(), exchange.runner);
  await compliance.setBarred((await exchange.accountData(account)).owner, barred);
  await exchange.refreshClearance([account]);
}

/** Tier and end of an account that the mock clears: the last day that an account's word holds. */
export const CLEARED = [3n, 32_767n * 86_400n] as const;
/** The same of an account that is not cleared. */
export const NOT_CLEARED = [0n, 0n] as const;

/** Debt, debts of the owner, receivable, reserve and discount of an account that has none: the end of its data. */
export const NO_DEBTS = [0n, 0n, 0n, 0n, 0n] as const;
