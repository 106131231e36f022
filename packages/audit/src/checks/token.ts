import { each, sumOver, type Check, type Subject } from "../check.ts";

const balanceOf = ({ stored }: Subject, holder: string) => stored.ask("watt", "balanceOf", holder);

/** A time {s} that lies ahead, 0 for one that is over. */
export function ahead(until: bigint, time: bigint): bigint {
  return until > time ? until : 0n;
}

export const TOKEN: readonly Check[] = [
  {
    id: "token.supply",
    name: "what all holders have is the supply of WATT",
    compare: async function* (subject) {
      const expected = await sumOver(subject.rebuilt.token.balances.keys(), (holder) => balanceOf(subject, holder));
      yield { what: "supply", expected, found: await subject.stored.ask("watt", "totalSupply") };
    },
  },
  {
    id: "token.minted",
    name: "what was minted was burned or is the supply of WATT",
    compare: async function* ({ rebuilt: { token }, stored }) {
      yield { what: "supply", expected: token.minted - token.burned, found: await stored.ask("watt", "totalSupply") };
    },
  },
  {
    id: "token.balances",
    name: "every holder has what came to it less what it sent",
    compare: (subject) =>
      each(subject.rebuilt.token.balances, async ([holder, expected]) => {
        return { what: `balance of ${holder}`, expected, found: await balanceOf(subject, holder) };
      }),
  },
  {
    id: "token.frozen",
    name: "what is frozen of every holder was told, and no contract with others' money is",
    compare: ({ rebuilt: { token }, stored }) =>
      each(new Set([...token.balances.keys(), ...token.frozen.keys(), ...token.escrows]), async (holder) => {
        const isEscrow = token.escrows.has(holder);
        const expected = isEscrow ? 0n : (token.frozen.get(holder) ?? 0n);
        return [
          { what: `${holder} is escrow`, expected: isEscrow, found: await stored.ask("watt", "isEscrow", holder) },
          { what: `frozen of ${holder}`, expected, found: await stored.ask("watt", "getFrozenTokens", holder) },
        ];
      }),
  },
  {
    id: "token.rules",
    name: "WATT asks the reserve and the compliance that were told, and its making is stopped as told",
    compare: async function* ({ rebuilt: { token }, stored, time }) {
      yield { what: "reserve", expected: token.reserve, found: await stored.ask("watt", "reserve") };
      yield { what: "compliance", expected: token.compliance, found: await stored.ask("watt", "compliance") };
      const found = await stored.ask("watt", "mintPausedUntil");
      yield { what: "pause of minting", expected: ahead(token.mintPausedUntil, time), found };
    },
  },
  {
    id: "token.authorizations",
    name: "signed payments that were made or cancelled are void",
    compare: ({ rebuilt: { token }, stored }) =>
      each(token.authorizations, async ({ authorizer, nonce }) => {
        const found = await stored.ask("watt", "authorizationState", authorizer, nonce);
        return { what: `payment ${nonce} of ${authorizer}`, expected: true, found };
      }),
  },
];
