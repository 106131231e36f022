import { encodeTerms } from "@gridwatt/sdk";

import { each, type Check } from "../check.ts";
import { compareQuorum } from "./quorum.ts";
import { ahead } from "./token.ts";

export const RULES: readonly Check[] = [
  {
    id: "rules.modules",
    name: "the exchange asks the settlement module and the compliance that were told",
    compare: async function* ({ rebuilt: { rules }, stored }) {
      yield { what: "settlement", expected: rules.settlement, found: await stored.ask("exchange", "settlement") };
      yield { what: "compliance", expected: rules.compliance, found: await stored.ask("exchange", "compliance") };
    },
  },
  {
    id: "rules.pause",
    name: "new orders are stopped as long as told",
    compare: async function* ({ rebuilt: { rules }, stored, time }) {
      const found = await stored.ask("exchange", "pausedUntil");
      yield { what: "pause", expected: ahead(rules.pausedUntil, time), found };
    },
  },
  {
    id: "rules.trade",
    name: "zones trade with each other, and at the limits, as compliance was told to allow",
    compare: ({ rebuilt: { rules }, stored }) =>
      each(rules.tradeRules.entries(), async ([zone, expected]) => {
        return { what: `rules of zone ${zone}`, expected, found: await stored.ask("exchange", "tradeRules", zone) };
      }),
  },
  {
    id: "rules.terms",
    name: "the next slots open under the terms last frozen, and orders look at debts while there are any",
    compare: async function* ({ rebuilt: { rules }, stored }) {
      if (rules.terms === null) return;
      const found = await stored.ask("exchange", "currentTerms");
      const debts = (await stored.ask("exchange", "clearing")).debts !== 0n;
      // Whether orders look at a pause stays until the next call of that kind: it is no part of what is told.
      const unrestricted = ((found >> 254n) & 1n) === 1n;
      yield { what: "terms", expected: encodeTerms({ ...rules.terms, debts, unrestricted }), found };
    },
  },
];

export const ORACLE: readonly Check[] = [
  {
    id: "oracle.roots",
    name: "the newest root of every slot and its sequence are those submitted last",
    compare: ({ rebuilt: { oracle }, stored }) =>
      each(oracle.newest, async ({ slot, root, sequence }) => {
        const found = await stored.ask("oracle", "rootOf", slot.number);
        return {
          what: `root of slot ${slot.number}`,
          expected: { root, sequence },
          found: { root: found.root, sequence: found.sequence },
        };
      }),
  },
  {
    id: "oracle.known",
    name: "every root that was ever a slot's newest is known as such",
    compare: ({ rebuilt: { oracle }, stored }) =>
      each(oracle.known, async ({ slot, root }) => {
        const found = await stored.ask("oracle", "wasRoot", slot, root);
        return { what: `root ${root} of slot ${slot}`, expected: true, found };
      }),
  },
  {
    id: "oracle.operators",
    name: "the operators who attest are those named last",
    compare: async function* (subject) {
      const { oracle, operators } = subject.rebuilt;
      yield { what: "set", expected: oracle.operatorSet, found: await subject.stored.ask("oracle", "operatorSet") };
      yield* compareQuorum(subject, operators);
    },
  },
];
