import { VICTIM } from "./oversight.ts";
import { ask, at, itemAt, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** In the order of their declarations. */
const PLACES = {
  ...{ deferral: 0n, fractions: 1n, offences: 2n, pots: 3n, taken: 5n, passes: 7n, rules: 10n, losses: 11n },
} as const;
/** {bit} Where things lie in their words. */
const BIT = {
  deferral: 168n,
  offence: { stage: 8n, slot: 64n, endsAt: 136n, held: 160n, reporterPaid: 224n, taken: 64n },
  pot: { taken: 40n, share: 136n, restPaid: 216n },
  rules: { compensation: 16n, insurance: 80n },
} as const;
const FALSE_ROOT = 0n;
/** The first pot, which has paid all; each has two words. */
const POT = itemAt(PLACES.pots, 0n);

describe("an audit of a market whose slashing was changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...offenceCases(asked), ...potCases(), ...ruleCases()];
  });
}).timeout(60_000);

function offenceCases({ first, last }: Asked): readonly Tampering[] {
  const offence = (id: string) => at(PLACES.offences, BigInt(id));
  /** Three operators signed it. */
  const falseRoot = async () => offence((await first("OffenceRecorded")).id);
  const cancelled = async () => offence((await first("OffenceCancelled")).id);
  const expired = async () => offence((await last("OffenceRecorded")).id);
  const slasher = { contract: "slasher" } as const;
  return [
    {
      what: "that an offence was cancelled",
      ...slasher,
      place: cancelled,
      by: 1n << BIT.offence.stage,
      red: ["offences.states"],
    },
    {
      what: "until when an offence counts",
      ...slasher,
      place: expired,
      by: 1n << BIT.offence.endsAt,
      red: ["offences.states"],
    },
    {
      what: "which pools wait for an offence",
      ...slasher,
      place: async () => (await expired()) + 1n,
      by: 1n << (BIT.offence.held + 5n),
      red: ["offences.states"],
    },
    {
      what: "that a reporter was paid",
      ...slasher,
      place: async () => (await falseRoot()) + 1n,
      by: 1n << BIT.offence.reporterPaid,
      red: ["offences.states"],
    },
    {
      what: "what was taken for an offence",
      ...slasher,
      place: async () => (await falseRoot()) + 2n,
      by: 1n << BIT.offence.taken,
      red: ["offences.states"],
    },
    {
      what: "the slot of a false root",
      ...slasher,
      place: falseRoot,
      by: 1n << BIT.offence.slot,
      red: ["offences.matters"],
    },
    {
      what: "a false root",
      ...slasher,
      place: async () => (await falseRoot()) + 3n,
      by: 1n,
      red: ["offences.matters"],
    },
    {
      what: "how much of a pool was taken",
      ...slasher,
      place: async () => {
        const { epoch, pools } = await first("OffenceRecorded");
        return at(PLACES.taken, BigInt(epoch), BigInt(pools[0] ?? 0));
      },
      by: 1n,
      red: ["offences.fractions"],
    },
    {
      what: "which nominators are left",
      ...slasher,
      place: async () => {
        const { id, pool } = await first("BackersPunished");
        return at(PLACES.passes, BigInt(id), BigInt(pool));
      },
      by: 1n,
      red: ["offences.backers"],
    },
    {
      what: "which nominators are left of whom none was slashed",
      ...slasher,
      place: async () => {
        const { id, pool } = await last("PoolPunished");
        return at(PLACES.passes, BigInt(id), BigInt(pool));
      },
      by: 1n,
      red: ["offences.backers"],
    },
  ];
}

function potCases(): readonly Tampering[] {
  const slasher = { contract: "slasher" } as const;
  return [
    { what: "when a pot closes", ...slasher, place: () => POT, by: 1n, red: ["pots.states"] },
    {
      what: "what a pot has taken",
      ...slasher,
      place: () => POT,
      by: 1n << BIT.pot.taken,
      red: ["pots.states", "pots.kept"],
    },
    {
      what: "what reporters get of a pot",
      ...slasher,
      place: () => POT,
      by: 1n << BIT.pot.share,
      red: ["pots.states"],
    },
    {
      what: "that the rest of a pot was paid",
      ...slasher,
      place: () => POT,
      by: -1n << BIT.pot.restPaid,
      red: ["pots.states"],
    },
    { what: "what victims lost", ...slasher, place: () => POT + 1n, by: 1n, red: ["pots.states"] },
    {
      what: "what a victim is owed",
      ...slasher,
      place: () => at(PLACES.losses, 1n, BigInt(VICTIM)),
      by: 1n,
      red: ["pots.losses"],
    },
  ];
}

function ruleCases(): readonly Tampering[] {
  const rules = { contract: "slasher", red: ["offences.rules"] } as const;
  return [
    { what: "how long offences wait", ...rules, place: () => PLACES.deferral, by: 1n << BIT.deferral },
    { what: "what a false root costs", ...rules, place: () => at(PLACES.fractions, FALSE_ROOT), by: 1n },
    { what: "the share of reporters", ...rules, place: () => PLACES.rules, by: 1n },
    { what: "what victims get", ...rules, place: () => PLACES.rules, by: 1n << BIT.rules.compensation },
    { what: "who insures", ...rules, place: () => PLACES.rules, by: 1n << BIT.rules.insurance },
  ];
}
