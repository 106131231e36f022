/** Something in the parameters that does not fit. The message names where. */
export class ParameterError extends Error {
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.name = "ParameterError";
  }
}
