import { XMLParser, XMLValidator } from "fast-xml-parser";

import { Element } from "./element.ts";
import { StatementError } from "./errors.ts";

/** {byte} No bank's statement of a day comes near it, and parsing takes some fifty times as much memory. */
const MAX_BYTES = 20_000_000;

/** What XML 1.0 forbids, and what bytes that are no UTF-8 are decoded to. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd-\uffff]/;
/** The begin of a DOCTYPE or of another declaration. */
const DECLARATION = /<!(?!--|\[CDATA\[)/;
const NAMED = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

const TEXT = "#text";
const CDATA = "#cdata";

/** Everything stays text: what a number, a date or a reference is, the reader of the field knows. */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
});
const META = XMLParser.getMetaDataSymbol() as symbol;

/** A node as the parser gives it: one key, which is its name, and its attributes and place beside it. */
interface Raw {
  readonly ":@"?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/** Namespaces by their prefixes, the default one by "". */
type Scope = ReadonlyMap<string, string>;

/**
 * The root of an XML file in UTF-8. There are no entities but those that XML itself has, and no DOCTYPE.
 * Throws `StatementError` for a file that is too long or no XML.
 */
export function parseXml(file: Uint8Array): Element {
  if (file.byteLength > MAX_BYTES) throw new StatementError(1, `The file has more than ${MAX_BYTES} bytes.`);
  const text = new TextDecoder().decode(file);
  refuse(text, { what: FORBIDDEN, because: "There is a character that XML in UTF-8 cannot have." });
  refuse(text, {
    what: DECLARATION,
    because: "There is a DOCTYPE or another declaration, which a statement never needs.",
  });
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new StatementError(valid.err.line ?? 1, `This is no XML: ${valid.err.msg}`);
  const lineOf = lines(text);
  const [root, second] = parsed(text).filter((node) => nameOf(node) !== TEXT);
  if (root === undefined) throw new StatementError(1, "This is no XML: there is no element.");
  // The validator overlooks a second root that is empty.
  if (second !== undefined) throw new StatementError(lineOf(startOf(second)), "This is no XML: there are two roots.");
  return elementOf(root, { scope: new Map(), lineOf });
}

function refuse(text: string, { what, because }: { what: RegExp; because: string }): void {
  const at = text.search(what);
  if (at !== -1) throw new StatementError(lines(text)(at), because);
}

/** The parser refuses some files that the validator lets pass, e.g. with a comment that has no end. */
function parsed(text: string): readonly Raw[] {
  try {
    return PARSER.parse(text);
  } catch (error) {
    throw new StatementError(1, `This is no XML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The line of a place in the text. To be asked from begin to end, so that every line is counted once. */
function lines(text: string): (index: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (index) => {
    for (; next !== -1 && next < index; next = text.indexOf("\n", next + 1)) line++;
    return line;
  };
}

interface Surroundings {
  readonly scope: Scope;
  readonly lineOf: (index: number) => number;
}

function elementOf(node: Raw, { scope, lineOf }: Surroundings): Element {
  const qualified = nameOf(node);
  const line = lineOf(startOf(node));
  const attributes = new Map(Object.entries(node[":@"] ?? {}).map(([key, value]) => [key, decoded(value, line)]));
  const inner = { scope: scopeWithin(scope, attributes), lineOf };
  const children: Element[] = [];
  let text = "";
  for (const child of node[qualified] as readonly Raw[]) {
    const kind = nameOf(child);
    if (kind === TEXT) text += decoded(child[TEXT] as string, line);
    else if (kind === CDATA) text += textOfCdata(child);
    else children.push(elementOf(child, inner));
  }
  const colon = qualified.indexOf(":");
  const namespace = inner.scope.get(qualified.slice(0, Math.max(colon, 0))) ?? "";
  return new Element({ name: qualified.slice(colon + 1), namespace, line, attributes, children, text });
}

function nameOf(node: Raw): string {
  const name = Object.keys(node).find((key) => key !== ":@");
  if (name === undefined) throw new StatementError(1, "This is no XML: an element has no name.");
  return name;
}

function startOf(node: Raw): number {
  return (node as Readonly<Record<symbol, { readonly startIndex: number }>>)[META]?.startIndex ?? 0;
}

function textOfCdata(node: Raw): string {
  return (node[CDATA] as readonly Raw[]).map((child) => child[TEXT]).join("");
}

function scopeWithin(scope: Scope, attributes: ReadonlyMap<string, string>): Scope {
  const declared = [...attributes].filter(([key]) => key === "xmlns" || key.startsWith("xmlns:"));
  if (declared.length === 0) return scope;
  return new Map([...scope, ...declared.map(([key, uri]) => [key.slice("xmlns:".length), uri] as const)]);
}

/** Puts characters in the place of references. A statement never needs any but those that XML itself has. */
function decoded(text: string, line: number): string {
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const character = NAMED.get(name) ?? characterOf(name);
    if (character === undefined) throw new StatementError(line, `Nothing is known as ${JSON.stringify(reference)}.`);
    return character;
  });
}

function characterOf(name: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return FORBIDDEN.test(character) || !character.isWellFormed() ? undefined : character;
}
