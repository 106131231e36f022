import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A line of a process's log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A program of the project as a process of its own. */
export class RunningProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: LogLine[];

  private constructor(child: ChildProcess, of: { url: string; lines: LogLine[] }) {
    this.#child = child;
    this.url = of.url;
    this.#lines = of.lines;
  }

  /** Starts it, and returns once it listens. */
  static async start(script: string, variables: Readonly<Record<string, string>>): Promise<RunningProcess> {
    const { PATH = "" } = process.env;
    const args = [script, "--env", "/dev/null"];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    process.once("exit", () => void child.kill("SIGKILL"));
    const lines: LogLine[] = [];
    let [rest, errors] = ["", ""];
    child.stderr.on("data", (chunk: Buffer) => void (errors += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) lines.push(JSON.parse(part) as LogLine);
    });
    const url = await until(`${script} to listen`, async () => {
      if (child.exitCode !== null) throw new Error(`${script} ended with code ${child.exitCode}: ${errors}`);
      return lines.find(({ message }) => message === "listening")?.["url"] as string | undefined;
    });
    return new RunningProcess(child, { url, lines });
  }

  /** All that it has told. */
  get log(): readonly LogLine[] {
    return this.#lines;
  }

  /** Ends it as an operator does. Returns its exit code. */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** A sample of its metrics, e.g. `gridwatt_keeper_rounds_total{outcome="done"}`; 0 where there is none. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
    return this.#child.exitCode;
  }
}

/** {ms} */
const PATIENCE = 90_000;

/** Asks again and again until there is an answer. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}
