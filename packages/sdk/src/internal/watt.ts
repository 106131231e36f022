import type { TypedDataDomain } from "ethers";

import type { Client } from "../client.ts";
import { read } from "./call.ts";

/** What signatures for WATT are bound to, as the token states it (ERC-5267). */
export async function wattDomain(client: Client): Promise<TypedDataDomain> {
  const domain = await read(client, { contract: "watt", name: "eip712Domain", args: [] });
  const { name, version, chainId, verifyingContract } = domain;
  return { name, version, chainId, verifyingContract };
}
