import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What Node is given to run a script, e.g. "scripts/demo.ts", as the package's commands do. */
export function scriptLine(path: string): string[] {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { scripts: Record<string, string> };
  const command = Object.values(scripts).find((words) => words.endsWith(` ${path}`));
  const [, line] = / node ((?:--import tsx )?\S+)$/.exec(command ?? "") ?? [];
  if (line === undefined) throw new Error(`no command of the package runs ${path}`);
  return line.split(" ");
}

/** Runs a script as a process, as where there is no terminal. */
export function runScript(path: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, FORCE_COLOR: undefined };
    const command = [...scriptLine(path), ...args];
    const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    const told = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (told.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (told.stderr += chunk.toString()));
    child.on("close", (code) => resolve({ code, ...told }));
  });
}
