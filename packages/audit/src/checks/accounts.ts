import { PARTY } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { each, type Check, type Compared, type Subject } from "../check.ts";
import { add } from "../parts/part.ts";

type AccountData = Awaited<ReturnType<typeof dataOf>>;

export const dataOf = ({ stored }: Subject, account: number) => stored.ask("exchange", "accountData", account);

/** Every account that the exchange was told of, the balancing party's included. */
export const tradingAccounts = ({ rebuilt }: Subject) => rebuilt.accounts.trading.keys();

/** A check of one number that the exchange keeps of every account. */
function ofEach(
  check: Pick<Check, "id" | "name">,
  of: {
    readonly what: string;
    readonly expected: (subject: Subject, account: number) => bigint;
    readonly found: (data: AccountData) => bigint;
    /** Whether the balancing party's is another matter. */
    readonly butParty?: true;
  },
): Check {
  const compare = (subject: Subject) =>
    each(tradingAccounts(subject), async (account): Promise<Compared | []> => {
      if (account === PARTY && of.butParty) return [];
      const [expected, data] = [of.expected(subject, account), await dataOf(subject, account)];
      return { what: `${of.what} of account ${account}`, expected, found: of.found(data) };
    });
  return { ...check, compare };
}

const REGISTERED: readonly Check[] = [
  {
    id: "accounts.count",
    name: "as many accounts are open as were opened",
    compare: async function* ({ rebuilt, stored }) {
      const expected = BigInt(rebuilt.accounts.registered.size);
      yield { what: "accounts", expected, found: await stored.ask("registry", "accountCount") };
      yield* each(rebuilt.accounts.areas, async (exchange) => {
        return {
          what: `${exchange} is served`,
          expected: true,
          found: await stored.ask("registry", "isArea", exchange),
        };
      });
    },
  },
  {
    id: "accounts.registry",
    name: "owner, home and zone of every account are in the registry as told",
    compare: ({ rebuilt, stored }) =>
      each(rebuilt.accounts.registered, async ([account, { owner, exchange, zone, epoch, offeredTo }]) => {
        const found = await stored.ask("registry", "accountOf", account);
        const offer = await stored.ask("registry", "offerOf", account);
        return [
          { what: `owner of account ${account}`, expected: owner, found: found.owner },
          { what: `exchange of account ${account}`, expected: exchange, found: found.exchange },
          { what: `zone of account ${account}`, expected: BigInt(zone), found: found.zone },
          { what: `epoch of account ${account}`, expected: BigInt(epoch), found: found.epoch },
          { what: `offer of account ${account}`, expected: offeredTo, found: offer },
        ];
      }),
  },
  {
    id: "accounts.delegates",
    name: "delegates may trade for accounts as long as told",
    compare: async function* ({ rebuilt, stored }) {
      for (const [account, { delegates }] of rebuilt.accounts.registered) {
        yield* each(delegates, async ([delegate, expected]) => {
          const found = await stored.ask("registry", "delegateUntil", account, delegate);
          return { what: `delegate ${delegate} of account ${account}`, expected, found };
        });
      }
    },
  },
];

export const ACCOUNTS: readonly Check[] = [
  ...REGISTERED,
  {
    id: "accounts.owners",
    name: "the exchange's owners and zones are the registry's",
    compare: (subject) =>
      each(subject.rebuilt.accounts.trading, async ([account, { owner, zone }]) => {
        const data = await dataOf(subject, account);
        const registered = subject.rebuilt.accounts.registered.get(account)?.owner ?? owner;
        const expected = subject.rebuilt.accounts.isHere(account) ? registered : ZeroAddress;
        return [
          { what: `owner of account ${account}`, expected, found: data.owner },
          { what: `zone of account ${account}`, expected: BigInt(zone), found: data.zone },
        ];
      }),
  },
  {
    id: "accounts.clearance",
    name: "accounts may take new risk as far and as long as told",
    compare: (subject) =>
      each(subject.rebuilt.accounts.trading, async ([account, { tier, clearedUntil }]) => {
        const data = await dataOf(subject, account);
        return [
          { what: `tier of account ${account}`, expected: BigInt(tier), found: data.tier },
          { what: `clearance of account ${account}`, expected: clearedUntil, found: data.clearedUntil },
        ];
      }),
  },
  ofEach(
    { id: "accounts.free", name: "free funds of every account are what came, traded and settled" },
    {
      what: "free funds",
      expected: ({ rebuilt }, account) => rebuilt.journal.funds(account).free,
      found: ({ free }) => free,
    },
  ),
  ofEach(
    { id: "accounts.debts", name: "debts of every account are what was incurred less what was repaid" },
    {
      what: "debt",
      expected: ({ rebuilt }, account) => rebuilt.journal.funds(account).debt,
      found: ({ debt }) => debt,
      butParty: true,
    },
  ),
  ofEach(
    { id: "accounts.receivables", name: "receivables of every account are what was incurred less what was paid" },
    {
      what: "receivable",
      expected: ({ rebuilt }, account) => rebuilt.journal.funds(account).receivables,
      found: ({ receivable }) => receivable,
      butParty: true,
    },
  ),
  {
    id: "accounts.owner-debts",
    name: "what an owner owes is what its accounts owe",
    compare: async function* (subject) {
      const debts = new Map<string, bigint>();
      for (const account of tradingAccounts(subject)) {
        const { owner, debt } = await dataOf(subject, account);
        if (account !== PARTY) add(debts, owner, debt);
      }
      yield* each(tradingAccounts(subject), async (account) => {
        const { owner, ownerDebt } = await dataOf(subject, account);
        return { what: `debts of ${owner}`, expected: debts.get(owner) ?? 0n, found: ownerDebt };
      });
    },
  },
  ofEach(
    { id: "accounts.active-slots", name: "accounts are active in as many slots as they hold something in" },
    {
      what: "active slots",
      expected: ({ rebuilt }, account) => BigInt(rebuilt.positions.activeSlots(account)),
      found: ({ activeSlots }) => activeSlots,
    },
  ),
  {
    id: "accounts.nonces",
    name: "cancelled nonces are void",
    compare: ({ rebuilt, stored }) =>
      each(noncesOf(rebuilt.accounts.cancelled), async ({ account, nonce }) => {
        const found = await stored.ask("exchange", "nonceUsed", account, nonce);
        return { what: `nonce ${nonce} of account ${account}`, expected: true, found };
      }),
  },
];

function* noncesOf(cancelled: Subject["rebuilt"]["accounts"]["cancelled"]) {
  for (const { account, word, mask } of cancelled) {
    for (let bit = 0n; bit < 256n; bit += 1n) {
      if (((mask >> bit) & 1n) === 1n) yield { account, nonce: 256n * word + bit };
    }
  }
}
