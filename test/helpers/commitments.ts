import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { commitReport, isContractError, type Client } from "@gridwatt/sdk";
import { AbiCoder, keccak256 } from "ethers";

import type { ReadingOracle } from "../../typechain-types/index.ts";

/** {s} How old what one commits to has to be. */
export const COMMITMENT_AGE = 60;

/** What a report is committed to by: its sender and its calldata. */
export function commitmentOf(sender: string, data: string): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes"], [sender, data]));
}

interface Report {
  readonly sender: string;
  /** A contract's call, as by `populateTransaction`. */
  readonly call: Promise<{ readonly data: string }>;
}

interface Chain {
  readonly oracle: ReadingOracle;
  readonly time: NetworkHelpers["time"];
}

/** Commits to a report, and waits until it can be made. */
export async function commitTo({ oracle, time }: Chain, { sender, call }: Report): Promise<void> {
  await oracle.commit(commitmentOf(sender, (await call).data));
  await time.increase(COMMITMENT_AGE);
}

/** Makes a report of a client after it has committed to it, which it must. */
export async function reported<T>(
  { client, time }: { readonly client: Client; readonly time: NetworkHelpers["time"] },
  report: () => Promise<T>,
): Promise<T> {
  const refused: unknown = await report().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isContractError(refused, "NotCommitted")) throw refused;
  await commitReport(client, refused.args);
  await time.increase(COMMITMENT_AGE);
  return report();
}
