import { ZeroHash } from "ethers";

import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber } from "../order.ts";
import type { Slot } from "../units/slot.ts";

export interface GetRootParameters extends ReadParameters {
  readonly slot: Slot;
}
export interface GetRootReturnType {
  /** The slot's newest root, null while there is none. */
  readonly root: string | null;
  /** Of that root, 0 while there is none. */
  readonly sequence: bigint;
  /** End of delivery: from here on accounts can be settled by readings. */
  readonly end: Date;
  /** From here on a missing reading counts as what gives its account least. */
  readonly deadline: Date;
  /** From here on nothing is corrected any more. */
  readonly finalAt: Date;
}

/**
 * What is attested of a slot, and when its readings are due and final.
 * @example
 * const { root, deadline } = await getRoot(client, { slot });
 */
export async function getRoot(client: Client, parameters: GetRootParameters): Promise<GetRootReturnType> {
  const { block } = parameters;
  const args = [slotNumber(parameters.slot)] as const;
  const [attested, times] = await Promise.all([
    read(client, { contract: "oracle", name: "rootOf", args, block }),
    read(client, { contract: "oracle", name: "timesOf", args, block }),
  ]);
  const dateOf = (seconds: bigint) => new Date(Number(seconds) * 1000);
  return {
    root: attested.root === ZeroHash ? null : attested.root,
    sequence: attested.sequence,
    end: dateOf(times.end),
    deadline: dateOf(times.deadline),
    finalAt: dateOf(times.finalAt),
  };
}

/** The present set of oracle operators, and the digest of it that roots are bound to. */
export async function getOperators(
  client: Client,
  { block }: ReadParameters = {},
): Promise<{ readonly operators: readonly string[]; readonly configuration: string }> {
  const [operators, configuration] = await Promise.all([
    read(client, { contract: "operatorSet", name: "operators", args: [], block }),
    read(client, { contract: "operatorSet", name: "configuration", args: [], block }),
  ]);
  return { operators, configuration };
}
