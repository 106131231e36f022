/** What a line of the log tells besides its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one JSON object a line: time, level, service, message and fields. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * @param service named in each line
 * @param write where lines go; default: standard output
 * @example
 * createLogger("keeper").info("settled", { slot: 1_972_841, accounts: 20 });
 */
export function createLogger(
  service: string,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const line = { time: new Date().toISOString(), level, service, message, ...fields };
      write(`${JSON.stringify(line, plain)}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/**
 * The sentence of a failure. What ethers adds to it may show the address of a node, and with it somebody's key there.
 */
export function sentenceOf(error: unknown): string {
  const { shortMessage, message } = (error ?? {}) as { readonly shortMessage?: unknown; readonly message?: unknown };
  const sentence = [shortMessage, message].find((text) => typeof text === "string");
  return sentence === undefined ? String(error) : String(sentence);
}

/** Integers of any size as decimal text, failures as their sentence. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Error ? sentenceOf(value) : value;
}
