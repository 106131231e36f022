import { PEOPLE } from "./ramps.ts";
import { ABOVE, ask, at, itemAt, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** Of each contract, in the order of their declarations. */
const WATT = { balances: 0n, authorizations: 8n, reserve: 10n, compliance: 11n, escrows: 12n, frozen: 13n, pause: 14n };
const ON_RAMP = { references: 1n, limit: 2n, used: 3n };
const RESERVE = { attestorSet: 3n, last: 4n, document: 5n, growth: 6n, grown: 7n, paid: 8n };
const ATTESTORS = { operators: 1n, named: 2n, version: 3n, configuration: 4n };
/** {bit} In which an attestor was named, above its place. */
const VERSION = 6n;
const QUEUE = { redemptions: 1n, promised: 2n, references: 3n, next: 4n, count: 5n, held: 6n };

describe("an audit of a market whose ramps were changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...tokenCases(asked), ...rampCases(asked), ...reserveCases(asked), ...queueCases(asked)];
  });
});

function tokenCases({ first, walletOf, addressOf }: Asked): readonly Tampering[] {
  return [
    {
      what: "what is frozen of somebody",
      contract: "watt",
      place: async () => at(WATT.frozen, await walletOf(PEOPLE.visitor)),
      by: 1n,
      red: ["token.frozen"],
    },
    {
      what: "what is frozen of somebody of whom nothing ever was",
      contract: "watt",
      place: async () => at(WATT.frozen, await walletOf(PEOPLE.participant)),
      by: 1n,
      red: ["token.frozen"],
    },
    {
      what: "that a holder is escrow",
      contract: "watt",
      place: async () => at(WATT.escrows, await walletOf(PEOPLE.participant)),
      by: 1n,
      red: ["token.frozen"],
    },
    {
      what: "that the exchange is escrow",
      contract: "watt",
      place: () => at(WATT.escrows, addressOf("exchange")),
      by: -1n,
      red: ["token.frozen"],
    },
    { what: "the reserve that WATT asks", contract: "watt", place: () => WATT.reserve, by: 1n, red: ["token.rules"] },
    {
      what: "the compliance that WATT asks",
      contract: "watt",
      place: () => WATT.compliance,
      by: 1n,
      red: ["token.rules"],
    },
    { what: "the pause of minting", contract: "watt", place: () => WATT.pause, by: 1n, red: ["token.rules"] },
    {
      what: "a signed payment that was cancelled",
      contract: "watt",
      place: async () => {
        const { authorizer, nonce } = await first("AuthorizationCanceled");
        return at(WATT.authorizations, BigInt(authorizer), BigInt(nonce));
      },
      by: -1n,
      red: ["token.authorizations"],
    },
  ];
}

function rampCases({ first }: Asked): readonly Tampering[] {
  return [
    {
      what: "a payment that has served",
      contract: "onRamp",
      place: async () => at(ON_RAMP.references, BigInt((await first("WattMinted")).reference)),
      by: -1n,
      red: ["on-ramp.references"],
    },
    {
      what: "how much operators may make",
      contract: "onRamp",
      place: () => ON_RAMP.limit,
      by: 1n,
      red: ["on-ramp.limits"],
    },
    {
      what: "how fast that refills",
      contract: "onRamp",
      place: () => ON_RAMP.limit,
      by: ABOVE.amount,
      red: ["on-ramp.limits"],
    },
    {
      what: "what an operator has made",
      contract: "onRamp",
      place: async () => at(ON_RAMP.used, BigInt((await first("WattMinted")).operator)),
      by: 1n,
      red: ["on-ramp.limits"],
    },
  ];
}

