import { AbiCoder, keccak256, ZeroHash } from "ethers";

import { each, sumOver, timesOf, type Check, type Compared, type Subject } from "../check.ts";
import { bitsOf } from "../parts/ballots.ts";
import { placeOf } from "../parts/exposures.ts";
import { KINDS, passOf, type Offence, type OffencePot, type Punished } from "../parts/offences.ts";
import { timeIn } from "../parts/part.ts";
import { exposuresOf } from "./exposures.ts";
import { atMost, ballotsOf, stakesOf } from "./stakes.ts";

/** {wad} of a gwei and a basis point */
const GWEI_BPS = 10n ** 5n;
/** {s} for which a pot is open at least when all is taken */
const CLAIMS = 4n * 86_400n;

const offencesOf = ({ rebuilt }: Subject) => rebuilt.offences.offences.values();

const OFFENCES: readonly Check[] = [
  {
    id: "offences.states",
    name: "every offence waits, was cancelled, executed or has expired as told, and so do the pools that wait for it",
    compare: async function* (subject) {
      const times = await timesOf(
        subject,
        [...offencesOf(subject)].map(({ block }) => block),
      );
      yield* each(offencesOf(subject), async (offence) => {
        const { id, epoch, reporter, executableAt, endsAt, stage, held, taken, reporterPaid } = offence;
        const found = await subject.stored.ask("slasher", "offenceOf", id);
        const expected = {
          ...{ kind: KINDS[offence.kind], stage, fraction: BigInt(offence.fraction), epoch: BigInt(epoch) },
          ...{ executableAt, endsAt, pools: bitsOf(offence.pools), held, reporter, reporterPaid },
          ...{ pot: BigInt(offence.pot), taken },
        };
        const fields = Object.keys(expected) as (keyof typeof expected)[];
        const due = timeIn(times, offence) + offence.deferral;
        return [
          {
            what: `offence ${id}`,
            expected,
            found: Object.fromEntries(fields.map((field) => [field, found[field]])),
          },
          { what: `end of the deferral of ${id}`, expected: due, found: found.executableAt },
        ];
      });
    },
  },
  {
    id: "offences.reach",
    name: "every offence was recorded while nobody who was exposed can have withdrawn",
    compare: async function* (subject) {
      const { unbondingPeriods } = await stakesOf(subject);
      const offences = [...offencesOf(subject)];
      const times = await timesOf(
        subject,
        offences.map(({ block }) => block),
      );
      for (const offence of offences) {
        const found = timeIn(times, offence);
        const last = unbondingPeriods.reachOf(offence.epoch, found) - 1n;
        yield { what: `time of the report of ${offence.id}`, expected: atMost(found, last), found };
      }
    },
  },
  {
    id: "offences.matters",
    name: "every offence of a false root is known by the hash of its slot, its root and those of the set who signed it",
    compare: async function* (subject) {
      const falseRoots = [...offencesOf(subject)].filter(({ kind }) => kind === "falseRoot");
      yield* each(falseRoots, async (offence) => {
        const what = `false root of ${offence.id}`;
        return { what, expected: offence.id, found: await falseRootId(subject, offence) };
      });
    },
  },
  {
    id: "offences.fractions",
    name: "what was taken for an election's offences behind a pool is the largest of their fractions",
    compare: ({ rebuilt: { offences }, stored }) =>
      each(offences.takenOf.values(), async ({ epoch, pool, fraction }) => {
        const found = await stored.ask("slasher", "takenOf", epoch, pool);
        return { what: `taken of pool ${pool} by the election of day ${epoch}`, expected: fraction, found };
      }),
  },
  {
    id: "offences.taken",
    name: "what was taken for offences is what staking slashed in the same breath, and no more than their part of what was exposed",
    compare: async function* (subject) {
      const { told, punished } = subject.rebuilt.offences;
      yield* told.taken;
      for (const one of punished) yield await mostOf(subject, one);
    },
  },
  {
    id: "offences.backers",
    name: "nominators behind a pool are left to be slashed up to the link that was told last, all of the chain before",
    compare: async function* (subject) {
      const { punished, left } = subject.rebuilt.offences;
      const passes = punished.filter(({ offence, from }) => BigInt(offence.fraction) > from);
      yield* each(passes, async ({ offence: { id, epoch }, pool }) => {
        const expected = left.get(passOf(id, pool)) ?? (await chainOf(subject, { epoch, pool }));
        if (expected === null) return [];
        const found = await subject.stored.ask("slasher", "backersLeft", id, pool);
        return { what: `left of ${id} behind pool ${pool}`, expected, found };
      });
    },
  },
  {
    id: "offences.rules",
    name: "fractions, deferral, the reporter's share, compensation and who insures are as told",
    compare: async function* ({ rebuilt, stored }) {
      const { fractions, deferral, reporterShare, compensation, insurance } = rebuilt.offences.rules;
      for (const kind of ["falseRoot", "equivocation"] as const) {
        const found = await stored.ask("slasher", "fractionOf", KINDS[kind]);
        yield { what: `fraction of ${kind}`, expected: fractions[kind], found };
      }
      yield { what: "deferral", expected: deferral, found: await stored.ask("slasher", "deferral") };
      yield { what: "share", expected: reporterShare, found: await stored.ask("slasher", "reporterShare") };
      yield { what: "compensation", expected: compensation, found: await stored.ask("slasher", "compensation") };
      yield { what: "insurance", expected: insurance, found: await stored.ask("slasher", "insurance") };
    },
  },
];

