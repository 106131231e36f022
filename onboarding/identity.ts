import type { Client, WriteParameters, Written } from "@gridwatt/sdk";
import { attestIdentity, signIdentity } from "@gridwatt/sdk";
import { encodeBytes32String, id } from "ethers";

/** How long a check of a pilot's customers holds {ms}: a year. */
const VALIDITY = 365 * 86_400_000;
const PILOT = { jurisdiction: "SANDBOX", country: "DE", tier: 3 } as const;

export interface CheckIdentityParameters extends Pick<WriteParameters, "overrides"> {
  /** The market as a provider of the sandbox sees it. */
  readonly provider: Client;
  readonly wallet: string;
  /** Who controls the wallet; only a hash of it is published. */
  readonly person: string;
  /** Not ahead of the next block's time. */
  readonly now: Date;
}

/** Whether somebody checks identities of pilots. */
export async function isPilotProvider(client: Client, address: string): Promise<boolean> {
  const jurisdiction = encodeBytes32String(PILOT.jurisdiction).slice(0, 18);
  return (await client.contracts.identities.getFunction("isProvider").staticCall(jurisdiction, address)) === true;
}

/** Attests that a customer of a pilot has been checked, so that WATT can be made for it and its accounts can trade. */
export async function checkIdentity(client: Client, parameters: CheckIdentityParameters): Promise<Written> {
  const { provider, wallet, person, now, overrides } = parameters;
  const validUntil = new Date(now.getTime() + VALIDITY);
  const statement = { ...PILOT, wallet, subject: id(person), issuedAt: now, validUntil };
  const identity = await signIdentity(provider, statement);
  return attestIdentity(client, { identity, ...(overrides === undefined ? {} : { overrides }) });
}
