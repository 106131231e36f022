import { mkdir, open, readFile, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

import { GridwattError } from "@gridwatt/sdk";

/** A file of the node was changed by something else than the node. */
export class DamagedFileError extends GridwattError {
  constructor(path: string, line: number) {
    const message = `${path} is damaged in line ${line}: move it away, and the other nodes give the readings again.`;
    super("DamagedFile", { message, args: { path, line } });
  }
}

/**
 * A file that only grows, one JSON value a line. What `append` has acknowledged is on the disk; a line that was being
 * written when the process was killed is cut off when the file is opened again.
 */
export class JsonLines {
  readonly #handle: FileHandle;
  /** {byte} of whole lines */
  #size: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens a file, or makes it, and reads what it holds. Throws `DamagedFileError`. */
  static async open(path: string): Promise<{ readonly file: JsonLines; readonly records: readonly unknown[] }> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, "a+");
    await handle.close();
    await syncFolder(dirname(path));
    const { records, size } = await contentOf(path);
    const writable = await open(path, "r+");
    await writable.truncate(size);
    return { file: new JsonLines(writable, size), records };
  }

  /** What a file holds; nothing where there is none. Throws `DamagedFileError`. */
  static async read(path: string): Promise<readonly unknown[]> {
    return (await contentOf(path)).records;
  }

  /** Returns once the values are on the disk. */
  append(values: readonly unknown[]): Promise<void> {
    const result = this.#last.then(() => this.#append(values));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
  }

  async #append(values: readonly unknown[]): Promise<void> {
    const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.#size + at);
        at += bytesWritten;
      }
      await this.#handle.datasync();
    } catch (error) {
      // Half a line must not stand in front of the next one.
      await this.#handle.truncate(this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }
}

async function contentOf(path: string): Promise<{ records: unknown[]; size: number }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const size = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, size).toString("utf8").split("\n").slice(0, -1);
  const records = lines.map((line, at) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new DamagedFileError(path, at + 1);
    }
  });
  return { records, size };
}

/** A new file is only there for good once its folder is on the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
