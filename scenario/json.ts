import { pathOf, ScenarioError } from "./error.ts";

/** An object or array that has been entered and not left. */
interface Level {
  readonly keys: Set<string> | null;
  /** The key or index that is being read. */
  at: string | number;
}

/** No scenario is as deep; what walks over a value runs out of stack where one is deep without end. */
const DEPTH_MAX = 64;

/**
 * Reads JSON, and refuses what JSON.parse lets through though nobody can mean it: the same key twice in an object
 * (the last would win in silence), the key `__proto__`, and brackets within brackets without end.
 * Throws `ScenarioError`.
 */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ScenarioError("scenario", `not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  checkKeys(text);
  return value;
}

/** Walks over the tokens of a valid JSON text with the path at hand. */
function checkKeys(text: string): void {
  const levels: Level[] = [];
  let keyComes = false;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs)) {
    const level = levels.at(-1);
    if (token === "{" || token === "[") {
      if (levels.length === DEPTH_MAX) throw new ScenarioError("scenario", `is deeper than ${DEPTH_MAX} levels`);
      levels.push(token === "{" ? { keys: new Set(), at: "" } : { keys: null, at: 0 });
      keyComes = token === "{";
    } else if (token === "}" || token === "]") {
      levels.pop();
      keyComes = false;
    } else if (token === ",") {
      if (typeof level?.at === "number") level.at += 1;
      keyComes = level?.keys != null;
    } else if (keyComes && level?.keys != null) {
      enterKey(levels, level.keys, JSON.parse(token) as string);
      keyComes = false;
    }
  }
}

function enterKey(levels: Level[], keys: Set<string>, key: string): void {
  const path = (): string => pathOf(levels.slice(0, -1).map((level) => level.at));
  if (keys.has(key)) throw new ScenarioError(path(), `the key ${JSON.stringify(key)} appears twice`);
  if (key === "__proto__") throw new ScenarioError(path(), 'the key "__proto__" is not allowed');
  keys.add(key);
  const level = levels.at(-1);
  if (level !== undefined) level.at = key;
}
