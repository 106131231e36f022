import type { Client } from "../client.ts";
import { read, write, type ReadParameters, type WriteParameters, type Written } from "../internal/call.ts";
import { dateOf } from "../internal/decoders.ts";
import { toAddress } from "../internal/values.ts";

export interface ProposeRecoveryParameters extends WriteParameters {
  /** The wallet whose key is lost. */
  readonly from: string;
  /** The same person's new wallet. */
  readonly to: string;
}

/**
 * Proposes to move accounts and WATT of a wallet whose key is lost. Only the provider that attested both wallets for one
 * subject may. It waits seven days, in which either wallet, the provider or the compliance office can call it off.
 * Throws `GridwattError`, e.g. "NotSamePerson", "RecoveryIsRefused".
 * @example
 * await proposeRecovery(providerClient, { from: lostWallet, to: newWallet });
 */
export async function proposeRecovery(client: Client, parameters: ProposeRecoveryParameters): Promise<Written> {
  const { from, to, overrides } = parameters;
  const args = [toAddress(from, "from"), toAddress(to, "to")] as const;
  return write(client, { contract: "recovery", name: "propose", args, overrides });
}

export interface CancelRecoveryParameters extends WriteParameters {
  readonly from: string;
}

/**
 * Calls a recovery off: as either of the two wallets, or as the provider that proposed it.
 * Throws `GridwattError`, e.g. "NotCancelling", "NoRecovery".
 * @example
 * await cancelRecovery(client, { from: myWallet });
 */
export async function cancelRecovery(client: Client, { from, overrides }: CancelRecoveryParameters): Promise<Written> {
  return write(client, { contract: "recovery", name: "cancel", args: [toAddress(from, "from")], overrides });
}

export interface RefuseRecoveryParameters extends WriteParameters {
  /** False allows it again. */
  readonly refused: boolean;
}

/**
 * Lets the client's wallet refuse every recovery, from it or to it, one that is proposed included.
 * @example
 * await refuseRecovery(client, { refused: true });
 */
export async function refuseRecovery(client: Client, parameters: RefuseRecoveryParameters): Promise<Written> {
  const { refused, overrides } = parameters;
  return write(client, { contract: "recovery", name: "setRefused", args: [refused], overrides });
}

export interface RecoverKeyParameters extends WriteParameters {
  readonly from: string;
  /** Accounts that the lost wallet owns. */
  readonly accounts: readonly number[];
}

/**
 * Carries a recovery out once it is ripe: moves the accounts, and the WATT that is not frozen. Anyone may, within 30 days,
 * and again with other accounts.
 * Throws `GridwattError`, e.g. "RecoveryNotRipe", "NotOwner".
 * @example
 * await recoverKey(client, { from: lostWallet, accounts: [7] });
 */
export async function recoverKey(client: Client, parameters: RecoverKeyParameters): Promise<Written> {
  const { from, accounts, overrides } = parameters;
  const args = [toAddress(from, "from"), accounts] as const;
  return write(client, { contract: "recovery", name: "recover", args, overrides });
}

export interface GetRecoveryParameters extends ReadParameters {
  readonly from: string;
}
export interface ProposedRecovery {
  readonly to: string;
  readonly provider: string;
  /** From when on it can be carried out, for 30 days. */
  readonly ripeAt: Date;
}
export type GetRecoveryReturnType = ProposedRecovery | null;

/**
 * What is proposed for a wallet; null where nothing is.
 * @example
 * const recovery = await getRecovery(client, { from: myWallet });
 */
export async function getRecovery(
  client: Client,
  { from, block }: GetRecoveryParameters,
): Promise<GetRecoveryReturnType> {
  const args = [toAddress(from, "from")] as const;
  const { to, provider, ripeAt } = await read(client, { contract: "recovery", name: "recoveryOf", args, block });
  return ripeAt === 0n ? null : { to, provider, ripeAt: dateOf(ripeAt) };
}
