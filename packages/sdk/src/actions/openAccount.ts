import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { toAddress } from "../internal/values.ts";

export interface OpenAccountParameters extends WriteParameters {
  /** Default: the runner. */
  readonly owner?: string;
}
export interface OpenAccountReturnType extends Written {
  readonly account: number;
}

/**
 * Opens an account. It can trade once a registrar has assigned it a zone.
 * Throws `GridwattError`.
 * @example
 * const { account } = await openAccount(client, {});
 */
export async function openAccount(client: Client, parameters: OpenAccountParameters): Promise<OpenAccountReturnType> {
  const { overrides } = parameters;
  const owner = toAddress(parameters.owner ?? (await signerOf(client).getAddress()), "owner");
  const written = await write(client, { contract: "registry", name: "openAccount", args: [owner], overrides });
  const [opened] = eventsNamed(written.events, "AccountOpened");
  if (opened === undefined) throw new GridwattError("NotOpened", { message: "The registry told of no new account." });
  return { ...written, account: opened.account };
}
