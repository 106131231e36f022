import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** A process's metrics, as Prometheus reads them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #prefix: string;

  /** @param service each name begins with `gridwatt_<service>_` */
  constructor(service: string) {
    this.#prefix = `gridwatt_${service}_`;
    collectDefaultMetrics({ register: this.#registry });
  }

  counter<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Counter<Label> {
    return new Counter({ name: this.#prefix + name, help, labelNames: [...labels], registers: [this.#registry] });
  }

  gauge<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ name: this.#prefix + name, help, labelNames: [...labels], registers: [this.#registry] });
  }

  /** In the text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
