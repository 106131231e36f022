import { concat, keccak256, toBeHex } from "ethers";

/**
 * The salt of an account's commitment in a slot. Operators share a secret, so all come to the same tree, and give each
 * household its own salts; to everybody else the registers behind a commitment stay hidden.
 * @param secret 32 bytes
 */
export function saltOf(secret: string, of: { readonly slot: number; readonly account: number }): string {
  return keccak256(concat([secret, toBeHex(of.slot, 4), toBeHex(of.account, 4)]));
}
