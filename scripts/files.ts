import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { UsageError } from "./connection.ts";

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** Before long work is done, so that its result is not lost. */
export function checkWritable(file: string): void {
  if (isFolder(file)) throw new UsageError(`--out: ${file} is a folder`);
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--out: ${file} cannot be written`, { cause: error });
  }
}

/** The content of a file that an option names. Throws `UsageError`. */
export function textOf(file: string, option: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--${option}: ${file} cannot be read.`, { cause: error });
  }
}

/** Prints a result as it is, or writes it into the file that `--out` names. */
export function deliver(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  writeFileSync(out, text);
  console.log(`written: ${out}`);
}
