/** A scenario file that is not valid. The message is one line that begins with the JSON path of what is wrong. */
export class ScenarioError extends Error {
  /** Where it is wrong, such as `steps[3].place.energy`; `scenario` for the whole file. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`.replace(/\s+/gu, " "));
    this.name = "ScenarioError";
    this.path = path;
  }
}

/**
 * A JSON path in the way JavaScript writes it.
 * @param segments keys and indices from the top; none names the whole file
 */
export function pathOf(segments: readonly (string | number)[]): string {
  const text = segments
    .map((segment) => {
      if (typeof segment === "number") return `[${segment}]`;
      return /^[A-Za-z_$][\w$]*$/.test(segment) ? `.${segment}` : `[${shown(segment)}]`;
    })
    .join("");
  return text === "" ? "scenario" : text.replace(/^\./, "");
}

/** A value as JSON on one line, shortened where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
