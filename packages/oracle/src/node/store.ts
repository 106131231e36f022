import { join } from "node:path";

import { Slot, type AccountReading, type SignedReading } from "@gridwatt/sdk";

import { DamagedFileError, JsonLines } from "./json-lines.ts";
import { leavesToJson, readingOfJson, readingToJson } from "./wire.ts";

/** What became of a reading. */
export type Kept = "stored" | "known" | "contradicts";

/** A meter's word on its registers at a boundary, and another one that contradicts it. */
interface Boundary {
  readonly first: SignedReading;
  readonly other?: SignedReading;
}

const SLOTS_OF_DAY = 96;

/**
 * The readings that a node knows, on disk a file a day, and the trees that it signed, a file a slot.
 *
 * Of each meter and boundary it keeps one reading and, as evidence, one more that differs. A meter that said two things
 * of a boundary is not believed in either: so nodes that exchange what they know come to the same tree, in whatever
 * order they heard of it, and a meter can neither fill a disk nor keep nodes apart.
 */
export class ReadingStore {
  readonly #folder: string;
  readonly #boundaries = new Map<number, Map<number, Boundary>>();
  readonly #days = new Map<number, Promise<JsonLines>>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder, or makes it, and reads what is known of the begins of slots. Throws `DamagedFileError`. */
  static async open(folder: string, { first, last }: { first: Slot; last: Slot }): Promise<ReadingStore> {
    const store = new ReadingStore(folder);
    try {
      for (let day = dayOf(first); day <= dayOf(last); ++day) await store.#fileOf(day);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * Keeps readings of meters whose signatures were checked, one list after the other. Returns once what is new is on the
   * disk.
   */
  add(readings: readonly SignedReading[]): Promise<Kept[]> {
    const result = this.#last.then(() => this.#add(readings));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Whether exactly this has been said before, by whatever signature. */
  knows(reading: SignedReading): boolean {
    return classify(this.#boundaries.get(reading.slot.number)?.get(reading.meter), reading) === "known";
  }

  /** A meter's reading at the begin of a slot; none where it contradicted itself. */
  at(meter: number, slot: Slot): SignedReading | undefined {
    const boundary = this.#boundaries.get(slot.number)?.get(meter);
    return boundary?.other === undefined ? boundary?.first : undefined;
  }

  /** All that is known of the begin of a slot, contradictions included. */
  of(slot: Slot): SignedReading[] {
    const boundaries = [...(this.#boundaries.get(slot.number)?.values() ?? [])];
    return boundaries.flatMap(({ first, other }) => (other === undefined ? [first] : [first, other]));
  }

  /** What a meter said of the begin of a slot, however long ago: in disputes it is read from the disk. */
  async recall(meter: number, slot: Slot): Promise<SignedReading[]> {
    const path = this.#dayPath(dayOf(slot));
    const records = await JsonLines.read(path);
    return records
      .map((record, at) => readingIn(record, { path, line: at + 1 }))
      .filter((reading) => reading.meter === meter && reading.slot.number === slot.number);
  }

  /** Forgets what is before a slot; on disk it stays, for disputes. */
  async forgetBefore(slot: Slot): Promise<void> {
    for (const number of this.#boundaries.keys()) if (number < slot.number) this.#boundaries.delete(number);
    for (const [day, file] of this.#days) {
      if (day >= dayOf(slot)) continue;
      this.#days.delete(day);
      await (await file).close();
    }
  }

  /** Keeps a tree before its root is signed. */
  async addTree(
    slot: Slot,
    tree: { readonly root: string; readonly leaves: readonly AccountReading[] },
  ): Promise<void> {
    if ((await this.treeOf(slot, tree.root)) !== undefined) return;
    const { file } = await JsonLines.open(this.#treePath(slot));
    try {
      // The first leaf is account 0's, which every tree has.
      await file.append([{ root: tree.root, leaves: leavesToJson(tree.leaves.slice(1)) }]);
    } finally {
      await file.close();
    }
  }

  /** The leaves of a tree that was signed, as JSON. */
  async treeOf(slot: Slot, root: string): Promise<object | undefined> {
    const trees = (await JsonLines.read(this.#treePath(slot))) as readonly { readonly root: string }[];
    return trees.find((tree) => tree.root === root);
  }

  async close(): Promise<void> {
    for (const file of this.#days.values()) await (await file).close();
  }

  async #add(readings: readonly SignedReading[]): Promise<Kept[]> {
    // A list may say things twice, or contradict itself.
    const boundaries = new Map<string, Boundary>();
    const kept = readings.map((reading) => {
      const key = `${reading.slot.number}/${reading.meter}`;
      const boundary = boundaries.get(key) ?? this.#boundaries.get(reading.slot.number)?.get(reading.meter);
      boundaries.set(key, told(boundary, reading));
      return classify(boundary, reading);
    });
    const fresh = readings.filter((_, at) => kept[at] !== "known");
    for (const [day, group] of Map.groupBy(fresh, ({ slot }) => dayOf(slot))) {
      const file = await this.#fileOf(day);
      await file.append(group.map(readingToJson));
    }
    for (const reading of fresh) this.#remember(reading);
    return kept;
  }

  #dayPath(day: number): string {
    return join(this.#folder, `readings-${day}.jsonl`);
  }

  #treePath(slot: Slot): string {
    return join(this.#folder, "trees", `${slot.number}.jsonl`);
  }

  #fileOf(day: number): Promise<JsonLines> {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const opened = this.#open(this.#dayPath(day));
    this.#days.set(day, opened);
    // What failed once may work the next time.
    opened.catch(() => this.#days.delete(day));
    return opened;
  }

  async #open(path: string): Promise<JsonLines> {
    const { file, records } = await JsonLines.open(path);
    try {
      const readings = records.map((record, at) => readingIn(record, { path, line: at + 1 }));
      for (const reading of readings) this.#remember(reading);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  #remember(reading: SignedReading): void {
    const { slot, meter } = reading;
    const boundaries = this.#boundaries.get(slot.number) ?? new Map<number, Boundary>();
    this.#boundaries.set(slot.number, boundaries.set(meter, told(boundaries.get(meter), reading)));
  }
}

/** What a reading is to what is known of its boundary. */
function classify(boundary: Boundary | undefined, reading: SignedReading): Kept {
  if (boundary === undefined) return "stored";
  return boundary.other !== undefined || says(boundary.first, reading) ? "known" : "contradicts";
}

/** What is known of a boundary once a reading was told. */
function told(boundary: Boundary | undefined, reading: SignedReading): Boundary {
  if (boundary === undefined) return { first: reading };
  return classify(boundary, reading) === "known" ? boundary : { first: boundary.first, other: reading };
}

/** Throws `DamagedFileError` where a line is no reading. */
function readingIn(record: unknown, { path, line }: { readonly path: string; readonly line: number }): SignedReading {
  try {
    return readingOfJson(record);
  } catch {
    throw new DamagedFileError(path, line);
  }
}

function dayOf(slot: Slot): number {
  return Math.floor(slot.number / SLOTS_OF_DAY);
}

/** Whether a meter says the same twice; signatures of the same may differ. */
function says(a: SignedReading, b: SignedReading): boolean {
  return a.importRegister === b.importRegister && a.exportRegister === b.exportRegister && a.sequence === b.sequence;
}
