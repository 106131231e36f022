import { ZeroAddress } from "ethers";

import { each, type Check } from "../check.ts";
import { sum } from "../parts/part.ts";
import { BASIS } from "../parts/hosts.ts";
import { tradingAccounts } from "./accounts.ts";

const EXCHANGE: readonly Check[] = [
  {
    id: "hosts.shares",
    name: "every host has the share that was told, and is owed its shares of what takers paid less what left",
    compare: ({ rebuilt: { hosts }, stored }) =>
      each(hosts.numbers, async (host) => {
        const found = await stored.ask("exchange", "hostData", host);
        const { licence, share } = hosts.shares.get(host) ?? { licence: 0, share: 0 };
        const [owed, kept] = [hosts.owed.get(host) ?? 0n, hosts.kept.get(host) ?? 0n];
        return [
          { what: `licence of host ${host}`, expected: BigInt(licence), found: found.licence },
          { what: `share of host ${host}`, expected: BigInt(share), found: found.share },
          { what: `owed to host ${host}`, expected: owed, found: found.owed },
          { what: `kept with host ${host}`, expected: kept, found: found.kept },
        ];
      }),
  },
  {
    id: "hosts.kept",
    name: "what hosts and discounts keep, and was not taken off the market's fees yet, is what trades say",
    compare: async function* ({ rebuilt: { hosts, fees }, stored }) {
      const kept = (sum(hosts.kept.values()) + BASIS - 1n) / BASIS;
      const { kept: found } = await stored.ask("exchange", "marketFees");
      yield { what: "kept", expected: kept - fees.takenOff, found };
    },
  },
  {
    id: "hosts.pulled",
    name: "what left the exchange for a host is what the router credited",
    compare: function* ({ rebuilt: { hosts } }) {
      for (const [host, expected] of hosts.withdrawn) {
        yield { what: `fees of host ${host}`, expected, found: hosts.credited.get(host) ?? 0n };
      }
    },
  },
  {
    id: "hosts.discounts",
    name: "every account has the discount that was told, by who was named to say it",
    compare: async function* (subject) {
      const { hosts } = subject.rebuilt;
      const found = await subject.stored.ask("exchange", "discounts");
      yield { what: "who says discounts", expected: hosts.discountsBy ?? ZeroAddress, found };
      yield* each(tradingAccounts(subject), async (account) => {
        const { discount } = await subject.stored.ask("exchange", "accountData", account);
        const expected = hosts.discounts.get(account) ?? 0n;
        return { what: `discount of account ${account}`, expected, found: discount };
      });
    },
  },
  {
    id: "hosts.discount-tiers",
    name: "tiers of discounts are those told",
    compare: async function* ({ rebuilt: { hosts }, stored }) {
      const tiers = await stored.ask("stakeDiscounts", "tiers");
      const found = tiers.map(({ staked, discount }) => ({ staked, discount }));
      yield { what: "tiers", expected: hosts.discountTiers, found };
    },
  },
];

const REGISTRY: readonly Check[] = [
  {
    id: "licences.told",
    name: "every licence is what was told of it",
    compare: ({ rebuilt: { hosts }, stored }) =>
      each(hosts.licences, async ([licence, expected]) => {
        const data = await stored.ask("hosts", "licenceData", licence);
        const { holder, lock, payee, locked, leavesAt, suspended } = data;
        const found = { host: Number(data.host), holder, lock, locked, payee, leavesAt, suspended };
        return { what: `licence ${licence}`, expected, found };
      }),
  },
  {
    id: "licences.locks",
    name: "every lock has the GRID of its licence, and gifts on top",
    compare: ({ rebuilt: { hosts }, stored }) =>
      each(hosts.licences, async ([licence, { lock, locked }]) => {
        const found = (await stored.ask("grid", "balanceOf", lock)) >= locked;
        return { what: `lock of licence ${licence}`, expected: true, found };
      }),
  },
  {
    id: "licences.rules",
    name: "tiers and notice period of licences are those told",
    compare: async function* ({ rebuilt: { hosts }, stored }) {
      const tiers = (await stored.ask("hosts", "tiers")).map(({ locked, share }) => ({ locked, share: Number(share) }));
      yield { what: "tiers", expected: hosts.hostTiers, found: tiers };
      const found = await stored.ask("hosts", "noticePeriod");
      yield { what: "notice period", expected: BigInt(hosts.noticePeriod), found };
    },
  },
];

export const HOSTS: readonly Check[] = [...EXCHANGE, ...REGISTRY];
