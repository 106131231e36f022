import { Energy, Grid, Money, Price } from "@gridwatt/sdk";

/**
 * Who takes part. Zones are those of deploy/parameters/local.ts; each signs with an account of the embedded EVM, and pays
 * from and to a bank account whose number banks publish for tests.
 */
export const CAST = [
  {
    name: "alice",
    what: "solar farm",
    zone: "harbour",
    signer: 12,
    iban: "DE02120300000000202051",
    funds: Money.parse("20"),
  },
  {
    name: "bob",
    what: "wind turbine",
    zone: "hillside",
    signer: 13,
    iban: "DE02500105170137075030",
    funds: Money.parse("10"),
  },
  {
    name: "charlie",
    what: "home",
    zone: "north",
    signer: 14,
    iban: "DE02100500000054540402",
    funds: Money.parse("10"),
  },
] as const;

/** Somebody who paid into the reserve's account by mistake: nothing is minted for it. */
export const STRANGER = { name: "dora", iban: "DE02300209000106531065", funds: Money.parse("5"), words: "rent May" };

/** Who has what was earned paid to a bank account at the end; charlie keeps his money for the next day. */
export const REDEEMERS = ["alice", "bob"] as const;

export type Name = (typeof CAST)[number]["name"];

/** Somebody without any role, who settles and pays out for everybody. */
export const KEEPER_SIGNER = 15;

/** What each of them produces and uses in the slot. */
export const ENERGY: Readonly<Record<Name, { generated: Energy; consumed: Energy }>> = {
  alice: { generated: Energy.parse("50"), consumed: Energy.ZERO },
  bob: { generated: Energy.parse("30"), consumed: Energy.ZERO },
  charlie: { generated: Energy.ZERO, consumed: Energy.parse("25") },
};

/** What the sellers offer: bob some of his wind cheaply, the rest only for a better price. */
export const OFFERS: readonly { name: Name; energy: Energy; limit: Price }[] = [
  { name: "alice", energy: Energy.parse("50"), limit: Price.parse("0.12") },
  { name: "bob", energy: Energy.parse("15"), limit: Price.parse("0.14") },
  { name: "bob", energy: Energy.parse("15"), limit: Price.parse("0.17") },
];

export const DEMAND: { name: Name; energy: Energy } = { name: "charlie", energy: Energy.parse("25") };

/** The balancing party's prices for the slot: what surplus earns and shortfall costs without this market. */
export const PAIR = { long: Price.parse("0.05"), short: Price.parse("0.35") };

/** Who stands for election as an oracle operator: those who serve, and a newcomer. One more than there are seats. */
export const CANDIDATES: readonly { name: string; signer: number; own: Grid; commission: number }[] = [
  { name: "watch-north", signer: 15, own: Grid.parse("30000"), commission: 500 },
  { name: "watch-south", signer: 16, own: Grid.parse("25000"), commission: 500 },
  { name: "lab-harbour", signer: 17, own: Grid.parse("20000"), commission: 1_000 },
  { name: "old-metering", signer: 18, own: Grid.parse("15000"), commission: 2_000 },
  { name: "newcomer", signer: 19, own: Grid.parse("10000"), commission: 100 },
];

/** What prosumers stake in the neutral pool, and whom they nominate with it. */
export const NOMINATIONS: Readonly<Record<Name, { staked: Grid; nominates: readonly string[] }>> = {
  alice: { staked: Grid.parse("40000"), nominates: ["watch-south", "lab-harbour", "newcomer"] },
  bob: { staked: Grid.parse("24000"), nominates: ["watch-north", "newcomer"] },
  charlie: { staked: Grid.parse("10000"), nominates: ["watch-north", "old-metering", "newcomer"] },
};

/** What rewards are funded with, and how often backing is balanced among winners. */
export const REWARDS = Grid.parse("50000");
export const SOLUTION_ROUNDS = 16;

/** Prices to reckon gas with, so that two runs can be compared; not those of any day. */
export const GAS_PRICES = { gasPrice: "1", coin: "ETH", coinPrice: "3000", currency: "EUR" };
