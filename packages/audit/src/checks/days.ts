import { isContractError, PARTY, type GridwattError } from "@gridwatt/sdk";
import { MaxUint256 } from "ethers";

import { chunks, each, timesOf, type Check, type Subject } from "../check.ts";
import { dayOf, UNLIMITED, type DayUse } from "../parts/days.ts";
import { add, positive, timeIn } from "../parts/part.ts";

/** {s} */
const DAY = 86_400n;

/** What is left {base} of a day's limit, or why there is no such number. */
type Left = bigint | "NotAdmitted" | "AccessManagedUnauthorized" | "unlimited";
/** What counts towards the present day, by whose it is. */
type Used = ReadonlyMap<string, bigint>;

/** Compliance names what is left where too much is asked for. */
const ALL = [MaxUint256, 0n] as const;

async function usedToday(subject: Subject, uses: readonly DayUse[]): Promise<Used> {
  const used = new Map<string, bigint>();
  for (const chunk of chunks(uses.toReversed())) {
    const blocks = chunk.map(({ block }) => block);
    const times = await timesOf(subject, blocks);
    for (const use of chunk) {
      if (timeIn(times, use) <= subject.time - DAY) return used;
      add(used, use.of, use.amount);
    }
  }
  return used;
}

/** By what was told. */
function leftTo(
  { rebuilt, time }: Subject,
  { wallet, jurisdiction = "", used }: { wallet: string; jurisdiction: string | undefined; used: Used },
): Left {
  const rules = rebuilt.compliance.admission(wallet, jurisdiction, time);
  if (rules === null) return "NotAdmitted";
  if (rules.dailyLimit === UNLIMITED) return "unlimited";
  const { subject = "" } = rebuilt.identities.wallets.get(wallet) ?? {};
  return positive(rules.dailyLimit - (used.get(dayOf(jurisdiction, subject)) ?? 0n));
}

/** By what compliance answers to who asks for all. */
function leftBy(error: GridwattError | null): Left {
  if (error === null) return "unlimited";
  if (isContractError(error, "DailyLimitExceeded")) return error.args.available;
  if (isContractError(error, "NotAdmitted") || isContractError(error, "AccessManagedUnauthorized")) return error.name;
  throw error;
}

/** Owners of this market area's accounts, each with the zones in which they may deposit. */
function depositors({ rebuilt: { accounts } }: Subject): { wallet: string; zone: number }[] {
  const homes = [...accounts.trading].filter(([account]) => account !== PARTY && accounts.isHere(account));
  const owners = new Map(homes.map(([, { owner, zone }]) => [`${owner} ${zone}`, { wallet: owner, zone }]));
  return [...owners.values()];
}

export const DAYS: readonly Check[] = [
  {
    id: "days.minted",
    name: "persons who are admitted may be paid what their tier's limit of a day leaves of what they were paid",
    compare: async function* (subject) {
      const { client, rebuilt, stored } = subject;
      const { watt: from, compliance } = client.deployment.contracts;
      if (rebuilt.token.compliance !== compliance) return;
      const used = await usedToday(subject, rebuilt.days.minted);
      yield* each(rebuilt.identities.wallets.values(), async ({ wallet, jurisdiction }) => {
        const expected = leftTo(subject, { wallet, jurisdiction, used });
        const found = leftBy(await stored.refusal("compliance", "checkMint", { from, args: [wallet, ...ALL] }));
        return { what: `payments to ${wallet}`, expected, found };
      });
    },
  },
  {
    id: "days.deposited",
    name: "persons who are admitted may deposit what their tier's limit of a day leaves of what they deposited",
    compare: async function* (subject) {
      const { client, rebuilt, stored } = subject;
      const { exchange: from, compliance } = client.deployment.contracts;
      if (rebuilt.rules.compliance !== compliance) return;
      const used = await usedToday(subject, rebuilt.days.deposited);
      // What persons deposit in other market areas counts too, and their exchanges tell of it.
      const isShared = [...rebuilt.compliance.zones].some(({ exchange }) => exchange !== from);
      yield* each(depositors(subject), async ({ wallet, zone }) => {
        const most = leftTo(subject, { wallet, jurisdiction: rebuilt.days.jurisdictionOf(zone), used });
        const found = leftBy(
          await stored.refusal("compliance", "checkDeposit", { from, args: [wallet, zone, ...ALL] }),
        );
        const isLess = typeof found === "bigint" && typeof most === "bigint" && found < most;
        return { what: `deposits of ${wallet} in zone ${zone}`, expected: isShared && isLess ? found : most, found };
      });
    },
  },
];
