import { Signature } from "ethers";

import type { Client } from "../client.ts";
import { toGridwattError } from "../errors.ts";
import { read, requireNetwork, write, type WriteParameters, type Written } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { fieldsOf, toBase, toSeconds } from "../internal/values.ts";
import { uint } from "../order.ts";
import type { Money } from "../units/money.ts";
import { wattDomain } from "../internal/watt.ts";

export interface DepositWithPermitParameters extends WriteParameters {
  readonly account: number;
  readonly amount: Money;
  /** Last second at which the permit holds; default: an hour from now by this machine's clock. */
  readonly deadline?: Date;
}
export type DepositWithPermitReturnType = Written;

const PERMIT = { Permit: fieldsOf("address owner,address spender,uint256 value,uint256 nonce,uint256 deadline") };
const HOUR = 3600;

/**
 * As `deposit`, with a permit that the runner signs instead of an approval (ERC-2612): one transaction. For keys, not for
 * contract wallets.
 * Throws `GridwattError`, e.g. "ERC20InsufficientBalance".
 * @example
 * await depositWithPermit(client, { account: 1, amount: Money.parse("50") });
 */
export async function depositWithPermit(
  client: Client,
  parameters: DepositWithPermitParameters,
): Promise<DepositWithPermitReturnType> {
  const { deadline = new Date(Date.now() + HOUR * 1000), overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const amount = toBase(parameters.amount, "amount");
  const { v, r, s } = await signPermit(client, { amount, deadline: toSeconds(deadline, "deadline") });
  const args = [account, amount, toSeconds(deadline, "deadline"), v, r, s] as const;
  return write(client, { contract: "exchange", name: "depositWithPermit", args, overrides });
}

async function signPermit(client: Client, { amount, deadline }: { amount: bigint; deadline: number }) {
  const signer = signerOf(client);
  try {
    await requireNetwork(client);
    const owner = await signer.getAddress();
    const nonce = await read(client, { contract: "watt", name: "nonces", args: [owner] });
    const permit = { owner, spender: client.deployment.contracts.exchange, value: amount, nonce, deadline };
    return Signature.from(await signer.signTypedData(await wattDomain(client), PERMIT, permit));
  } catch (error) {
    throw toGridwattError(error);
  }
}
