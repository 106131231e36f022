import { recoverAddress, TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
import { fieldsOf, toSeconds } from "../internal/values.ts";
import { signerOf } from "../internal/signer.ts";
import type { Money } from "../units/money.ts";
import type { OrderTypedData } from "./signOrder.ts";

/** What attestors have seen of the fiat reserve. */
export interface ReserveStatement {
  /** Money in the reserve's bank accounts, with what has left for redemptions that are not confirmed on chain yet. */
  readonly amount: Money;
  /** The time of which this holds; whole seconds. */
  readonly asOf: Date;
  /** Hash of the document that shows it: 32 bytes. */
  readonly document: string;
  /** Of the set of attestors, by `getReserve`. */
  readonly configuration: string;
}

const ATTESTATION = {
  ReserveAttestation: fieldsOf("uint128 amount,uint48 asOf,bytes32 document,bytes32 configuration"),
};

/**
 * Signs what an attestor has seen of the reserve. Asks nothing of the network.
 * @returns the signature
 * @example
 * const signature = await signReserve(connect(client, auditor), { amount, asOf, document, configuration });
 */
export async function signReserve(client: Client, statement: ReserveStatement): Promise<string> {
  const { domain, types, message } = reserveTypedData(client, statement);
  return signerOf(client).signTypedData(domain, types, message);
}

/** Who signed a statement. Throws where the signature is none. */
export function reserveSigner(
  client: Pick<Client, "deployment">,
  statement: ReserveStatement,
  signature: string,
): string {
  const { domain, types, message } = reserveTypedData(client, statement);
  return recoverAddress(TypedDataEncoder.hash(domain, types, message), signature);
}

function reserveTypedData(client: Pick<Client, "deployment">, statement: ReserveStatement): OrderTypedData {
  const { chainId, contracts } = client.deployment;
  const { amount, asOf, document, configuration } = statement;
  return {
    domain: { name: "Gridwatt Reserve", version: "1", chainId, verifyingContract: contracts.reserve },
    types: ATTESTATION,
    message: { amount: amount.base, asOf: toSeconds(asOf, "asOf"), document, configuration },
  };
}
