import { encodeLink, encodeTerms, getMeter, type GetMeterReturnType } from "@gridwatt/sdk";

import { each, type Check, type Subject } from "../check.ts";
import type { Meter } from "../parts/meters.ts";

type Mounted = Omit<GetMeterReturnType, "validTo">;

function wordsOf({ meter, account, parent, ratedImport, ratedExport, importDigits, exportDigits, ...of }: Mounted) {
  const ratings = { ratedImport: ratedImport.wh, ratedExport: ratedExport.wh, importDigits, exportDigits };
  return { meter, account, parent, ...ratings, validFrom: of.validFrom.number, key: of.key };
}

async function meterOf({ client, stored }: Subject, meter: number) {
  const found = await getMeter(client, { meter, block: stored.block });
  return found === null ? null : { ...wordsOf(found), validTo: found.validTo?.number ?? null };
}

const ratingsOf = (meters: readonly Meter[], of: "ratedImport" | "ratedExport") => {
  return meters.reduce((all, meter) => all + meter[of].wh, 0n);
};

export const METERS: readonly Check[] = [
  {
    id: "meters.data",
    name: "every meter is as it was mounted, and counts until it was taken down",
    compare: async function* (subject) {
      const { meters } = subject.rebuilt.meters;
      const found = await subject.stored.ask("meters", "meterCount");
      yield { what: "meters", expected: BigInt(meters.size), found };
      yield* each(meters.values(), async (meter) => {
        const expected = { ...wordsOf(meter), validTo: meter.validTo };
        return { what: `meter ${meter.meter}`, expected, found: await meterOf(subject, meter.meter) };
      });
    },
  },
  {
    id: "meters.ratings",
    name: "what the meters of every account, and of the area, measure at most is their sum",
    compare: async function* ({ client, rebuilt: { meters }, stored, time }) {
      // A change counts from the next slot on.
      const slot = Number(time / 900n) + 1;
      const { exchange } = client.deployment.contracts;
      const all = meters.in(exchange, slot);
      const [accounts, ratedExport] = Object.values(await stored.ask("meters", "totalsOf", exchange, slot));
      const counted = BigInt(new Set(all.map(({ account }) => account)).size);
      yield { what: "accounts with meters", expected: counted, found: accounts };
      yield { what: "rated export of the area", expected: ratingsOf(all, "ratedExport"), found: ratedExport };
      yield* each(meters.accounts, async (account) => {
        const own = meters.of(account, slot);
        const found = [...Object.values(await stored.ask("meters", "ratingOf", account, slot))];
        const expected = [BigInt(own.length), ratingsOf(own, "ratedImport"), ratingsOf(own, "ratedExport")];
        return { what: `ratings of account ${account}`, expected, found };
      });
    },
  },
];

export const AREA: readonly Check[] = [
  {
    id: "area.zones",
    name: "zones, tariffs, links, operators and registrars are those told",
    compare: async function* ({ rebuilt: { area }, stored }) {
      const { zones, marketFee, minEnergy } = area;
      yield { what: "zones", expected: BigInt(zones.length), found: await stored.ask("area", "zoneCount") };
      yield { what: "version", expected: BigInt(area.version), found: await stored.ask("area", "version") };
      if (zones.length === 0) return;
      const flags = { version: 0, unrestricted: false, debts: false };
      const limited = zones.some(({ link }) => link !== null);
      const { terms, operators, links } = await stored.ask("area", "currentTerms");
      yield { what: "terms", expected: encodeTerms({ zones, marketFee, minEnergy, limited, ...flags }), found: terms };
      const operatorWord = zones.reduce(
        (word, { operator }, zone) => word | (BigInt(operator) << BigInt(16 * zone)),
        0n,
      );
      yield { what: "operators", expected: operatorWord, found: operators };
      yield { what: "links", expected: zones.map(({ link }) => encodeLink(link)), found: links };
      yield* each(zones.entries(), async ([zone, { registrar }]) => {
        const found = await stored.ask("area", "registrarOf", zone);
        return { what: `registrar of zone ${zone}`, expected: registrar, found };
      });
    },
  },
  {
    id: "area.rules",
    name: "rules for opening slots, and bounds of tariffs and fees, are those told",
    compare: async function* ({ rebuilt: { area }, stored }) {
      const { gateMinutes, horizon, minLong, maxShort, minSpread } = await stored.ask("area", "openingRules");
      const { rules } = area;
      yield { what: "gate", expected: BigInt(rules.gateMinutes), found: gateMinutes };
      yield { what: "horizon", expected: BigInt(rules.horizon), found: horizon };
      yield { what: "least long price", expected: rules.minLong.ticks, found: minLong };
      yield { what: "highest short price", expected: rules.maxShort.ticks, found: maxShort };
      yield { what: "least spread", expected: rules.minSpread.ticks, found: minSpread };
      yield { what: "tariff cap", expected: area.tariffCap.ticks, found: await stored.ask("area", "tariffCap") };
      const found = await stored.ask("area", "marketFeeCap");
      yield { what: "market fee cap", expected: area.marketFeeCap.ticks, found };
      const floor = await stored.ask("area", "limitedTariffFloor");
      yield { what: "tariff floor of limited links", expected: area.limitedTariffFloor.ticks, found: floor };
    },
  },
];
