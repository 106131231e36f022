import { AbiCoder, hexlify, keccak256, randomBytes } from "ethers";

import type { Client } from "../client.ts";
import { toGridwattError } from "../errors.ts";
import { requireNetwork, write, type WriteParameters, type Written } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { fieldsOf, toAddress, toBase, toSeconds } from "../internal/values.ts";
import { wattDomain } from "../internal/watt.ts";
import { uint } from "../order.ts";
import type { Money } from "../units/money.ts";

export interface SignDepositParameters {
  readonly account: number;
  readonly amount: Money;
  /** It holds later than this; default: from now on. */
  readonly validAfter?: Date;
  /** It holds earlier than this; default: an hour from now by this machine's clock. */
  readonly validBefore?: Date;
  /** 32 bytes not used before; default: random. */
  readonly salt?: string;
  /** A contract wallet (ERC-1271) that the runner signs for; default: the runner itself. */
  readonly wallet?: string;
}

/** A deposit that anyone may submit once, by `depositWithAuthorization`. */
export interface DepositAuthorization {
  readonly account: number;
  readonly from: string;
  readonly amount: Money;
  /** {s} */
  readonly validAfter: number;
  /** {s} */
  readonly validBefore: number;
  readonly salt: string;
  readonly signature: string;
}
export type SignDepositReturnType = DepositAuthorization;

export interface DepositWithAuthorizationParameters extends WriteParameters {
  readonly authorization: DepositAuthorization;
}
export type DepositWithAuthorizationReturnType = Written;

const RECEIVE = {
  ReceiveWithAuthorization: fieldsOf(
    "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
  ),
};
const HOUR = 3600;

/**
 * Signs a payment into an account, which nobody can turn to another account (ERC-3009). Costs no gas.
 * @example
 * const authorization = await signDeposit(client, { account: 1, amount: Money.parse("50") });
 * await depositWithAuthorization(sponsorClient, { authorization });
 */
export async function signDeposit(client: Client, parameters: SignDepositParameters): Promise<SignDepositReturnType> {
  const { amount, validAfter, wallet, salt = hexlify(randomBytes(32)) } = parameters;
  const { validBefore = new Date(Date.now() + HOUR * 1000) } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const times = {
    validAfter: validAfter === undefined ? 0 : toSeconds(validAfter, "validAfter"),
    validBefore: toSeconds(validBefore, "validBefore"),
  };
  const signer = signerOf(client);
  try {
    await requireNetwork(client);
    const from = wallet === undefined ? await signer.getAddress() : toAddress(wallet, "wallet");
    const nonce = depositNonce({ account, salt });
    const to = client.deployment.contracts.exchange;
    const payment = { from, to, value: toBase(amount, "amount"), ...times, nonce };
    const signature = await signer.signTypedData(await wattDomain(client), RECEIVE, payment);
    return { account, from, amount, ...times, salt, signature };
  } catch (error) {
    throw toGridwattError(error);
  }
}

/** The ERC-3009 nonce that binds a payment to an account: keccak256(abi.encode(account, salt)). */
export function depositNonce({ account, salt }: { account: number; salt: string }): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint32", "bytes32"], [account, salt]));
}

/**
 * Submits a payment that a holder has signed. Anyone may.
 * Throws `GridwattError`, e.g. "ERC3009UsedAuthorization".
 * @example
 * await depositWithAuthorization(client, { authorization });
 */
export async function depositWithAuthorization(
  client: Client,
  parameters: DepositWithAuthorizationParameters,
): Promise<DepositWithAuthorizationReturnType> {
  const { account, from, amount, validAfter, validBefore, salt, signature } = parameters.authorization;
  const args = [account, from, toBase(amount, "amount"), validAfter, validBefore, salt, signature] as const;
  const { overrides } = parameters;
  return write(client, { contract: "exchange", name: "depositWithAuthorization", args, overrides });
}
