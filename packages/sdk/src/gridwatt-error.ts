/** What an error tells besides its sentence, by the names that the contracts give. */
export type ErrorFields = Readonly<Record<string, unknown>>;

/**
 * Every failure that the SDK knows, told in one plain sentence.
 * @example
 * try { await placeOrder(client, order); } catch (error) { if (error instanceof GridwattError) console.error(error.message); }
 */
export class GridwattError extends Error {
  /** The contracts' error, e.g. "InsufficientFree", or one of the SDK's own, e.g. "WrongNetwork". */
  override readonly name: string;
  /** What the error carries: integers as bigint, in the units of the contracts. */
  readonly args: ErrorFields;

  constructor(name: string, details: { message: string; args?: ErrorFields; cause?: unknown }) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = name;
    this.args = details.args ?? {};
  }
}

/** A value of the wrong unit, form or range. */
export class UnitError extends GridwattError {
  constructor(message: string) {
    super("UnitError", { message });
  }
}

/** A parameter that no call can be made from. */
export class ParameterError extends GridwattError {
  constructor(message: string) {
    super("ParameterError", { message });
  }
}
