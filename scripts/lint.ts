// npm run lint: contracts by solhint, TypeScript by eslint, the format of both by prettier. A warning is an error.
import { spawn } from "node:child_process";

const LINTERS: [string, string[]][] = [
  ["solhint", ["--disc", "--noPoster", "--max-warnings", "0", "contracts/**/*.sol"]],
  ["eslint", ["--max-warnings", "0", "."]],
  ["prettier", ["--check", "--log-level", "warn", "**/*.{ts,mjs,sol}"]],
];

const codes = await Promise.all(LINTERS.map(([command, args]) => run(command, args)));
process.exit(Math.max(...codes));

function run(command: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("close", (code) => resolve(code ?? 1));
  });
}