function reserveCases({ attestors }: Asked): readonly Tampering[] {
  return [
    {
      what: "the amount that was attested",
      contract: "reserve",
      place: () => RESERVE.last,
      by: 1n,
      red: ["reserve.attested", "reserve.backing"],
    },
    {
      what: "the document that shows it",
      contract: "reserve",
      place: () => RESERVE.document,
      by: 1n,
      red: ["reserve.attested"],
    },
    {
      what: "how long attestations count",
      contract: "reserve",
      place: () => RESERVE.attestorSet,
      by: ABOVE.address,
      red: ["reserve.attested"],
    },
    {
      what: "all that was paid out",
      contract: "reserve",
      place: () => itemAt(RESERVE.paid, 1n),
      by: ABOVE.time,
      red: ["reserve.paid", "reserve.backing", "period.ramps"],
    },
    {
      what: "what was paid out before the last attestation",
      contract: "reserve",
      place: () => itemAt(RESERVE.paid, 0n),
      by: ABOVE.time,
      red: ["reserve.backing"],
    },
    {
      what: "how far the reserve may grow",
      contract: "reserve",
      place: () => RESERVE.growth,
      by: 1n,
      red: ["reserve.growth"],
    },
    {
      what: "how fast the reserve may grow",
      contract: "reserve",
      place: () => RESERVE.growth,
      by: ABOVE.amount,
      red: ["reserve.growth"],
    },
    {
      what: "how far the reserve has grown",
      contract: "reserve",
      place: () => at(RESERVE.grown, 0n),
      by: 1n,
      red: ["reserve.growth"],
    },
    {
      what: "the set of attestors",
      contract: "reserve",
      place: () => RESERVE.attestorSet,
      by: 1n,
      red: ["reserve.attestors"],
    },
    {
      what: "an attestor",
      contract: "attestorSet",
      place: () => itemAt(ATTESTORS.operators, 0n),
      by: 1n,
      red: ["reserve.attestors"],
    },
    {
      what: "that an attestor is one",
      contract: "attestorSet",
      place: async () => at(ATTESTORS.named, BigInt((await attestors()).at(-1) ?? 0)),
      by: 1n << VERSION,
      red: ["reserve.attestors"],
    },
    {
      what: "the version of the attestors",
      contract: "attestorSet",
      place: () => ATTESTORS.version,
      by: 1n,
      red: ["reserve.attestors"],
    },
    {
      what: "what attestations are bound to",
      contract: "attestorSet",
      place: () => ATTESTORS.configuration,
      by: 1n,
      red: ["reserve.attestors"],
    },
  ];
}

function queueCases({ addressOf, first }: Asked): readonly Tampering[] {
  return [
    {
      what: "the holder of a redemption",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 1n),
      by: 1n,
      red: ["redemptions.requests"],
    },
    {
      what: "the deadline of a redemption",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 3n),
      by: ABOVE.address,
      red: ["redemptions.requests"],
    },
    {
      what: "the state of a redemption",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 1n),
      by: 1n << 200n,
      red: ["redemptions.requests"],
    },
    {
      what: "the WATT of a redemption",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 6n) + 1n,
      by: 1n,
      red: ["redemptions.requests"],
    },
    {
      what: "the payout of a redemption",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 5n) + 1n,
      by: ABOVE.half,
      red: ["redemptions.requests"],
    },
    {
      what: "who a redemption is paid to",
      contract: "redemptions",
      place: () => at(QUEUE.redemptions, 2n) + 2n,
      by: 1n,
      red: ["redemptions.requests"],
    },
    {
      what: "how many redemptions there are",
      contract: "redemptions",
      place: () => QUEUE.count,
      by: 1n,
      red: ["redemptions.requests"],
    },
    { what: "whose turn is next", contract: "redemptions", place: () => QUEUE.next, by: 1n, red: ["redemptions.next"] },
    {
      what: "what the queue holds",
      contract: "redemptions",
      place: () => QUEUE.held,
      by: 1n,
      red: ["redemptions.held", "period.ramps"],
    },
    {
      what: "the queue's WATT",
      contract: "watt",
      place: () => at(WATT.balances, addressOf("redemptions")),
      by: 1n,
      red: ["token.supply", "token.balances", "redemptions.held", "period.balances"],
    },
    {
      what: "the WATT of those who are being paid",
      contract: "redemptions",
      place: () => QUEUE.promised,
      by: 1n,
      red: ["redemptions.promised"],
    },
    {
      what: "what is promised to them",
      contract: "redemptions",
      place: () => QUEUE.promised,
      by: ABOVE.half,
      red: ["redemptions.promised"],
    },
    {
      what: "that a redemption's payment has served",
      contract: "redemptions",
      place: async () => at(QUEUE.references, BigInt((await first("RedemptionPaid")).reference)),
      by: -1n,
      red: ["redemptions.references"],
    },
  ];
}
