import { AbiCoder, keccak256 } from "ethers";

/** What makes a payment one of its own. */
export interface BankReferenceParts {
  /** The account that was paid, which names its bank too. Without spaces. */
  readonly iban: string;
  /** What the bank calls the entry. */
  readonly entry: string;
  /** What tells a transaction from others of its entry; "" where the entry is one payment. */
  readonly transaction: string;
}

/**
 * bytes32 that a payment is minted by: keccak256(abi.encode(iban, entry, transaction)), each a string. It is made of nothing
 * but what every version of a statement tells, so that a payment has the same one in whichever statement it is told again.
 */
export function bankReference({ iban, entry, transaction }: BankReferenceParts): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["string", "string", "string"], [iban, entry, transaction]));
}
