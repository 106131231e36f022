import { accessSync, constants, existsSync, statSync } from "node:fs";
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
