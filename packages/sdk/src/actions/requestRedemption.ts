import { AbiCoder, hexlify, keccak256, randomBytes, toUtf8Bytes } from "ethers";

import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toBase } from "../internal/values.ts";
import type { Money } from "../units/money.ts";

export interface RequestRedemptionParameters extends WriteParameters {
  /** A multiple of the currency's smallest coin. */
  readonly amount: Money;
  /** Commitment to the bank account that is paid, by `payToOf`. */
  readonly payTo: string;
}
export interface RequestRedemptionReturnType extends Written {
  readonly id: bigint;
}

/**
 * What the chain sees of a bank account: nothing, to whoever does not know the secret.
 * @param iban the account's identification
 * @param secret 32 bytes that the holder and the off-ramp's operator share; default: random
 * @example
 * const { payTo, secret } = payToOf("DE02120300000000202051");
 */
export function payToOf(iban: string, secret = hexlify(randomBytes(32))): { payTo: string; secret: string } {
  const payTo = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes"], [secret, toUtf8Bytes(iban)]));
  return { payTo, secret };
}

/**
 * Asks for fiat money for WATT of the runner, who has approved the redemption queue; the WATT is held at once.
 * Throws `GridwattError`, e.g. "InvalidRedemption", "ERC20InsufficientAllowance".
 * @example
 * await approveWatt(client, { amount, spender: "redemptions" });
 * const { id } = await requestRedemption(client, { amount, payTo });
 */
export async function requestRedemption(
  client: Client,
  parameters: RequestRedemptionParameters,
): Promise<RequestRedemptionReturnType> {
  const { payTo, overrides } = parameters;
  const args = [toBase(parameters.amount, "amount"), payTo] as const;
  const written = await write(client, { contract: "redemptions", name: "request", args, overrides });
  const [requested] = eventsNamed(written.events, "RedemptionRequested");
  if (requested === undefined) throw new GridwattError("NotRequested", { message: "The queue told of no request." });
  return { ...written, id: requested.id };
}
