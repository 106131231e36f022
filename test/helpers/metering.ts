import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

import { concat, getBytes, id, toBeHex, Wallet, ZeroHash, zeroPadValue } from "ethers";

import { IExchange__factory } from "../../typechain-types/index.js";
import { UNIT } from "./exchange.ts";
import { deployWattToken } from "./tokens.ts";

export const DEADLINE = 86_400;
export const WINDOW = 172_800;
/** In the order of the contract's enum. */
export const CURVES = { secp256k1: 0, p256: 1 } as const;
export const RATED = { import: 5_000n, export: 3_000n } as const;
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface ReadingRequest {
  readonly meter?: number;
  readonly slot: number;
  readonly importRegister?: bigint;
  readonly exportRegister?: bigint;
  readonly sequence?: bigint;
}

/** What signs for a meter. */
export interface MeterSigner {
  readonly key: { readonly curve: number; readonly x: string; readonly y: string };
  readonly sign: (digest: string) => string;
}

/** A meter of a secp256k1 key. */
export function secp256k1Meter(name: string): MeterSigner {
  const wallet = new Wallet(id(name));
  const key = { curve: CURVES.secp256k1, x: zeroPadValue(wallet.address, 32), y: ZeroHash };
  return { key, sign: (digest) => wallet.signingKey.sign(digest).serialized };
}

/** A meter of a P-256 key; the same signature in its upper half with `highS`. */
export function p256Meter({ highS = false } = {}): MeterSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const hex = (value: string) => `0x${Buffer.from(value, "base64url").toString("hex")}`;
  const key = { curve: CURVES.p256, x: hex(x), y: hex(y) };
  return { key, sign: (digest) => signP256(privateKey, digest, highS) };
}

function signP256(key: KeyObject, digest: string, highS: boolean): string {
  const signature = sign("sha256", getBytes(digest), { key, dsaEncoding: "ieee-p1363" });
  const [r, s] = [signature.subarray(0, 32), BigInt(`0x${signature.subarray(32).toString("hex")}`)];
  const isHigh = s > P256_ORDER / 2n;
  return concat([r, toBeHex(isHigh === highS ? s : P256_ORDER - s, 32)]);
}

export type Metering = Awaited<ReturnType<typeof deployMetering>>;

/**
 * A meter registry with an exchange of two zones, whose registrar is `registrar`; accounts 1 and 2 of `owner` at home in
 * zone 1, account 3 without a home. Four oracle operators, of whom three are a quorum.
 */
export async function deployMetering({
  ethers,
  networkHelpers,
}: {
  ethers: HardhatEthers;
  networkHelpers: NetworkHelpers;
}) {
  const [admin, registrar, owner, stranger, ...rest] = await ethers.getSigners();
  if (admin === undefined || registrar === undefined || owner === undefined || stranger === undefined) {
    throw new Error("too few accounts");
  }
  const authority = await ethers.deployContract("AccessManager", [admin]);
  const { watt } = await deployWattToken(ethers, authority);
  const registry = await ethers.deployContract("AccountRegistry", [authority]);
  const area = await ethers.deployContract("MarketArea", [authority]);
  await area.addZone(0, 0, 1, registrar);
  await area.addZone(0, 0, 1, registrar);
  const meters = await ethers.deployContract("MeterRegistry", [registry]);
  const hosts = await ethers.deployContract("HostRegistryMock");
  const parameters = { watt, registry, area, meters, hosts, residualSupply: true, unit: UNIT, authority };
  const settling = await ethers.deployContract("ExchangeSettling", [parameters]);
  const deployed = await ethers.deployContract("Exchange", [parameters, settling]);
  const exchange = IExchange__factory.connect(await deployed.getAddress(), admin);
  await exchange.setBalancingParty(admin);
  await registry.addArea(exchange);
  for (const account of [1, 2, 3]) {
    await registry.openAccount(owner);
    if (account !== 3) await registry.connect(registrar).assignZone(account, exchange, 1);
  }
  const operators = rest.slice(0, 4).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const operatorSet = await ethers.deployContract("OperatorSet", [authority, operators]);
  const oracle = await ethers.deployContract("ReadingOracle", [authority, meters, operatorSet, DEADLINE, WINDOW]);
  await authority.setTargetFunctionRole(operatorSet, [operatorSet.interface.getFunction("reportFault").selector], 11n);
  await authority.grantRole(11n, oracle, 0);
  const settlement = await ethers.deployContract("MeteredSettlement", [oracle, meters]);
  await exchange.setSettlement(settlement);
  const { time } = networkHelpers;
  const request = (account: number, signer: MeterSigner, parent = 0) =>
    [account, parent, signer.key, RATED.import, RATED.export, 8, 8] as const;
  return {
    ...{ ethers, time, admin, registrar, owner, stranger, authority, watt, registry, area, exchange, meters },
    ...{ operators, operatorSet, oracle, settlement, request },
    slotNow: async () => Math.floor((await time.latest()) / 900),
    reading: ({ meter = 1, slot, importRegister = 0n, exportRegister = 0n, sequence = 1n }: ReadingRequest) => ({
      ...{ meter, slot, importRegister, exportRegister, sequence },
    }),
    register: async (account: number, signer: MeterSigner, parent = 0) =>
      meters.connect(registrar).registerMeter(...request(account, signer, parent)),
  };
}
