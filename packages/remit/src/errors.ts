import { GridwattError } from "@gridwatt/sdk";

/** A file of codes that no report can be made with, or that lacks a code. */
export class CodeFileError extends GridwattError {
  constructor(message: string, cause?: unknown) {
    super("CodeFileError", { message, cause });
  }
}
