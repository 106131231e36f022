import type { Signer } from "ethers";

import type { Client } from "../client.ts";
import { ParameterError } from "../gridwatt-error.ts";

/** The client's runner as a signer. Throws `ParameterError` where it is none. */
export function signerOf({ runner }: Client): Signer {
  if ("signTypedData" in runner && "getAddress" in runner) return runner as Signer;
  throw new ParameterError("This needs a client whose runner is a signer.");
}
