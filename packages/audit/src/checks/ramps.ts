import { ZeroAddress, ZeroHash } from "ethers";

import { each, timesOf, type Check, type Subject } from "../check.ts";
import type { Redeemed } from "../parts/redemptions.ts";
import { compareQuorum } from "./quorum.ts";
import { within } from "./slots.ts";
import { atMost } from "./stakes.ts";

/** As the contract numbers them. */
const STATES = ["none", "requested", "paying", "paid", "returned"];

export const ON_RAMP: readonly Check[] = [
  {
    id: "on-ramp.minted",
    name: "all WATT was made by the on-ramp and goes by redemptions: what is left is the supply",
    compare: async function* ({ rebuilt: { onRamp, redemptions, token }, stored }) {
      const { burned } = redemptions.ended;
      yield { what: "minted", expected: onRamp.minted, found: token.minted };
      yield { what: "burned", expected: burned, found: token.burned };
      yield { what: "supply", expected: onRamp.minted - burned, found: await stored.ask("watt", "totalSupply") };
    },
  },
  {
    id: "on-ramp.references",
    name: "no payment for which WATT was made can serve again",
    compare: ({ rebuilt: { onRamp }, stored }) =>
      each(onRamp.mints, async ({ reference }) => {
        const found = await stored.ask("onRamp", "isUsed", reference);
        return { what: `payment ${reference} has served`, expected: true, found };
      }),
  },
  {
    id: "on-ramp.limits",
    name: "every operator may make what its limit leaves of what it made, and refills",
    compare: async function* (subject) {
      const { onRamp } = subject.rebuilt;
      const blocks = onRamp.mints.map(({ block }) => block);
      const limit = onRamp.limitBy(await timesOf(subject, blocks));
      // The zero address has made nothing: it has the whole limit.
      yield* each([ZeroAddress, ...onRamp.operators], async (operator) => {
        const found = await subject.stored.ask("onRamp", "mintAvailable", operator);
        return { what: `limit of ${operator}`, expected: limit.available(operator, subject.time), found };
      });
    },
  },
];

async function backingOf(subject: Subject) {
  const { reserve } = subject.rebuilt;
  return reserve.backingAt(subject.time, await timesOf(subject, reserve.blocks));
}

export const RESERVE: readonly Check[] = [
  {
    id: "reserve.attested",
    name: "the last attestation is the one told last, and counts as long as told",
    compare: async function* ({ rebuilt: { reserve }, stored, time }) {
      const { base: amount = 0n, document = ZeroHash } = reserve.last ?? {};
      const { asOf } = reserve;
      const found = await stored.ask("reserve", "lastAttestation");
      yield {
        what: "attestation",
        expected: { amount, asOf, document },
        found: { amount: found.amount, asOf: found.asOf, document: found.document },
      };
      const { maxAge } = reserve;
      yield { what: "longest age", expected: maxAge, found: await stored.ask("reserve", "maxAge") };
      const expected = asOf !== 0n && time - asOf <= maxAge;
      yield { what: "is fresh", expected, found: await stored.ask("reserve", "isFresh") };
    },
  },
  {
    id: "reserve.paid",
    name: "what was paid out of the reserve is what was paid for redemptions",
    compare: async function* ({ rebuilt: { reserve, redemptions }, stored }) {
      yield { what: "paid for redemptions", expected: redemptions.ended.paid, found: reserve.paid };
      yield { what: "paid out", expected: reserve.paid, found: await stored.ask("reserve", "totalPaid") };
    },
  },
  {
    id: "reserve.backing",
    name: "what stands behind WATT is what was attested less what was paid since",
    compare: async function* (subject) {
      const { backing: expected } = await backingOf(subject);
      yield { what: "backing", expected, found: await subject.stored.ask("reserve", "backing") };
    },
  },
  {
    id: "reserve.covers",
    name: "whenever WATT was made, the reserve stood behind all there was",
    compare: async function* (subject) {
      for (const { block, supply, backing } of (await backingOf(subject)).covers) {
        yield { what: `supply in block ${block}`, expected: atMost(supply, backing), found: supply };
      }
    },
  },
  {
    id: "reserve.growth",
    name: "the reserve may grow by what its limit leaves of how it grew, and refills",
    compare: async function* (subject) {
      const { growthAvailable: expected } = await backingOf(subject);
      yield { what: "growth", expected, found: await subject.stored.ask("reserve", "growthAvailable") };
    },
  },
  {
    id: "reserve.attestors",
    name: "the attestors of the reserve are those named last",
    compare: async function* (subject) {
      const { reserve, attestors } = subject.rebuilt;
      yield { what: "set", expected: reserve.attestorSet, found: await subject.stored.ask("reserve", "attestorSet") };
      yield* compareQuorum(subject, attestors);
    },
  },
];

async function storedOf({ stored }: Subject, id: bigint): Promise<Redeemed> {
  const { holder, amount, payTo, payout, deadline, state } = await stored.ask("redemptions", "redemptionOf", id);
  return { id, holder, amount, payTo, payout, deadline, state: STATES[Number(state)] as Redeemed["state"] };
}

export const REDEMPTIONS: readonly Check[] = [
  {
    id: "redemptions.requests",
    name: "every redemption is as requested, marked, paid or given back",
    compare: async function* (subject) {
      const { all } = subject.rebuilt.redemptions;
      const found = await subject.stored.ask("redemptions", "count");
      yield { what: "redemptions", expected: BigInt(all.size), found };
      yield* each(all.values(), async (expected) => {
        return { what: `redemption ${expected.id}`, expected, found: await storedOf(subject, expected.id) };
      });
    },
  },
  {
    id: "redemptions.next",
    name: "the turn has come of every redemption that was marked or set aside, and of none that waits",
    compare: async function* ({ rebuilt: { redemptions }, stored }) {
      const found = await stored.ask("redemptions", "next");
      yield { what: "next redemption", expected: within(found, redemptions.next), found };
    },
  },
  {
    id: "redemptions.held",
    name: "the queue's WATT is what it holds for redemptions that have not ended, and gifts on top",
    compare: async function* ({ client, rebuilt: { redemptions, token }, stored }) {
      const { amount } = redemptions.totalOf("requested", "paying");
      yield { what: "held", expected: amount, found: await stored.ask("redemptions", "held") };
      const found = await stored.ask("watt", "balanceOf", client.deployment.contracts.redemptions);
      yield { what: "balance", expected: amount + token.giftsTo("redemptions"), found };
    },
  },
  {
    id: "redemptions.promised",
    name: "what is held and paid for those marked is what was promised to them",
    compare: async function* ({ rebuilt: { redemptions }, stored }) {
      const { amount, payout } = await stored.ask("redemptions", "promised");
      yield { what: "promised", expected: redemptions.totalOf("paying"), found: { amount, payout } };
    },
  },
  {
    id: "redemptions.references",
    name: "no payment of a redemption can serve again",
    compare: ({ rebuilt: { redemptions }, stored }) =>
      each(redemptions.ended.references, async (reference) => {
        const found = await stored.ask("redemptions", "isUsed", reference);
        return { what: `payment ${reference} has served`, expected: true, found };
      }),
  },
];
