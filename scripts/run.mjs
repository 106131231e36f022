// node scripts/run.mjs [--no-compile] <command> [arguments]
// Makes the clone ready, then runs the command under the right Node with the project's own commands on PATH.
// Runs under Node >= 18 without any package.
import { spawn } from "node:child_process";
import { constants } from "node:os";

import { explain, ROOT, setup } from "./setup.mjs";

const args = process.argv.slice(2);
const compile = args[0] !== "--no-compile";
const [command, ...rest] = compile ? args : args.slice(1);

if (command === undefined) {
  console.error("usage: node scripts/run.mjs [--no-compile] <command> [arguments]");
  process.exit(2);
}

try {
  run(command, rest, await setup({ compile }));
} catch (error) {
  explain(error);
  process.exit(1);
}

function run(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`cannot run ${command}: ${error.message}`);
    process.exit(127);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
