import { AbiCoder, id as hashOfText, keccak256, toBeHex, ZeroHash } from "ethers";

import { each, type Check, type Subject } from "../check.ts";
import type { ProposedCalls, Proposals } from "../parts/governance.ts";
import { onceOf } from "./stakes.ts";

const CALLS = ["address[]", "uint256[]", "bytes[]"] as const;
/** As the timelock keeps operations that were executed. */
const DONE = 1n;

const known = new WeakMap<Subject, Promise<Proposals>>();
/** Proposals by the events: made once for all checks. */
const proposalsOf = (subject: Subject) => onceOf(known, subject, subject.rebuilt.governance);

/** What a proposal is known by. */
function idOf({ targets, values, calldatas, description }: ProposedCalls): bigint {
  const calls = [targets, values, calldatas, hashOfText(description)];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode([...CALLS, "bytes32"], calls)));
}

/** What the timelock knows its calls by. */
function operationOf({ targets, values, calldatas, description }: ProposedCalls, governor: string): string {
  const salt = toBeHex((BigInt(governor) << 96n) ^ BigInt(hashOfText(description)), 32);
  const calls = [targets, values, calldatas, ZeroHash, salt];
  return keccak256(AbiCoder.defaultAbiCoder().encode([...CALLS, "bytes32", "bytes32"], calls));
}

/** {s} When the timelock executes the calls of a proposal, or that it has. */
function timestampOf({ end, eta }: ProposedCalls): bigint {
  if (end === "executed") return DONE;
  return end === "canceled" ? 0n : eta;
}

const PROPOSALS: readonly Check[] = [
  {
    id: "governor.proposals",
    name: "who proposed what, from when to when is voted, and when it can be executed, is as told",
    compare: async function* (subject) {
      const { stored } = subject;
      yield* each((await proposalsOf(subject)).all.values(), async (told) => {
        const { proposal, proposer, snapshot, deadline, eta } = told;
        const found = {
          proposer: await stored.ask("governor", "proposalProposer", proposal),
          snapshot: await stored.ask("governor", "proposalSnapshot", proposal),
          deadline: await stored.ask("governor", "proposalDeadline", proposal),
          eta: await stored.ask("governor", "proposalEta", proposal),
        };
        return [
          { what: `proposal ${proposal}`, expected: { proposer, snapshot, deadline, eta }, found },
          { what: `number of proposal ${proposal}`, expected: idOf(told), found: proposal },
        ];
      });
    },
  },
  {
    id: "governor.states",
    name: "every proposal is what its votes, the quorum and the clock make it",
    compare: async function* (subject) {
      const proposals = await proposalsOf(subject);
      yield* each(proposals.all.values(), async (told) => {
        const found = await subject.stored.ask("governor", "state", told.proposal);
        const expected = proposals.stateAt(told, subject.time);
        return { what: `state of proposal ${told.proposal}`, expected, found };
      });
    },
  },
  {
    id: "governor.operations",
    name: "the timelock executes what was queued when it was told, has executed what was executed, and nothing of the others",
    compare: async function* (subject) {
      const { governor } = subject.client.deployment.contracts;
      yield* each((await proposalsOf(subject)).all.values(), async (told) => {
        const found = await subject.stored.ask("timelock", "getTimestamp", operationOf(told, governor));
        return { what: `operation of proposal ${told.proposal}`, expected: timestampOf(told), found };
      });
    },
  },
];

const VOTING: readonly Check[] = [
  {
    id: "governor.votes",
    name: "votes on every proposal are those cast, and whoever has cast one cannot again",
    compare: async function* (subject) {
      yield* each((await proposalsOf(subject)).all.values(), async ({ proposal, tally, votes }) => {
        const found = await subject.stored.ask("governor", "proposalVotes", proposal);
        const voted = await Promise.all(
          votes.map(({ voter }) => subject.stored.ask("governor", "hasVoted", proposal, voter)),
        );
        const { againstVotes, forVotes, abstainVotes } = found;
        return [
          {
            what: `votes on proposal ${proposal}`,
            expected: tally,
            found: { against: againstVotes, for: forVotes, abstain: abstainVotes },
          },
          { what: `voters on proposal ${proposal}`, expected: votes.map(() => true), found: voted },
        ];
      });
    },
  },
  {
    id: "governor.weights",
    name: "every vote weighs what its voter had of tokens and stakes when votes began to count",
    compare: async function* (subject) {
      const all = [...(await proposalsOf(subject)).all.values()];
      const cast = all.flatMap(({ snapshot, votes }) => votes.map((vote) => ({ snapshot, ...vote })));
      yield* each(cast, async ({ snapshot, voter, votes: found }) => {
        const expected = await subject.stored.ask("votes", "getPastVotes", voter, snapshot);
        return { what: `votes of ${voter} at ${snapshot} s`, expected, found };
      });
    },
  },
  {
    id: "governor.quorum",
    name: "every proposal needs the quorum's part of all GRID that there was when votes began to count",
    compare: async function* (subject) {
      const proposals = await proposalsOf(subject);
      const begun = [...proposals.all.values()].filter(({ snapshot }) => snapshot < subject.time);
      const before = subject.time - 1n;
      const found = await subject.stored.ask("governor", "quorum", before);
      yield { what: "quorum of votes that begin to count now", expected: proposals.quorumAt(before), found };
      yield* each(begun, async ({ proposal, snapshot }) => {
        const found = await subject.stored.ask("governor", "quorum", snapshot);
        return { what: `quorum of proposal ${proposal}`, expected: proposals.quorumAt(snapshot), found };
      });
    },
  },
  {
    id: "governor.rules",
    name: "how long is waited and voted, with how many votes is proposed, and who may cancel, is as told",
    compare: async function* (subject) {
      const { timelockDelay, ...rules } = (await proposalsOf(subject)).rules;
      const names = Object.keys(rules) as (keyof typeof rules)[];
      yield* each(names, async (name) => {
        return { what: name, expected: rules[name], found: await subject.stored.ask("governor", name) };
      });
      const found = await subject.stored.ask("timelock", "getMinDelay");
      yield { what: "delay of the timelock", expected: timelockDelay, found };
    },
  },
];

export const GOVERNANCE: readonly Check[] = [...PROPOSALS, ...VOTING];
