import { GridwattError } from "@gridwatt/sdk";

/** A statement that nothing can be taken from, because the file as a whole is not what it should be. */
export class StatementError extends GridwattError {
  /** Where in the file, counted from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super("StatementError", { message: `Line ${line}: ${message}`, args: { line } });
    this.line = line;
  }
}

/** One entry or transaction that nothing can be minted for. It stops no other. */
export class EntryError extends GridwattError {
  /** Where in the file, counted from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super("EntryError", { message: `Line ${line}: ${message}`, args: { line } });
    this.line = line;
  }
}

/** A payment file that cannot be written. `args.redemption` is the id of the redemption at fault, where it is one. */
export class PaymentFileError extends GridwattError {
  constructor(message: string, redemption?: bigint) {
    super("PaymentFileError", redemption === undefined ? { message } : { message, args: { redemption } });
  }
}
