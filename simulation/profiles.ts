import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";

import { SimulationError } from "./error.ts";

export const HEADER = "slot,account,generation_wh,consumption_wh";
/** {Wh} The most that an account generates or consumes in a slot. */
const ENERGY_MAX = 999_999_999n;
const ACCOUNTS_MAX = 10_000;
const NAME_LENGTH_MAX = 64;

/** What an account generates and consumes in a slot {Wh}. */
export interface Profile {
  readonly generation: bigint;
  readonly consumption: bigint;
}

/** A slot's profiles, in the order of the file's accounts. */
export type SlotProfiles = readonly Profile[];

/** What a first reading of a whole file tells. */
export interface ProfileSummary {
  readonly slots: number;
  /** Names, in the file's order. */
  readonly accounts: readonly string[];
  /** {Wh per slot} The most, by account. */
  readonly peaks: readonly Profile[];
  /** {Wh} The most that an account has over or lacks in all its slots together. */
  readonly turnover: bigint;
}

/**
 * Reads a file of profiles slot by slot, and never holds more than one. Each slot, from 0 on, names the same accounts in
 * the same order. Throws `SimulationError`, which names the first row that does not fit.
 */
export async function* readProfiles(file: string): AsyncGenerator<SlotProfiles> {
  const reader = new Reader(file);
  for await (const text of linesOf(file)) {
    const done = reader.take(text);
    if (done !== null) yield done;
  }
  yield reader.end();
}

/** Reads a whole file to check it, before anything is done with it. Throws `SimulationError`. */
export async function summarise(file: string): Promise<ProfileSummary> {
  // It is read twice, which a pipe is not for.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new SimulationError(`${file} is no regular file`);
  const reader = new Reader(file);
  const peaks: { generation: bigint; consumption: bigint }[] = [];
  const turnovers: bigint[] = [];
  let slots = 0;
  const add = (profiles: SlotProfiles) => {
    slots += 1;
    profiles.forEach(({ generation, consumption }, at) => {
      const peak = (peaks[at] ??= { generation: 0n, consumption: 0n });
      if (generation > peak.generation) peak.generation = generation;
      if (consumption > peak.consumption) peak.consumption = consumption;
      const net = generation - consumption;
      turnovers[at] = (turnovers[at] ?? 0n) + (net < 0n ? -net : net);
    });
  };
  for await (const text of linesOf(file)) {
    const done = reader.take(text);
    if (done !== null) add(done);
  }
  add(reader.end());
  const turnover = turnovers.reduce((most, each) => (each > most ? each : most), 0n);
  return { slots, accounts: reader.accounts, peaks, turnover };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, "utf8");
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity });
  } catch (error) {
    throw new SimulationError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    stream.destroy();
  }
}

/** Takes a file's lines in order, and gives a slot's profiles when the slot is complete. */
class Reader {
  readonly #file: string;
  readonly #places = new Map<string, number>();
  #line = 0;
  #slot = 0;
  #profiles: Profile[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get accounts(): string[] {
    return [...this.#places.keys()];
  }

  take(text: string): SlotProfiles | null {
    this.#line += 1;
    if (this.#line === 1) {
      if (text.replace(/^\uFEFF/, "") !== HEADER) this.#refuse(`the header must be ${HEADER}`);
      return null;
    }
    const { slot, account, profile } = this.#parse(text);
    const done = this.#isNext(slot) ? this.#close() : null;
    if (slot !== this.#slot) {
      this.#refuse(`slot ${slot} is out of order, the file is at slot ${this.#slot}`);
    }
    this.#place(account);
    this.#profiles.push(profile);
    return done;
  }

  /** The last slot. */
  end(): SlotProfiles {
    if (this.#line === 0) throw new SimulationError(`${this.#file} is empty: the header must be ${HEADER}`);
    if (this.#profiles.length === 0) throw new SimulationError(`${this.#file} has no rows below its header`);
    this.#line += 1;
    return this.#close();
  }

  #isNext(slot: number): boolean {
    return slot === this.#slot + 1 && this.#profiles.length > 0;
  }

  #close(): SlotProfiles {
    const missing = this.accounts[this.#profiles.length];
    if (missing !== undefined) {
      this.#refuse(`the row of account ${missing} in slot ${this.#slot} is missing before this one`);
    }
    const profiles = this.#profiles;
    this.#profiles = [];
    this.#slot += 1;
    return profiles;
  }

  /** Makes sure that the account is the one whose turn it is. */
  #place(account: string): void {
    const [at, place] = [this.#profiles.length, this.#places.get(account)];
    if (place !== undefined && place < at) this.#refuse(`account ${account} is there twice in slot ${this.#slot}`);
    if (place === at) return;
    if (this.#slot > 0) {
      const expected = this.accounts[at];
      if (place === undefined) this.#refuse(`account ${account} is not in slot 0`);
      this.#refuse(`account ${account} is out of order or account ${expected} is missing in slot ${this.#slot}`);
    }
    if (at >= ACCOUNTS_MAX) this.#refuse(`there are more than ${ACCOUNTS_MAX} accounts`);
    this.#places.set(account, at);
  }

  #parse(text: string): { slot: number; account: string; profile: Profile } {
    const cells = text.split(",");
    const [slot = "", account = "", generation = "", consumption = ""] = cells;
    if (cells.length !== 4) this.#refuse(`it has ${cells.length} columns rather than 4`);
    if (account === "" || account.length > NAME_LENGTH_MAX || account !== account.trim()) {
      this.#refuse(`an account has a name of 1 to ${NAME_LENGTH_MAX} characters`);
    }
    return {
      slot: Number(this.#whole(slot, "slot")),
      account,
      profile: {
        generation: this.#whole(generation, "generation_wh"),
        consumption: this.#whole(consumption, "consumption_wh"),
      },
    };
  }

  #whole(text: string, name: string): bigint {
    if (!/^\d{1,20}$/.test(text)) this.#refuse(`${name} must be a whole number and not ${JSON.stringify(text)}`);
    const value = BigInt(text);
    if (value > ENERGY_MAX) this.#refuse(`${name} is at most ${ENERGY_MAX}`);
    return value;
  }

  #refuse(problem: string): never {
    const row = this.#line === 1 ? "the header" : `row ${this.#line - 1}`;
    throw new SimulationError(`${this.#file}, line ${this.#line} (${row}): ${problem}`);
  }
}
