import type { Written } from "@gridwatt/sdk";

import { printJson, type Given, type Market } from "./command.ts";
import { UsageError } from "./connection.ts";

/** What was done, in one line, and what it is for programs. */
export interface Done {
  readonly text: string;
  readonly told: object;
  /** By which transaction, where one did it. */
  readonly written?: Written;
}
type Act = (market: Market) => Promise<Done>;
/** What the first word of a command can be, and how its options are read. */
export type Verbs = Readonly<Record<string, (given: Given) => Act>>;

/** Reads the line of a command that does what its first word says; without one it shows something. */
export function preparing(verbs: Verbs, show: (market: Market, json: boolean) => Promise<void>) {
  const prepareVerb = preparingVerb(verbs);
  return (given: Given): ((market: Market) => Promise<void>) => {
    if (given.names.length === 0) return (market) => show(market, given.flag("json"));
    return prepareVerb(given);
  };
}

/** Reads the line of a command that does what its first word says. */
export function preparingVerb(verbs: Verbs) {
  return (given: Given): ((market: Market) => Promise<void>) => {
    const [verb = "", ...more] = given.names;
    if (more.length > 0) throw new UsageError(`${more.join(" ")}: one verb at a time.`);
    const read = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (read === undefined) throw new UsageError(`There is no verb ${verb}.`);
    const act = read(given);
    return async (market) => {
      const { text, told, written } = await act(market);
      const transaction = written === undefined ? {} : { transaction: written.receipt.hash };
      if (given.flag("json")) printJson({ ...told, ...transaction });
      else console.log(text);
    };
  };
}
