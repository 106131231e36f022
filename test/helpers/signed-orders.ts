import type { Signer, TypedDataDomain } from "ethers";

import type { Trading, Wish } from "./trading.ts";

/** The signed type as the interface documents it, field by field. */
export const ORDER_FIELDS = [
  ["uint32", "account"],
  ["uint8", "zone"],
  ["uint32", "slot"],
  ["uint8", "side"],
  ["uint40", "energy"],
  ["int24", "limit"],
  ["uint8", "kind"],
  ["uint40", "minFill"],
  ["uint16", "host"],
  ["uint256", "nonce"],
  ["uint256", "deadline"],
].map(([type = "", name = ""]) => ({ type, name }));

export interface Signing {
  readonly wish: Wish;
  readonly nonce?: bigint;
  /** {s} default: in an hour */
  readonly deadline?: bigint;
  /** Who signs; default: the account's owner. */
  readonly by?: Signer & { readonly address: string };
  /** Who is said to have signed; default: who signs. */
  readonly signer?: string;
  readonly domain?: TypedDataDomain;
}

/** What a test changes between signing and sending. */
export interface Tampering {
  readonly order?: Record<string, unknown>;
  readonly nonce?: bigint;
  readonly deadline?: bigint;
  readonly signer?: string;
  readonly signature?: string;
}

/** An order that its account's owner signed; `send` hands it in from a stranger's address, as signed or changed. */
export async function signOrder(f: Trading, signing: Signing) {
  const { wish, nonce = 7n, by = f.ownerOf(signing.wish.account) } = signing;
  const { deadline = BigInt(await f.time.latest()) + 3600n, signer = by.address } = signing;
  const { chainId } = await f.ethers.provider.getNetwork();
  const verifyingContract = await f.exchange.getAddress();
  const domain = { name: "Gridwatt Exchange", version: "1", chainId, verifyingContract, ...signing.domain };
  const order = f.order(wish);
  const signature = await by.signTypedData(domain, { Order: ORDER_FIELDS }, { ...order, nonce, deadline });
  const exchange = f.exchange.connect(f.admin);
  const argumentsOf = (t: Tampering) =>
    [
      { ...order, ...t.order },
      t.nonce ?? nonce,
      t.deadline ?? deadline,
      t.signer ?? signer,
      t.signature ?? signature,
    ] as const;
  return {
    order,
    nonce,
    deadline,
    signature,
    send: (changed: Tampering = {}) => exchange.placeSigned(...argumentsOf(changed)),
    call: (changed: Tampering = {}) => exchange.placeSigned.staticCall(...argumentsOf(changed)),
  };
}
