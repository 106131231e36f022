/** Curves of meters' keys, in the order of the contract's enum. */
export const CURVES = ["secp256k1", "p256"] as const;
export type Curve = (typeof CURVES)[number];
