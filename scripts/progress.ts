/** Characters of a bar. */
const WIDTH = 30;

/** Shows on standard error how far long work has come: a bar on a terminal, a line for each tenth elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #unit: string;
  readonly #began = performance.now();
  #shown = 0;

  constructor(total: number, unit: string) {
    this.#total = total;
    this.#unit = unit;
  }

  show(done: number): void {
    const steps = process.stderr.isTTY ? 200 : 10;
    const step = Math.floor((done * steps) / this.#total);
    if (step === this.#shown) return;
    this.#shown = step;
    const text = `${done} of ${this.#total} ${this.#unit}, ${this.#left(done)}`;
    if (!process.stderr.isTTY) return void process.stderr.write(`${text}\n`);
    const full = Math.round((done * WIDTH) / this.#total);
    process.stderr.write(`\r[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${text}\u001B[K`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  #left(done: number): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const left = Math.ceil((seconds / done) * (this.#total - done));
    return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
  }
}
