import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run --silent NAME -- ARGS` as a person at a terminal does. */
export function npmRun(name: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = start(["run", "--silent", name, "--", ...args]);
    const told = { stdout: "", stderr: "" };
    child.stdout?.on("data", (chunk: Buffer) => (told.stdout += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (told.stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...told }));
  });
}

/** A local node in a process of its own. */
export interface LiveNode {
  readonly url: string;
  /** Ends it, and returns once it is gone. */
  readonly stop: () => Promise<void>;
}

/** Runs `npm run node -- ARGS` and returns once it has told its address. */
export async function startNode(args: readonly string[]): Promise<LiveNode> {
  const child = start(["run", "node", "--", ...args]);
  const gone = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const end = () => void (child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, "SIGTERM"));
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    end();
    await gone;
  };
  return { url: await addressOf(child), stop };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = "";
    const listen = (chunk: Buffer) => {
      told += chunk.toString();
      const [, url] = /JSON-RPC server at (http:\/\/127\.0\.0\.1:\d+)\//.exec(told) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`the node ended before it told its address: ${told}`)));
  });
}

/** npm as the leader of a group, so that a signal reaches all that it starts; without colours. */
function start(args: readonly string[]): ChildProcess {
  const { FORCE_COLOR: _, ...env } = process.env;
  return spawn("npm", args, { cwd: ROOT, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}
