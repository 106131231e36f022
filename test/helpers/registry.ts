import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import { deployExchange } from "./exchange.ts";
import { deployWattToken } from "./tokens.ts";

/** A registry that serves two exchanges, each with an area of two zones and a registrar of its own; nothing is open. */
export async function deployRegistry(ethers: HardhatEthers) {
  const [admin, registrar, otherRegistrar, owner, buyer, delegate, stranger] = await ethers.getSigners();
  if (admin === undefined || registrar === undefined || otherRegistrar === undefined || owner === undefined) {
    throw new Error("too few accounts");
  }
  if (buyer === undefined || delegate === undefined || stranger === undefined) throw new Error("too few accounts");
  const authority = await ethers.deployContract("AccessManager", [admin.address]);
  const { watt } = await deployWattToken(ethers, authority);
  const registry = await ethers.deployContract("AccountRegistry", [authority]);
  const addExchange = async (by: string) => {
    const area = await ethers.deployContract("MarketArea", [authority]);
    await area.addZone(0, 0, 1, by);
    await area.addZone(0, 0, 1, by);
    return { area, ...(await deployExchange(ethers, { watt, registry, area, authority })) };
  };
  const { area, exchange } = await addExchange(registrar.address);
  const { area: otherArea, exchange: otherExchange } = await addExchange(otherRegistrar.address);
  const people = { admin, registrar, otherRegistrar, owner, buyer, delegate, stranger };
  return { ethers, authority, watt, registry, area, exchange, otherArea, otherExchange, ...people };
}

/** As {deployRegistry}; both exchanges are served, and account 1 of `owner` is at home in zone 1 of the first. */
export async function deployHome(ethers: HardhatEthers) {
  const f = await deployRegistry(ethers);
  const { registry, exchange, otherExchange, registrar, owner, delegate } = f;
  await registry.addArea(exchange);
  await registry.addArea(otherExchange);
  await registry.openAccount(owner);
  await registry.connect(registrar).assignZone(1, exchange, 1);
  const read = async () => [
    await registry.accountCount(),
    await registry.accountOf(1),
    await registry.offerOf(1),
    await registry.delegateUntil(1, delegate),
    await exchange.accountData(1),
    await otherExchange.accountData(1),
  ];
  return { ...f, read };
}
