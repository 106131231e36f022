import type { Money } from "@gridwatt/sdk";

import type { Credit } from "./entry.ts";
import { EntryError } from "./errors.ts";
import type { Statement } from "./statement.ts";

/** WATT to be made for a payment. */
export interface MintRequest<To> {
  readonly to: To;
  readonly amount: Money;
  /** bytes32 that works once. */
  readonly reference: string;
  readonly entry: Credit;
}

export interface MintRequestsParameters<To> {
  /** Who is meant by a payment's reference; undefined where nobody is. */
  readonly recipientOf: (payment: PaymentReference) => To | undefined | Promise<To | undefined>;
  /** Whether WATT has been made for a reference {bytes32} already. */
  readonly isUsed: (reference: string) => boolean | Promise<boolean>;
}

/** What a payer wrote to say whom the payment is for. */
export type PaymentReference = Pick<Credit, "creditorReferences" | "remittance">;

export interface MintRequests<To> {
  /** In the file's order. */
  readonly requests: readonly MintRequest<To>[];
  /** What the statement refused and what was refused here, in the file's order. */
  readonly refused: readonly EntryError[];
}

/**
 * What WATT is to be made for a statement's payments. One that is for nobody known or was used before is listed and stops
 * no other.
 * @example
 * const { requests } = await mintRequests(statement, {
 *   recipientOf: ({ remittance }) => customers.get(remittance.join(" ")),
 *   isUsed: (reference) => onRamp.isUsed(reference),
 * });
 */
export async function mintRequests<To>(
  statement: Statement,
  parameters: MintRequestsParameters<To>,
): Promise<MintRequests<To>> {
  const requests: MintRequest<To>[] = [];
  const refused = [...statement.refused];
  for (const entry of statement.credits) {
    const request = await requestOf(entry, parameters);
    if (request instanceof EntryError) refused.push(request);
    else requests.push(request);
  }
  return { requests, refused: refused.sort((a, b) => a.line - b.line) };
}

async function requestOf<To>(
  entry: Credit,
  { recipientOf, isUsed }: MintRequestsParameters<To>,
): Promise<MintRequest<To> | EntryError> {
  const { amount, reference, creditorReferences, remittance, line } = entry;
  if (await isUsed(reference)) return new EntryError(line, "WATT has been made for it before.");
  const words = [...creditorReferences, ...remittance];
  if (words.length === 0) return new EntryError(line, "The payer says not whom it is for.");
  const to = await recipientOf({ creditorReferences, remittance });
  if (to === undefined) return new EntryError(line, `Nobody is known as ${JSON.stringify(words.join(" "))}.`);
  return { to, amount, reference, entry };
}
