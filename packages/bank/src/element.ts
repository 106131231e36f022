import { StatementError } from "./errors.ts";

/** What an element is made of. */
export interface Content {
  /** Without a prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** An element of an XML file. It shows what is of its own namespace: others are extensions that nothing is known of. */
export class Element {
  readonly name: string;
  readonly namespace: string;
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly #children: readonly Element[];
  readonly #text: string;

  constructor({ name, namespace, line, attributes, children, text }: Content) {
    this.name = name;
    this.namespace = namespace;
    this.line = line;
    this.attributes = attributes;
    this.#children = children.filter((child) => child.namespace === namespace);
    this.#text = text.trim();
  }

  /** All elements at a path, e.g. "NtryDtls/TxDtls", in their order. */
  all(path: string): Element[] {
    const [name, ...rest] = path.split("/");
    const found = this.#children.filter((child) => child.name === name);
    return rest.length === 0 ? found : found.flatMap((child) => child.all(rest.join("/")));
  }

  /** The element at a path. Throws `StatementError` where there are several, since none of them is the right one. */
  at(path: string): Element | undefined {
    const [element, second] = this.all(path);
    if (second !== undefined) throw new StatementError(second.line, `${this.name} has more than one ${path}.`);
    return element;
  }

  /** The text at a path without space around it; undefined where there is none. Throws as `at` does. */
  textAt(path: string): string | undefined {
    return this.at(path)?.text;
  }

  /** Its own text without space around it; undefined where there is none. */
  get text(): string | undefined {
    return this.#text === "" ? undefined : this.#text;
  }
}
