import type { HumanParameters } from "./types.ts";

/** A small region for the embedded EVM and a local node: the accounts are the node's own. */
export const local: HumanParameters = {
  currency: { name: "Gridwatt Euro", symbol: "WATT-EUR", code: "EUR" },
  grid: { cap: "1000000000" },
  holders: {
    governor: "#1",
    guardian: ["#2"],
    balancingParty: ["#3"],
    ramp: ["#4"],
    compliance: ["#5"],
    gridManager: ["#6"],
    marketRules: ["#7"],
    listing: ["#7"],
    gridMinter: ["#8"],
    oracleManager: ["#8"],
    reserveManager: ["#8"],
    freezer: ["#5"],
    legalEnforcer: ["#5"],
  },
  reserve: {
    attestors: ["#12", "#13", "#14"],
    maxAgeHours: 48,
    growth: { capacity: "10000000000000", windowHours: 24 },
    mint: { capacity: "10000000000000", windowHours: 24 },
    coin: "0.01",
    leastRedemption: "1",
  },
  delivery: {
    residualSupply: false,
    readingDeadlineMinutes: 1440,
    correctionWindowMinutes: 2880,
    // Three of four are a quorum: one may be down. Of three, all would be needed.
    operators: ["#15", "#16", "#17", "#18"],
  },
  rules: {
    marketFee: "0.0010",
    marketFeeCap: "0.0200",
    minEnergy: "0.1",
    tariffCap: "0.5000",
    limitedTariffFloor: "0.0010",
    gateMinutes: 5,
    horizonMinutes: 2880,
    minLong: "-1",
    maxShort: "5",
    minSpread: "0.01",
  },
  market: { admin: "#7", payees: [{ payee: "#7", share: "1" }] },
  operators: [
    { id: "tso", admin: "#9", payees: [{ payee: "#9", share: "1" }] },
    { id: "north-grid", admin: "#10", payees: [{ payee: "#10", share: "1" }] },
    { id: "south-grid", admin: "#11", payees: [{ payee: "#11", share: "1" }] },
  ],
  zones: [
    { id: "region", operator: "tso", registrar: "#9", tariff: "0.0100" },
    { id: "north", parent: "region", operator: "north-grid", registrar: "#10", tariff: "0.0150" },
    {
      id: "south",
      parent: "region",
      operator: "south-grid",
      registrar: "#11",
      tariff: "0.0200",
      link: {
        capacity: "100",
        bands: [
          { from: "0.8", add: "0.0200" },
          { from: "0.95", add: "0.0500" },
        ],
      },
    },
    { id: "hillside", parent: "north", operator: "north-grid", registrar: "#10", tariff: "0.0050" },
    { id: "harbour", parent: "south", operator: "south-grid", registrar: "#11", tariff: "0.0080" },
  ],
};
