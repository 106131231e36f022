import { join } from "node:path";

import { Slot, type AccountReading, type SignedReading } from "@gridwatt/sdk";

import { JsonLines } from "./json-lines.ts";
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

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder, or makes it, and reads what is known of the begins of slots. Throws `DamagedFileError`. */
  static async open(folder: string, { first, last }: { first: Slot; last: Slot }): Promise<ReadingStore> {
    const store = new ReadingStore(folder);
    for (let day = dayOf(first); day <= dayOf(last); ++day) await store.#fileOf(day);
    return store;
  }

  /** Keeps readings of meters whose signatures were checked. Returns once what is new is on the disk. */
  async add(readings: readonly SignedReading[]): Promise<Kept[]> {
    const kept = readings.map((reading) => this.#classify(reading));
    const fresh = readings.filter((_, at) => kept[at] !== "known");
    for (const [day, group] of Map.groupBy(fresh, ({ slot }) => dayOf(slot))) {
      const file = await this.#fileOf(day);
      await file.append(group.map(readingToJson));
    }
    for (const reading of fresh) this.#remember(reading);
    return kept;
  }

  /** Whether exactly this has been said before, by whatever signature. */
  knows(reading: SignedReading): boolean {
    return this.#classify(reading) === "known";
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
    // The first leaf is account 0's, which every tree has.
    await file.append([{ root: tree.root, leaves: leavesToJson(tree.leaves.slice(1)) }]);
    await file.close();
  }

  /** The leaves of a tree that was signed, as JSON. */
  async treeOf(slot: Slot, root: string): Promise<object | undefined> {
    const trees = (await JsonLines.read(this.#treePath(slot))) as readonly { readonly root: string }[];
    return trees.find((tree) => tree.root === root);
  }

  async close(): Promise<void> {
    for (const file of this.#days.values()) await (await file).close();
  }

  #treePath(slot: Slot): string {
    return join(this.#folder, "trees", `${slot.number}.jsonl`);
  }

  #fileOf(day: number): Promise<JsonLines> {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const opened = JsonLines.open(join(this.#folder, `readings-${day}.jsonl`)).then(({ file, records }) => {
      for (const record of records) this.#remember(readingOfJson(record));
      return file;
    });
    this.#days.set(day, opened);
    // What failed once may work the next time.
    opened.catch(() => this.#days.delete(day));
    return opened;
  }

  #classify(reading: SignedReading): Kept {
    const boundary = this.#boundaries.get(reading.slot.number)?.get(reading.meter);
    if (boundary === undefined) return "stored";
    return boundary.other !== undefined || says(boundary.first, reading) ? "known" : "contradicts";
  }

  #remember(reading: SignedReading): void {
    const { slot, meter } = reading;
    const boundaries = this.#boundaries.get(slot.number) ?? new Map<number, Boundary>();
    this.#boundaries.set(slot.number, boundaries);
    const known = boundaries.get(meter);
    if (known === undefined) boundaries.set(meter, { first: reading });
    else if (!says(known.first, reading)) boundaries.set(meter, { first: known.first, other: known.other ?? reading });
  }
}

function dayOf(slot: Slot): number {
  return Math.floor(slot.number / SLOTS_OF_DAY);
}

/** Whether a meter says the same twice; signatures of the same may differ. */
function says(a: SignedReading, b: SignedReading): boolean {
  return a.importRegister === b.importRegister && a.exportRegister === b.exportRegister && a.sequence === b.sequence;
}
