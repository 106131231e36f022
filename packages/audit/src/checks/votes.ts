import { ZeroAddress } from "ethers";

import { each, sumOver, type Check, type Subject } from "../check.ts";
import { atMost, stakesOf } from "./stakes.ts";

/** Everybody who was ever named to vote with staked GRID. */
async function delegatesOf(subject: Subject): Promise<Set<string>> {
  const named = new Set((await stakesOf(subject)).delegates.values());
  named.delete(ZeroAddress);
  return named;
}

const votesOf = ({ stored }: Subject, delegate: string) => stored.ask("staking", "getVotes", delegate);

export const VOTES: readonly Check[] = [
  {
    id: "votes.delegates",
    name: "whoever stakes has named those told to vote",
    compare: async function* (subject) {
      yield* each((await stakesOf(subject)).delegates, async ([account, expected]) => {
        const found = await subject.stored.ask("staking", "delegates", account);
        return { what: `delegate of ${account}`, expected, found };
      });
    },
  },
  {
    id: "votes.staked",
    name: "every delegate has the votes of what is staked by those who named it, less what was slashed",
    compare: async function* (subject) {
      const stakes = await stakesOf(subject);
      yield* each(await delegatesOf(subject), async (delegate) => {
        const found = await votesOf(subject, delegate);
        return { what: `votes of ${delegate}`, expected: stakes.votesOf(delegate), found };
      });
    },
  },
  {
    id: "votes.once",
    name: "each GRID votes once: staked GRID has no more votes than there is, and where it lies nobody votes with it",
    compare: async function* (subject) {
      const { client, stored } = subject;
      const { pools } = await stakesOf(subject);
      const found = await sumOver(await delegatesOf(subject), (delegate) => votesOf(subject, delegate));
      const staked = await sumOver(
        pools.keys(),
        async (pool) => (await stored.ask("staking", "poolData", pool)).assets,
      );
      yield { what: "votes of staked GRID", expected: atMost(found, staked), found };
      yield* each(["staking", "election"] as const, async (holder) => {
        const found = await stored.ask("grid", "delegates", client.deployment.contracts[holder]);
        return { what: `delegate of the ${holder} contract`, expected: ZeroAddress, found };
      });
    },
  },
];
