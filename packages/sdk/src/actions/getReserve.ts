import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { Money } from "../units/money.ts";

export interface GetReserveReturnType {
  /** By the last attestation; zero before the first. */
  readonly amount: Money;
  /** The time of which it holds, null before the first. */
  readonly asOf: Date | null;
  /** Hash of the document that shows it. */
  readonly document: string;
  /** The attested amount less what has been paid for redemptions since. */
  readonly backing: Money;
  /** Whether the last attestation is fresh enough to make WATT. */
  readonly fresh: boolean;
  /** By how much the reserve may be attested to grow now. */
  readonly growthAvailable: Money;
  /** All WATT there is. */
  readonly supply: Money;
  /** Digest of the set of attestors, which statements are bound to. */
  readonly configuration: string;
}

/**
 * What stands behind WATT.
 * @example
 * const { backing, supply } = await getReserve(client);
 */
export async function getReserve(client: Client, { block }: ReadParameters = {}): Promise<GetReserveReturnType> {
  const reserve = <const N extends "lastAttestation" | "backing" | "isFresh" | "growthAvailable">(name: N) =>
    read(client, { contract: "reserve", name, args: [] as never, block });
  const [last, backing, fresh, growth, supply, configuration] = await Promise.all([
    reserve("lastAttestation"),
    reserve("backing"),
    reserve("isFresh"),
    reserve("growthAvailable"),
    read(client, { contract: "watt", name: "totalSupply", args: [], block }),
    read(client, { contract: "attestorSet", name: "configuration", args: [], block }),
  ]);
  return {
    amount: Money.ofBaseRoundedDown(last.amount),
    asOf: last.asOf === 0n ? null : new Date(Number(last.asOf) * 1000),
    document: last.document,
    backing: Money.ofBaseRoundedDown(backing),
    fresh,
    growthAvailable: Money.ofBaseRoundedDown(growth),
    supply: Money.ofBaseRoundedDown(supply),
    configuration,
  };
}
