import type { Client, Money, WriteParameters, Written } from "@gridwatt/sdk";
import { attestReserve, getReserve, signReserve } from "@gridwatt/sdk";
import { id } from "ethers";

/** What the bank's statement of a market without a bank is called. */
const DOCUMENT = "statement of the reserve account";

export interface AttestPaymentsParameters extends Pick<WriteParameters, "overrides"> {
  /** The market as each attestor sees it. */
  readonly attestors: readonly Client[];
  /** What has come to the reserve's account since the last attestation. */
  readonly received: Money;
  /** After the last attestation's, and before the next block's time. */
  readonly asOf: Date;
  /** Hash of the document that shows it; default: that of a bank's statement that is nowhere. */
  readonly document?: string;
}

/**
 * Attests that the reserve has grown by payments, so that WATT can be made for them: all attestors sign, and anyone
 * submits it.
 */
export async function attestPayments(client: Client, parameters: AttestPaymentsParameters): Promise<Written> {
  const { attestors, received, asOf, document = id(DOCUMENT), overrides } = parameters;
  const { backing, configuration } = await getReserve(client);
  const statement = { amount: backing.plus(received), asOf, document, configuration };
  const signatures = await Promise.all(attestors.map((attestor) => signReserve(attestor, statement)));
  return attestReserve(client, { statement, signatures, ...(overrides === undefined ? {} : { overrides }) });
}

/** Stands for the bank's reference of a payment: what it is for, in words that are used once. */
export function paymentReference(...words: readonly (string | number)[]): string {
  return id(words.join(" "));
}
