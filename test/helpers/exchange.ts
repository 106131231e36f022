import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { AddressLike } from "ethers";

import { IExchange__factory } from "../../typechain-types/index.js";

/** Base units of WATT in a money unit. */
export const UNIT = 10n ** 11n;

export interface ExchangeRequest {
  readonly watt: AddressLike;
  readonly registry: AddressLike;
  readonly area: AddressLike;
  readonly authority: AddressLike;
  readonly residualSupply?: boolean;
}

/** An exchange, and a meter registry that says what it is told to; nobody has a meter. */
export async function deployExchange(ethers: HardhatEthers, request: ExchangeRequest) {
  const [admin] = await ethers.getSigners();
  const meters = await ethers.deployContract("MeterRegistryMock");
  const parameters = { residualSupply: false, ...request, meters, unit: UNIT };
  const settling = await ethers.deployContract("ExchangeSettling", [parameters]);
  const deployed = await ethers.deployContract("Exchange", [parameters, settling]);
  return { meters, exchange: IExchange__factory.connect(await deployed.getAddress(), admin) };
}

/** Debt, debts of the owner, receivable and reserve of an account that has none: the end of its data. */
export const NO_DEBTS = [0n, 0n, 0n, 0n] as const;