/** By what is stored of it, and by who was elected. */
async function falseRootId(subject: Subject, { id, epoch, pools }: Offence): Promise<string> {
  const [{ terms }, stakes] = await Promise.all([ballotsOf(subject), stakesOf(subject)]);
  const term = terms.find((one) => one.epoch === epoch);
  const { slot, root } = await subject.stored.ask("slasher", "offenceOf", id);
  const operators = pools.map((pool) => stakes.pools[pool]?.operator ?? "");
  const places = bitsOf(operators.map((operator) => term?.named?.operators.indexOf(operator) ?? 0));
  const matter = [KINDS.falseRoot, slot, root, term?.configuration ?? ZeroHash];
  return hashOf(["bytes32", "uint64"], [hashOf(["uint8", "uint32", "bytes32", "bytes32"], matter), places]);
}

const hashOf = (types: readonly string[], values: readonly unknown[]) =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values));

async function mostOf(subject: Subject, { offence, pool, from, taken }: Punished): Promise<Compared> {
  const exposed = (await exposuresOf(subject)).get(offence.epoch);
  const own = exposed?.owns[placeOf(pool, exposed)] ?? 0n;
  const part = BigInt(offence.fraction) - from;
  const most = part > 0n ? own * part * GWEI_BPS : 0n;
  // What has left the pool since then is shared out over several days, each part rounded up.
  const what = `slash of pool ${pool} for ${offence.id}`;
  return { what, expected: atMost(taken, most + DAYS_REACHED), found: taken };
}

/** {wad} by which rounding may exceed a slash: one for each day that it reaches, and one for the pool. */
const DAYS_REACHED = 58n;

async function chainOf(subject: Subject, { epoch, pool }: { epoch: number; pool: number }): Promise<string | null> {
  const exposed = (await exposuresOf(subject)).get(epoch);
  if (exposed === undefined) return null;
  return exposed.progress.chains[placeOf(pool, exposed)] ?? null;
}

const POTS: readonly Check[] = [
  {
    id: "pots.states",
    name: "every pot closes as late, and has taken, and owes victims, as much as told",
    compare: (subject) =>
      each(subject.rebuilt.offences.pots, async (pot) => {
        const { number, reporterShare, compensation, taken, losses, restPaid } = pot;
        const found = await subject.stored.ask("slasher", "potOf", number);
        const closesAt = await closingOf(subject, pot);
        const expected = { closesAt, taken, reporterShare, compensation, restPaid, losses };
        const fields = Object.keys(expected) as (keyof typeof expected)[];
        return {
          what: `pot ${number}`,
          expected,
          found: Object.fromEntries(fields.map((field) => [field, found[field]])),
        };
      }),
  },
  {
    id: "pots.losses",
    name: "every victim's loss that was shown, and was not paid, is as told",
    compare: ({ rebuilt: { offences }, stored }) =>
      each(offences.losses.values(), async ({ pot, account, amount }) => {
        const found = await stored.ask("slasher", "lossOf", pot, account);
        return { what: `loss of account ${account} in pot ${pot}`, expected: amount, found };
      }),
  },
  {
    id: "pots.paid",
    name: "victims are paid first, in proportion, reporters their share of what that leaves, and the insurance the rest",
    compare: ({ rebuilt }) => rebuilt.offences.told.paid,
  },
  {
    id: "pots.kept",
    name: "all that was taken for offences was paid to victims, reporters and the insurance, or lies with staking",
    compare: async function* ({ rebuilt: { offences }, stored }) {
      const taken = await sumOver(offences.pots, async ({ number }) => {
        return (await stored.ask("slasher", "potOf", number)).taken;
      });
      const { slashed: found } = await stored.ask("staking", "funds");
      yield { what: "slashed and not paid", expected: taken - offences.paid + offences.others, found };
    },
  },
];

/** {s} For victims, after all can be taken, and after the slot of a false root is final. */
async function closingOf({ stored }: Subject, { first }: OffencePot): Promise<bigint> {
  if (first.kind === "equivocation") return first.endsAt + CLAIMS;
  const { slot } = await stored.ask("slasher", "offenceOf", first.id);
  const { finalAt } = await stored.ask("oracle", "timesOf", slot);
  return (finalAt > first.endsAt ? finalAt : first.endsAt) + CLAIMS;
}

export const SLASHER: readonly Check[] = [...OFFENCES, ...POTS];
