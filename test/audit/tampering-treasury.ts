import { ask, at, itemAt, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** In the order of their declarations. */
const RESERVE = { terms: 1n, lot: 3n } as const;
const INCENTIVES = { promised: 3n, lastEpoch: 4n, shares: 5n, claimable: 6n, claimed: 7n } as const;
/** {bit} Where things lie in their words. */
const BIT = { beganAt: 128n, cap: 128n, claimableUntil: 128n, share: 48n } as const;
const BALANCES = 0n;
/** The maker who has claimed. */
const SELLER = 1;

describe("an audit of a market whose treasury was changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...fundCases(asked), ...lotCases(), ...incentiveCases(asked)];
  });
}).timeout(60_000);

function fundCases({ addressOf }: Asked): readonly Tampering[] {
  return [
    {
      what: "the WATT of the treasury",
      contract: "watt",
      place: () => at(BALANCES, addressOf("treasury")),
      by: 1n,
      red: ["token.supply", "token.balances", "treasury.balances", "period.balances"],
    },
    {
      what: "the GRID of the insurance",
      contract: "grid",
      place: () => at(BALANCES, addressOf("insurance")),
      by: 1n,
      red: ["grid.supply", "grid.balances", "treasury.balances"],
    },
  ];
}

function lotCases(): readonly Tampering[] {
  const [terms, lot] = [
    { contract: "rewardsReserve", red: ["lots.terms"] },
    { contract: "rewardsReserve", red: ["lots.left"] },
  ] as const;
  return [
    { what: "the price with which lots begin", ...terms, place: () => RESERVE.terms, by: 1n },
    { what: "the size of lots", ...terms, place: () => RESERVE.terms + 1n, by: 1n },
    { what: "what is left of a lot", ...lot, place: () => RESERVE.lot, by: 1n },
    { what: "when a lot began", ...lot, place: () => RESERVE.lot, by: 1n << BIT.beganAt },
    { what: "the price with which a lot began", ...lot, place: () => RESERVE.lot + 1n, by: 1n },
  ];
}

function incentiveCases({ first }: Asked): readonly Tampering[] {
  const incentives = { contract: "incentives" } as const;
  const epoch = async () => BigInt((await first("RewardsSubmitted")).epoch);
  const claimable = async () => at(INCENTIVES.claimable, await epoch());
  return [
    {
      what: "what makers earned",
      ...incentives,
      place: claimable,
      by: 1n,
      red: ["incentives.epochs"],
    },
    {
      what: "what makers can claim",
      ...incentives,
      place: async () => (await claimable()) + 1n,
      by: 1n,
      red: ["incentives.epochs", "incentives.promised"],
    },
    {
      what: "until when makers can claim",
      ...incentives,
      place: async () => (await claimable()) + 1n,
      by: 1n << BIT.claimableUntil,
      red: ["incentives.epochs"],
    },
    {
      what: "who has claimed",
      ...incentives,
      place: async () => at(INCENTIVES.claimed, await epoch(), 0n),
      by: -1n << BigInt(SELLER),
      red: ["incentives.claimed"],
    },
    {
      what: "what is promised to makers",
      ...incentives,
      place: () => INCENTIVES.promised,
      by: 1n,
      red: ["incentives.promised"],
    },
    {
      what: "the most that makers get in a day",
      ...incentives,
      place: () => INCENTIVES.promised,
      by: 1n << BIT.cap,
      red: ["incentives.rules"],
    },
    {
      what: "the last day of makers",
      ...incentives,
      place: () => INCENTIVES.lastEpoch,
      by: 1n,
      red: ["incentives.rules"],
    },
    {
      what: "the share of makers",
      ...incentives,
      place: () => itemAt(INCENTIVES.shares, 0n),
      by: 1n << BIT.share,
      red: ["incentives.rules"],
    },
  ];
}
