import { ethers, type Signer, type TypedDataDomain, type TypedDataField } from "ethers";

/** What the tests sign, by the name of its ERC-712 type. */
export const TYPES = {
  Permit: "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline",
  Ballot: "uint256 proposalId,uint8 support,address voter,uint256 nonce",
  ExtendedBallot: "uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params",
  Delegation: "address delegatee,uint256 nonce,uint256 expiry",
  TransferWithAuthorization:
    "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
  ReceiveWithAuthorization:
    "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
  CancelAuthorization: "address authorizer,bytes32 nonce",
  ReserveAttestation: "uint128 amount,uint48 asOf,bytes32 document,bytes32 configuration",
  MakerRewards: "uint32 epoch,bytes32 root,uint128 total,uint128 fees,bytes32 configuration",
  IdentityAttestation:
    "address wallet,bytes32 subject,bytes8 jurisdiction,bytes2 country,uint8 tier,uint40 issuedAt,uint40 validUntil",
} as const;

interface Erc5267 {
  eip712Domain(): Promise<{ name: string; version: string; chainId: bigint; verifyingContract: string }>;
}

/** The domain as the contract itself states it (ERC-5267). */
export async function domainOf(contract: Erc5267): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await contract.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

export interface TypedData {
  domain: TypedDataDomain;
  type: keyof typeof TYPES;
  message: Record<string, unknown>;
}

export function signTypedData(signer: Signer, { domain, type, message }: TypedData): Promise<string> {
  const fields: TypedDataField[] = TYPES[type].split(",").map((field) => {
    const [solidityType = "", name = ""] = field.split(" ");
    return { type: solidityType, name };
  });
  return signer.signTypedData(domain, { [type]: fields }, message);
}

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The same signature's twin with the high `s`, which ecrecover takes and nobody else should. */
export function malleable(signature: string): string {
  const { r, s, v } = ethers.Signature.from(signature);
  const twin = ethers.toBeHex(CURVE_ORDER - BigInt(s), 32);
  return ethers.concat([r, twin, v === 27 ? "0x1c" : "0x1b"]);
}

export function withV(signature: string, v: number): string {
  return ethers.concat([ethers.dataSlice(signature, 0, 64), ethers.toBeHex(v, 1)]);
}

/** `v, r, s` without the checks of ethers, so that bad ones reach the contract. */
export function split(signature: string): [v: number, r: string, s: string] {
  const v = Number(ethers.dataSlice(signature, 64, 65));
  return [v, ethers.dataSlice(signature, 0, 32), ethers.dataSlice(signature, 32, 64)];
}
