import { openingOfJson, proposalOfJson, readingOfJson, readingsOfJson, treeOfJson } from "@gridwatt/oracle";
import {
  ParameterError,
  Slot,
  spansOf,
  UnitError,
  type OpenedLeaf,
  type ShowLossParameters,
  type SignedReading,
  type SignedRoot,
} from "@gridwatt/sdk";
import { HttpError } from "@gridwatt/service";

import { UsageError } from "./connection.ts";
import { textOf } from "./files.ts";

/** What proves that a root is false: a leaf that is opened, and what its meter signed instead; null where it contradicts itself. */
export interface Contradiction {
  readonly attested: OpenedLeaf;
  readonly reading: SignedReading | null;
}

/** Two answers of oracle nodes about a slot, in a list. Throws `UsageError`. */
export function twoRootsIn(file: string): [SignedRoot, SignedRoot] {
  return given(file, (json) => {
    const list: readonly unknown[] = Array.isArray(json) ? json : [];
    const roots = list.map(proposalOfJson).flatMap(({ slot, root, signed }) => {
      return signed === undefined ? [] : [{ slot, root, ...signed }];
    });
    const [first, second, ...more] = roots;
    if (first === undefined || second === undefined || more.length > 0) {
      throw new ParameterError("A list of two signed roots was expected, as oracle nodes answer to GET /slots/N.");
    }
    return [first, second];
  });
}

/** The leaves of a slot as oracle nodes give them, what opens an account's, and a reading or none. Throws `UsageError`. */
export function contradictionIn(file: string): Contradiction {
  return given(file, (json) => {
    const fields = fieldsOf(json, [...OPENED, "reading"]);
    const { reading } = fields;
    return { attested: openedLeafOf(fields), reading: reading === undefined ? null : readingOfJson(reading) };
  });
}

/** What shows an account's loss: as for `contradictionIn`, with all readings of its meters. Throws `UsageError`. */
export function lossIn(file: string): Pick<ShowLossParameters, "attested" | "spans"> {
  return given(file, (json) => {
    const fields = fieldsOf(json, [...OPENED, "readings"]);
    const attested = openedLeafOf(fields);
    return { attested, spans: spansOf(attested.slot, readingsOfJson(fields)) };
  });
}

/** Nodes tell the root with its leaves. */
const OPENED = ["slot", "root", "leaves", "account", "salt", "spans"] as const;

/** A field that is misspelled would be taken for one that is left out. */
function fieldsOf(json: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = (typeof json === "object" && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  const other = Object.keys(fields).find((name) => !names.includes(name));
  if (other !== undefined) throw new ParameterError(`"${other}" is none of ${names.join(", ")}.`);
  return fields;
}

function openedLeafOf(fields: Readonly<Record<string, unknown>>): OpenedLeaf {
  const { slot, account, root } = fields;
  if (typeof slot !== "number" || typeof account !== "number") {
    throw new ParameterError('"slot" and "account" are whole numbers.');
  }
  const tree = treeOfJson(fields);
  if (root !== undefined && root !== tree.root) throw new ParameterError(`These are not the leaves of root ${root}.`);
  return { slot: Slot.ofNumber(slot), root: tree.root, ...tree.proofOf(account), ...openingOfJson(fields) };
}

function given<T>(file: string, read: (json: unknown) => T): T {
  try {
    return read(JSON.parse(textOf(file, "file")));
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    const known = [HttpError, ParameterError, UnitError, SyntaxError].some((kind) => error instanceof kind);
    if (!known) throw error;
    // What cannot be parsed is quoted, over several lines.
    throw new UsageError(`--file: ${file}: ${error.message.split("\n", 1)[0]}`, { cause: error });
  }
}
