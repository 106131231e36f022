import { ZeroAddress } from "ethers";

import { each, timesOf, type Check, type Subject } from "../check.ts";
import type { KnownIdentity } from "../parts/identities.ts";
import { secondsOf, timeIn } from "../parts/part.ts";

/** {s} Attestations from before a revocation cannot come back. */
async function timesFor(subject: Subject, { issuedAt, validUntil, revokedIn }: KnownIdentity) {
  if (revokedIn === null) return { issuedAt: secondsOf(issuedAt), validUntil: secondsOf(validUntil) };
  return { issuedAt: timeIn(await timesOf(subject, [revokedIn]), { block: revokedIn }), validUntil: 0n };
}

export const IDENTITIES: readonly Check[] = [
  {
    id: "identities.wallets",
    name: "what is known of every wallet is what was attested last, or that it was revoked",
    compare: (subject) =>
      each(subject.rebuilt.identities.wallets.values(), async (known) => {
        const { wallet, subject: person, jurisdiction, country, tier, provider } = known;
        const of = await subject.stored.ask("identities", "identityOf", wallet);
        const times = await timesFor(subject, known);
        const found = { person: of.subject, jurisdiction: of.jurisdiction, country: of.country, tier: of.tier };
        return {
          what: `identity of ${wallet}`,
          expected: { person, jurisdiction, country, tier: BigInt(tier), provider, ...times },
          found: { ...found, provider: of.provider, issuedAt: of.issuedAt, validUntil: of.validUntil },
        };
      }),
  },
  {
    id: "identities.providers",
    name: "providers are licensed as told",
    compare: ({ rebuilt: { identities }, stored }) =>
      each(identities.providers, async ({ jurisdiction, provider, licensed: expected }) => {
        const found = await stored.ask("identities", "isProvider", jurisdiction, provider);
        return { what: `licence of ${provider} in ${jurisdiction}`, expected, found };
      }),
  },
];

/** Wallets of which anything is known: only for them can a recovery be proposed. */
const knownWallets = ({ rebuilt: { identities, recoveries } }: Subject) =>
  new Set([...identities.wallets.keys(), ...recoveries.proposed.keys(), ...recoveries.refused.keys()]);

export const RECOVERIES: readonly Check[] = [
  {
    id: "recoveries.proposed",
    name: "what is proposed for wallets whose keys are lost is as told",
    compare: (subject) =>
      each(knownWallets(subject), async (from) => {
        const told = subject.rebuilt.recoveries.proposed.get(from) ?? null;
        const { to, provider, ripeAt } = await subject.stored.ask("recovery", "recoveryOf", from);
        const expected = { to: told?.to ?? ZeroAddress, provider: told?.provider ?? ZeroAddress };
        return {
          what: `recovery of ${from}`,
          expected: { ...expected, ripeAt: told === null ? 0n : secondsOf(told.ripeAt) },
          found: { to, provider, ripeAt },
        };
      }),
  },
  {
    id: "recoveries.refused",
    name: "wallets refuse recovery, or allow it, as told",
    compare: (subject) =>
      each(knownWallets(subject), async (wallet) => {
        const expected = subject.rebuilt.recoveries.refused.get(wallet) ?? false;
        const found = await subject.stored.ask("recovery", "isRefused", wallet);
        return { what: `${wallet} refuses recovery`, expected, found };
      }),
  },
];

export const COMPLIANCE: readonly Check[] = [
  {
    id: "compliance.tiers",
    name: "what every jurisdiction asks of a tier is as told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.tiers, async ({ jurisdiction, tier, admitted, dailyLimit, balanceLimit, ...prices }) => {
        const of = await stored.ask("compliance", "tierOf", jurisdiction, tier);
        const [priceCap, priceFloor] = [prices.priceCap.ticks, prices.priceFloor.ticks];
        const found = { admitted: of.admitted, dailyLimit: of.dailyLimit, balanceLimit: of.balanceLimit };
        return {
          what: `tier ${tier} in ${jurisdiction}`,
          expected: { admitted, dailyLimit, balanceLimit, priceCap, priceFloor },
          found: { ...found, priceCap: of.priceCap, priceFloor: of.priceFloor },
        };
      }),
  },
  {
    id: "compliance.countries",
    name: "every jurisdiction accepts residents of the countries that were told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.countries, async ({ jurisdiction, country, accepted: expected }) => {
        const found = await stored.ask("compliance", "acceptsCountry", jurisdiction, country);
        return { what: `residents of ${country} in ${jurisdiction}`, expected, found };
      }),
  },
  {
    id: "compliance.recognition",
    name: "jurisdictions recognise each other's checks as told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.recognition, async ({ jurisdiction, other, recognised }) => {
        const found = await stored.ask("compliance", "recognises", jurisdiction, other);
        return { what: `checks by ${other} in ${jurisdiction}`, expected: recognised || jurisdiction === other, found };
      }),
  },
  {
    id: "compliance.trade",
    name: "zones of two jurisdictions may trade, both ways, as told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.trade, async ({ a, b, allowed: expected }) => [
        { what: `trade of ${a} with ${b}`, expected, found: await stored.ask("compliance", "mayTrade", a, b) },
        { what: `trade of ${b} with ${a}`, expected, found: await stored.ask("compliance", "mayTrade", b, a) },
      ]),
  },
  {
    id: "compliance.ages",
    name: "attestations count in every jurisdiction as long as told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.oldest, async ({ jurisdiction, oldest }) => {
        const found = await stored.ask("compliance", "oldestAttestation", jurisdiction);
        return { what: `oldest attestation in ${jurisdiction}`, expected: BigInt(oldest), found };
      }),
  },
  {
    id: "compliance.zones",
    name: "every zone belongs to the jurisdiction that was told",
    compare: ({ rebuilt: { compliance }, stored }) =>
      each(compliance.zones, async ({ exchange, zone, jurisdiction: expected }) => {
        const found = await stored.ask("compliance", "jurisdictionOf", exchange, zone);
        return { what: `jurisdiction of zone ${zone} of ${exchange}`, expected, found };
      }),
  },
];
