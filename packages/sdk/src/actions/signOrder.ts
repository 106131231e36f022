import { hexlify, randomBytes, type Signer, type TypedDataDomain, type TypedDataField, TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
import { requireNetwork } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { completeOrder } from "../internal/orders.ts";
import { fieldsOf, toAddress, toSeconds } from "../internal/values.ts";
import { toOrderStruct, type Order, type OrderParameters } from "../order.ts";
import { toGridwattError } from "../errors.ts";

export interface SignOrderParameters extends OrderParameters {
  /**
   * A number not used before; default: random. Nonces that only differ in their last 8 bits share a word of storage,
   * which makes them cheaper to submit and lets one call cancel them.
   */
  readonly nonce?: bigint;
  /** Last second at which it holds; default: begin of delivery. */
  readonly deadline?: Date;
  /** A contract wallet (ERC-1271) that the runner signs for; default: the runner itself. */
  readonly wallet?: string;
}

/** An order that anyone may submit once, by `placeSigned`. */
export interface SignedOrder {
  readonly order: Order;
  readonly nonce: bigint;
  /** {s} */
  readonly deadline: number;
  readonly signer: string;
  readonly signature: string;
}
export type SignOrderReturnType = SignedOrder;

/** What a wallet shows and signs (EIP-712). */
export interface OrderTypedData {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly message: Record<string, unknown>;
}

const ORDER = {
  Order: fieldsOf(
    "uint32 account,uint8 zone,uint32 slot,uint8 side,uint40 energy,int24 limit,uint8 kind,uint40 minFill,uint16 host," +
      "uint256 nonce,uint256 deadline",
  ),
};

/**
 * Signs an order off chain; costs no gas. The runner is a signer.
 * @example
 * const signed = await signOrder(client, { ...order, deadline: new Date(Date.now() + 3_600_000) });
 * await placeSigned(hostClient, { signed });
 */
export async function signOrder(client: Client, parameters: SignOrderParameters): Promise<SignOrderReturnType> {
  const { nonce = randomNonce(), deadline, wallet, ...rest } = parameters;
  const runner: Signer = signerOf(client);
  try {
    await requireNetwork(client);
    const order = await completeOrder(client, rest);
    const seconds = deadline === undefined ? order.slot.beginSeconds : toSeconds(deadline, "deadline");
    const { domain, types, message } = orderTypedData(client, { order, nonce, deadline: seconds });
    const signature = await runner.signTypedData(domain, types, message);
    const signer = wallet === undefined ? await runner.getAddress() : toAddress(wallet, "wallet");
    return { order, nonce, deadline: seconds, signer, signature };
  } catch (error) {
    throw toGridwattError(error);
  }
}

/** The typed data of an order, for wallets that sign by themselves. */
export function orderTypedData(
  client: Pick<Client, "deployment">,
  { order, nonce, deadline }: Pick<SignedOrder, "order" | "nonce" | "deadline">,
): OrderTypedData {
  const { chainId, contracts } = client.deployment;
  return {
    domain: { name: "Gridwatt Exchange", version: "1", chainId, verifyingContract: contracts.exchange },
    types: ORDER,
    message: { ...toOrderStruct(order), nonce, deadline },
  };
}

/** What a signed order is hashed to (EIP-712): the salt of a deposit that pays for this order and no other. */
export function orderDigest(
  client: Pick<Client, "deployment">,
  signed: Pick<SignedOrder, "order" | "nonce" | "deadline">,
): string {
  const { domain, types, message } = orderTypedData(client, signed);
  return TypedDataEncoder.hash(domain, types, message);
}

function randomNonce(): bigint {
  return BigInt(hexlify(randomBytes(32)));
}
