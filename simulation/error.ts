/** Input that a simulation cannot use; the message is one plain sentence for whoever wrote it. */
export class SimulationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SimulationError";
  }
}
