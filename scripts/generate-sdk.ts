// node scripts/run.mjs node scripts/generate-sdk.ts: writes the SDK's ABIs from Hardhat's artifacts.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDER = "packages/sdk/src/generated";

/** What can be called at each contract's address; the exchange answers for its extension too. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  authority: ["@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager"],
  watt: ["contracts/tokens/WattToken.sol/WattToken"],
  grid: ["contracts/tokens/GridToken.sol/GridToken"],
  registry: ["contracts/accounts/AccountRegistry.sol/AccountRegistry"],
  area: ["contracts/grid/MarketArea.sol/MarketArea"],
  meters: ["contracts/metering/MeterRegistry.sol/MeterRegistry"],
  exchange: [
    "contracts/market/Exchange.sol/Exchange",
    "contracts/market/ExchangeExtension.sol/ExchangeExtension",
    "contracts/market/ExchangeSettling.sol/ExchangeSettling",
  ],
  feeRouter: ["contracts/fees/FeeRouter.sol/FeeRouter"],
  operatorSet: ["contracts/metering/OperatorSet.sol/OperatorSet"],
  oracle: ["contracts/metering/ReadingOracle.sol/ReadingOracle"],
  settlement: ["contracts/settlement/MeteredSettlement.sol/MeteredSettlement"],
  attestorSet: ["contracts/metering/QuorumSet.sol/QuorumSet"],
  reserve: ["contracts/ramps/ReserveOracle.sol/ReserveOracle"],
  onRamp: ["contracts/ramps/OnRamp.sol/OnRamp"],
  redemptions: ["contracts/ramps/RedemptionQueue.sol/RedemptionQueue"],
  identities: ["contracts/compliance/IdentityRegistry.sol/IdentityRegistry"],
  compliance: ["contracts/compliance/Compliance.sol/Compliance"],
  recovery: ["contracts/compliance/KeyRecovery.sol/KeyRecovery"],
  staking: ["contracts/staking/Staking.sol/Staking"],
  election: ["contracts/staking/Election.sol/Election"],
  rewardsReserve: ["contracts/treasury/RewardsReserve.sol/RewardsReserve"],
  insurance: ["contracts/treasury/Purse.sol/Purse"],
  treasury: ["contracts/treasury/Purse.sol/Purse"],
  incentives: ["contracts/treasury/MakerIncentives.sol/MakerIncentives"],
  hosts: ["contracts/hosts/HostRegistry.sol/HostRegistry"],
  stakeDiscounts: ["contracts/hosts/StakeDiscounts.sol/StakeDiscounts"],
};

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly indexed?: boolean;
  readonly components?: readonly Parameter[];
}

interface Entry {
  readonly type: string;
  readonly name?: string;
  readonly stateMutability?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
}

/** The generated files by their paths from the root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const contracts = Object.keys(SOURCES);
  const files = new Map(contracts.map((name) => [`${FOLDER}/${name}.ts`, moduleOf(name, SOURCES[name] ?? [])]));
  return files.set(`${FOLDER}/index.ts`, indexOf(contracts));
}

function moduleOf(name: string, sources: readonly string[]): string {
  const entries = new Map<string, string>();
  for (const entry of sources.flatMap(abiOf)) {
    if (!["function", "event", "error"].includes(entry.type)) continue;
    entries.set(`${entry.type} ${entry.name}(${(entry.inputs ?? []).map(signatureOf).join(",")})`, textOf(entry));
  }
  const lines = [...entries.values()].map((entry) => `  ${entry},`);
  return [
    `// Made by scripts/generate-sdk.ts from ${sources.map((source) => source.split("/").at(-1)).join(", ")}.`,
    `export const ${name}Abi = [`,
    ...lines,
    "] as const;",
    "",
  ].join("\n");
}

function indexOf(names: readonly string[]): string {
  return [
    "// Made by scripts/generate-sdk.ts.",
    ...names.map((name) => `import { ${name}Abi } from "./${name}.ts";`),
    "",
    "/** What can be called at each contract of a deployment. */",
    "export const ABIS = {",
    ...names.map((name) => `  ${name}: ${name}Abi,`),
    "} as const;",
    "",
  ].join("\n");
}

function abiOf(source: string): readonly Entry[] {
  const path = join(ROOT, "artifacts", `${source}.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly abi: readonly Entry[] }).abi;
}

/** An entry with what a caller needs of it, in one order whatever the compiler's. */
function textOf({ type, name, stateMutability, inputs, outputs }: Entry): string {
  const ofFunction = type === "function" ? { stateMutability, outputs: (outputs ?? []).map(plain) } : {};
  return JSON.stringify({ type, name, inputs: (inputs ?? []).map(plain), ...ofFunction });
}

function plain({ name, type, indexed, components }: Parameter): Parameter {
  return {
    name,
    type,
    ...(indexed === true ? { indexed } : {}),
    ...(components === undefined ? {} : { components: components.map(plain) }),
  };
}

function signatureOf({ type, components }: Parameter): string {
  return components === undefined ? type : `(${components.map(signatureOf).join(",")})${type.slice("tuple".length)}`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  for (const [path, text] of generatedFiles()) writeFileSync(join(ROOT, path), text);
}
