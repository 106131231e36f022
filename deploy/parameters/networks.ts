import { ParameterError } from "./error.ts";
import { local } from "./local.ts";
import { sepolia } from "./sepolia.ts";
import type { HumanParameters } from "./types.ts";

const NETWORKS: Readonly<Record<string, HumanParameters>> = { local, sepolia };

/** The parameters of a name; else the network's own, or the local ones. Throws `ParameterError` for an unknown name. */
export function parametersOf(of: { readonly network: string; readonly name: string | undefined }): HumanParameters {
  const name = of.name ?? (of.network in NETWORKS ? of.network : "local");
  const parameters = NETWORKS[name];
  if (parameters !== undefined) return parameters;
  throw new ParameterError("--parameters", `there are no "${name}", only ${Object.keys(NETWORKS).join(", ")}`);
}
