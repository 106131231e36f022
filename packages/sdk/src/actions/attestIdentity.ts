import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { fieldsOf, toAddress, toSeconds } from "../internal/values.ts";
import { toBytes } from "../internal/bytes.ts";
import type { OrderTypedData } from "./signOrder.ts";

/** What a provider says of whoever controls a wallet. */
export interface IdentityStatement {
  readonly wallet: string;
  /** Hash of the person's identity and a secret: 32 bytes, the same for all wallets of a person. */
  readonly subject: string;
  /** Whose rules the person was checked by, at most 8 characters, e.g. "DE". */
  readonly jurisdiction: string;
  /** Country of residence, two letters of ISO 3166-1. */
  readonly country: string;
  /** 1 to 3: how well the person is known. */
  readonly tier: number;
  readonly issuedAt: Date;
  readonly validUntil: Date;
}

/** A statement with its provider's signature. */
export interface SignedIdentity extends IdentityStatement {
  readonly provider: string;
  readonly signature: string;
}

const ATTESTATION = {
  IdentityAttestation: fieldsOf(
    "address wallet,bytes32 subject,bytes8 jurisdiction,bytes2 country,uint8 tier,uint40 issuedAt,uint40 validUntil",
  ),
};

/**
 * Signs what a provider knows of a person. Asks nothing of the network.
 * @example
 * const identity = await signIdentity(providerClient, { wallet, subject, jurisdiction: "DE", country: "DE", tier: 2, issuedAt, validUntil });
 */
export async function signIdentity(client: Client, statement: IdentityStatement): Promise<SignedIdentity> {
  const { domain, types, message } = identityTypedData(client, statement);
  const signer = signerOf(client);
  const provider = await signer.getAddress();
  return { ...statement, provider, signature: await signer.signTypedData(domain, types, message) };
}

/** The typed data of a statement, for providers that sign by themselves. */
export function identityTypedData(client: Pick<Client, "deployment">, statement: IdentityStatement): OrderTypedData {
  const { chainId, contracts } = client.deployment;
  return {
    domain: { name: "Gridwatt Identity", version: "1", chainId, verifyingContract: contracts.identities },
    types: ATTESTATION,
    message: messageOf(statement),
  };
}

export interface AttestIdentityParameters extends WriteParameters {
  readonly identity: SignedIdentity;
}

/**
 * Makes known what a provider has signed. Anyone may. Accounts of the wallet that have a zone already are cleared by
 * `refreshClearance`.
 * Throws `GridwattError`, e.g. "NotProvider", "IdentityNotNewer".
 * @example
 * await attestIdentity(client, { identity });
 */
export async function attestIdentity(client: Client, parameters: AttestIdentityParameters): Promise<Written> {
  const { identity, overrides } = parameters;
  const args = [messageOf(identity), toAddress(identity.provider, "provider"), identity.signature] as const;
  return write(client, { contract: "identities", name: "attest", args, overrides });
}

export interface RefreshClearanceParameters extends WriteParameters {
  readonly accounts: readonly number[];
}

/**
 * Has the exchange ask again how far the owners of accounts may take new risk. Anyone may.
 * @example
 * await refreshClearance(client, { accounts: [1] });
 */
export async function refreshClearance(client: Client, parameters: RefreshClearanceParameters): Promise<Written> {
  const { accounts, overrides } = parameters;
  return write(client, { contract: "exchange", name: "refreshClearance", args: [accounts], overrides });
}

function messageOf(statement: IdentityStatement) {
  return {
    wallet: toAddress(statement.wallet, "wallet"),
    subject: statement.subject,
    jurisdiction: toBytes(statement.jurisdiction, { length: 8, name: "jurisdiction" }),
    country: toBytes(statement.country, { length: 2, name: "country" }),
    tier: statement.tier,
    issuedAt: toSeconds(statement.issuedAt, "issuedAt"),
    validUntil: toSeconds(statement.validUntil, "validUntil"),
  };
}
