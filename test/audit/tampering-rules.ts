import { id } from "ethers";

import { bytesOf } from "../helpers/compliance.ts";
import { PEOPLE } from "./ramps.ts";
import { KEYS } from "./recovery.ts";
import { ABOVE, ask, at, itemAt, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** Of each contract, in the order of their declarations. */
const IDENTITIES = { providers: 3n, wallets: 4n };
const RECOVERIES = { proposed: 1n, refused: 2n };
const RULES = { ages: 1n, countries: 2n, trade: 3n, zones: 4n, recognition: 5n, tiers: 6n, minted: 7n, deposited: 8n };

/** Bytes are kept from the left. */
const bytesKey = (bytes: string) => BigInt(bytes) << BigInt(256 - 4 * (bytes.length - 2));
const [SANDBOX, AUSTRALIA] = [bytesKey(bytesOf("SANDBOX", 8)), bytesKey(bytesOf("AU", 8))];
const [AU, GB] = [bytesKey(bytesOf("AU", 2)), bytesKey(bytesOf("GB", 2))];
/** A visitor's checkpoints of a day, behind the limit that was asked for last. */
const useOf = (place: bigint) => at(at(place, SANDBOX) + 1n, BigInt(id(PEOPLE.visitor)));

describe("an audit of a market whose identities or rules were changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...identityCases(asked), ...recoveryCases(asked), ...ruleCases(asked), ...dayCases()];
  });
});

function identityCases({ walletOf }: Asked): readonly Tampering[] {
  return [
    {
      what: "the person of a wallet",
      contract: "identities",
      place: async () => at(IDENTITIES.wallets, await walletOf(PEOPLE.revoked)),
      by: 1n,
      red: ["identities.wallets"],
    },
    {
      what: "the tier of a wallet",
      contract: "identities",
      place: async () => at(IDENTITIES.wallets, await walletOf(PEOPLE.visitor)) + 1n,
      by: 1n << 80n,
      red: ["identities.wallets", "days.minted", "days.deposited"],
    },
    {
      what: "when an identity was revoked",
      contract: "identities",
      place: async () => at(IDENTITIES.wallets, await walletOf(PEOPLE.revoked)) + 1n,
      by: 1n << 88n,
      red: ["identities.wallets"],
    },
    {
      what: "who has checked a wallet",
      contract: "identities",
      place: async () => at(IDENTITIES.wallets, await walletOf(PEOPLE.revoked)) + 2n,
      by: 1n,
      red: ["identities.wallets"],
    },
    {
      what: "a licence",
      contract: "identities",
      place: async () => at(IDENTITIES.providers, SANDBOX, await walletOf(PEOPLE.revoked)),
      by: 1n,
      red: ["identities.providers"],
    },
  ];
}

function recoveryCases({ walletOf }: Asked): readonly Tampering[] {
  return [
    {
      what: "whom a lost key's wallet moves to",
      contract: "recovery",
      place: async () => at(RECOVERIES.proposed, await walletOf(KEYS.lost)),
      by: 1n,
      red: ["recoveries.proposed"],
    },
    {
      what: "when a recovery is ripe",
      contract: "recovery",
      place: async () => at(RECOVERIES.proposed, await walletOf(KEYS.lost)) + 1n,
      by: ABOVE.address,
      red: ["recoveries.proposed"],
    },
    {
      what: "a recovery that was called off",
      contract: "recovery",
      place: async () => at(RECOVERIES.proposed, await walletOf(KEYS.found)),
      by: 1n,
      red: ["recoveries.proposed"],
    },
    {
      what: "a recovery that nobody proposed",
      contract: "recovery",
      place: async () => at(RECOVERIES.proposed, await walletOf(PEOPLE.participant)),
      by: 1n,
      red: ["recoveries.proposed"],
    },
    {
      what: "a refusal that nobody told of",
      contract: "recovery",
      place: async () => at(RECOVERIES.refused, await walletOf(PEOPLE.participant)),
      by: 1n,
      red: ["recoveries.refused"],
    },
    {
      what: "a refusal of recovery",
      contract: "recovery",
      place: async () => at(RECOVERIES.refused, await walletOf(KEYS.found)),
      by: -1n,
      red: ["recoveries.refused"],
    },
  ];
}

function ruleCases({ addressOf }: Asked): readonly Tampering[] {
  return [
    {
      what: "the daily limit of a tier",
      contract: "compliance",
      place: () => at(RULES.tiers, SANDBOX, 1n),
      by: 1n << 8n,
      red: ["compliance.tiers", "days.minted", "days.deposited"],
    },
    {
      what: "the highest price of a tier",
      contract: "compliance",
      place: () => at(RULES.tiers, SANDBOX, 2n) + 1n,
      by: ABOVE.half,
      red: ["compliance.tiers"],
    },
    {
      what: "a country",
      contract: "compliance",
      place: () => at(RULES.countries, SANDBOX, AU),
      by: -1n,
      red: ["compliance.countries"],
    },
    {
      what: "a country that is accepted no more",
      contract: "compliance",
      place: () => at(RULES.countries, SANDBOX, GB),
      by: 1n,
      red: ["compliance.countries"],
    },
    {
      what: "whose checks are recognised",
      contract: "compliance",
      place: () => at(RULES.recognition, SANDBOX, AUSTRALIA),
      by: -1n,
      red: ["compliance.recognition"],
    },
    {
      what: "who trades with whom",
      contract: "compliance",
      place: () => at(RULES.trade, SANDBOX, SANDBOX),
      by: -1n,
      red: ["compliance.trade"],
    },
    {
      what: "how long attestations of persons count",
      contract: "compliance",
      place: () => at(RULES.ages, SANDBOX),
      by: 1n,
      red: ["compliance.ages"],
    },
    {
      what: "the jurisdiction of a zone",
      contract: "compliance",
      place: () => at(RULES.zones, addressOf("exchange"), 1n),
      by: 1n,
      red: ["compliance.zones", "days.deposited"],
    },
  ];
}

function dayCases(): readonly Tampering[] {
  return [
    {
      what: "what was made for a person",
      contract: "compliance",
      place: () => itemAt(useOf(RULES.minted), 1n),
      by: ABOVE.time,
      red: ["days.minted"],
    },
    {
      what: "what a person has deposited",
      contract: "compliance",
      place: () => itemAt(useOf(RULES.deposited), 0n),
      by: ABOVE.time,
      red: ["days.deposited"],
    },
  ];
}
