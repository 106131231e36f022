import { GridwattError, type GetMeterReturnType, type MeterSpan } from "@gridwatt/sdk";

/** Registers of an account's meters at both ends of a slot, as the household got them from its oracle operators. */
export interface Opening {
  readonly slot: number;
  readonly spans: readonly MeterSpan[];
}

/** What an account's meters counted in a slot {Wh}, at the connection to the grid. */
export interface Counted {
  readonly generation: bigint;
  readonly consumption: bigint;
}

/** A file of readings says something else than readings, or others than the account's. */
export class ReadingFileError extends GridwattError {
  constructor(message: string) {
    super("ReadingFileError", { message });
  }
}

const REGISTERS = ["importBegin", "exportBegin", "importEnd", "exportEnd"] as const;

/**
 * Reads a file of openings: a list of {slot, spans: [{meter, importBegin, exportBegin, importEnd, exportEnd}]}, registers in Wh
 * as whole numbers or texts of digits. Throws `ReadingFileError`.
 */
export function parseOpenings(text: string): Opening[] {
  const list = parse(text);
  if (!Array.isArray(list)) throw new ReadingFileError("The file of readings is a list of slots.");
  const openings = list.map((value, at) => openingOf(value, `Entry ${at + 1} of the readings`));
  const slots = openings.map(({ slot }) => slot);
  const twice = slots.find((slot, at) => slots.indexOf(slot) !== at);
  if (twice !== undefined) throw new ReadingFileError(`The readings have slot ${twice} twice.`);
  return openings;
}

/** The meters that openings name, each once. */
export function metersIn(openings: readonly Opening[]): number[] {
  return [...new Set(openings.flatMap(({ spans }) => spans.map(({ meter }) => meter)))];
}

/**
 * What the meters counted, by slot; registers roll over.
 * @param meters the account's own
 * Throws `ReadingFileError` for a meter that is not among them.
 */
export function countedBySlot(
  openings: readonly Opening[],
  meters: readonly GetMeterReturnType[],
): ReadonlyMap<number, Counted> {
  const known = new Map(meters.map((meter) => [meter.meter, meter]));
  const counted = openings.map(({ slot, spans }): [number, Counted] => {
    let [generation, consumption] = [0n, 0n];
    for (const span of spans) {
      const meter = known.get(span.meter);
      if (meter === undefined) throw new ReadingFileError(`Meter ${span.meter} in the readings is not the account's.`);
      generation += turned(span.exportBegin, span.exportEnd, meter.exportDigits);
      consumption += turned(span.importBegin, span.importEnd, meter.importDigits);
    }
    return [slot, { generation, consumption }];
  });
  return new Map(counted);
}

/** {Wh} between two registers of so many digits. */
function turned(begin: bigint, end: bigint, digits: number): bigint {
  return end >= begin ? end - begin : end + 10n ** BigInt(digits) - begin;
}

function openingOf(value: unknown, which: string): Opening {
  const { slot, spans } = (typeof value === "object" && value !== null ? value : {}) as Partial<Opening>;
  if (typeof slot !== "number" || !Number.isInteger(slot) || !Array.isArray(spans)) {
    throw new ReadingFileError(`${which} is an object with the number of a slot and a list of spans.`);
  }
  const read = spans.map((span) => spanOf(span, which));
  const meters = read.map(({ meter }) => meter);
  const twice = meters.find((meter, at) => meters.indexOf(meter) !== at);
  if (twice !== undefined) throw new ReadingFileError(`${which} has meter ${twice} twice.`);
  return { slot, spans: read };
}

function spanOf(value: unknown, which: string): MeterSpan {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { meter } = fields;
  if (typeof meter !== "number" || !Number.isInteger(meter)) {
    throw new ReadingFileError(`${which} has a span without the number of a meter.`);
  }
  const entries = REGISTERS.map((name) => [name, registerOf(fields[name], `${which} has no ${name}`)]);
  return { meter, ...(Object.fromEntries(entries) as Omit<MeterSpan, "meter">) };
}

function registerOf(value: unknown, which: string): bigint {
  const isWhole = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  if (isWhole || (typeof value === "string" && /^[0-9]{1,18}$/.test(value))) return BigInt(value);
  throw new ReadingFileError(`${which} in whole Wh.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReadingFileError("The file of readings is no JSON.");
  }
}
