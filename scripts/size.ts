// npm run size: the runtime code of every contract that is deployed, against the EVM's limit less a reserve.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import Table from "cli-table3";

const LIMIT = 24_576; // {byte} EIP-170
const ALLOWED = Math.floor(LIMIT * 0.95); // {byte}
const ARTIFACTS = "artifacts/contracts";
const NOT_DEPLOYED = ["mocks"];

interface Size {
  name: string;
  bytes: number;
}

const sizes = readdirSync(ARTIFACTS, { recursive: true, encoding: "utf8" })
  .filter(
    (path) => path.endsWith(".json") && !path.endsWith(".t.sol") && !NOT_DEPLOYED.includes(path.split("/")[0] ?? ""),
  )
  .map((path) => sizeOf(join(ARTIFACTS, path)))
  .filter(({ bytes }) => bytes > 0)
  .sort((a, b) => b.bytes - a.bytes);

const table = new Table({
  head: ["contract", "bytes", "of limit", "to spare"],
  colAligns: ["left", "right", "right", "right"],
  style: { head: [], border: [] },
});
for (const { name, bytes } of sizes) {
  table.push([
    name,
    bytes.toLocaleString("en"),
    `${((bytes / LIMIT) * 100).toFixed(1)}%`,
    (ALLOWED - bytes).toLocaleString("en"),
  ]);
}
console.log(table.toString());

const above = sizes.filter(({ bytes }) => bytes > ALLOWED);
for (const { name, bytes } of above) {
  console.error(`${name} has ${bytes} bytes of code; ${ALLOWED} are allowed (${LIMIT} less 5%)`);
}
process.exitCode = above.length > 0 ? 1 : 0;

/** A library of internal functions leaves a stub behind that nobody deploys: it counts as no code. */
function sizeOf(path: string): Size {
  const artifact = JSON.parse(readFileSync(path, "utf8")) as {
    contractName: string;
    abi: unknown[];
    deployedBytecode: string;
  };
  const bytes = artifact.abi.some(isFunction) ? (artifact.deployedBytecode.length - 2) / 2 : 0;
  return { name: artifact.contractName, bytes };
}

function isFunction(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "type" in entry && entry.type === "function";
}
