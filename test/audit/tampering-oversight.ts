import { AbiCoder, id, keccak256, toBeHex, ZeroHash } from "ethers";

import { ask, at, itemAt, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** In the order of their declarations. */
const ATTENDANCE = { share: 0n, until: 1n, stopped: 2n, closed: 3n } as const;
const GOVERNOR = {
  ...{ proposals: 4n, quorum: 7n, threshold: 8n, delay: 9n, votes: 10n, extension: 11n, deadlines: 12n, guardian: 13n },
} as const;
const TIMELOCK = { timestamps: 1n, delay: 2n } as const;
/** {bit} Where things lie in their words. */
const BIT = { share: 168n, proposal: { snapshot: 160n, canceled: 248n }, period: 48n, quorum: 48n } as const;

describe("an audit of a market whose attendance or votes were changed", () => {
  seeEach((clientOf) => {
    const asked = ask(clientOf);
    return [...attendanceCases(asked), ...proposalCases(asked), ...ruleCases()];
  });
}).timeout(60_000);

function attendanceCases({ first }: Asked): readonly Tampering[] {
  const attendance = { contract: "attendance" } as const;
  const absent = async () => BigInt((await first("DayClosed")).absent[0] ?? 0);
  return [
    {
      what: "until when an absent operator is stopped",
      ...attendance,
      place: async () => at(ATTENDANCE.until, await absent()),
      by: 1n,
      red: ["attendance.stopped"],
    },
    {
      what: "that an absent operator earns again",
      ...attendance,
      place: async () => at(ATTENDANCE.stopped, await absent()),
      by: 1n,
      red: ["attendance.stopped"],
    },
    {
      what: "that a day was counted",
      ...attendance,
      place: async () => {
        const { epoch, configuration } = await first("DayClosed");
        return at(ATTENDANCE.closed, BigInt(epoch), BigInt(configuration));
      },
      by: -1n,
      red: ["attendance.closed"],
    },
    {
      what: "how many roots operators must sign",
      ...attendance,
      place: () => ATTENDANCE.share,
      by: 1n << BIT.share,
      red: ["attendance.rules"],
    },
  ];
}

function proposalCases({ first, last, addressOf }: Asked): readonly Tampering[] {
  const governor = { contract: "governor" } as const;
  const executed = async () => at(GOVERNOR.proposals, (await first("ProposalExecuted")).proposal);
  const queued = async () => at(GOVERNOR.proposals, (await last("ProposalQueued")).proposal);
  return [
    {
      what: "who proposed",
      ...governor,
      place: executed,
      by: 1n,
      red: ["governor.proposals"],
    },
    {
      what: "when votes began to count",
      ...governor,
      place: executed,
      by: 1n << BIT.proposal.snapshot,
      red: ["governor.proposals"],
    },
    {
      what: "when a proposal can be executed",
      ...governor,
      place: async () => (await queued()) + 1n,
      by: 1n,
      red: ["governor.proposals"],
    },
    {
      what: "how long is voted",
      ...governor,
      place: async () => at(GOVERNOR.deadlines, (await first("ProposalExtended")).proposal),
      by: 1n,
      red: ["governor.proposals"],
    },
    {
      what: "that a proposal was not taken back",
      ...governor,
      place: queued,
      by: 1n << BIT.proposal.canceled,
      red: ["governor.states"],
    },
    {
      what: "when the timelock executes",
      contract: "timelock",
      place: async () => {
        const { targets, values, calldatas, description } = await first("ProposalCreated");
        const salt = toBeHex((addressOf("governor") << 96n) ^ BigInt(id(description)), 32);
        const types = ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32"];
        const calls = [targets, values, calldatas, ZeroHash, salt];
        return at(TIMELOCK.timestamps, BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(types, calls))));
      },
      by: 1n,
      red: ["governor.operations"],
    },
    {
      what: "votes on a proposal",
      ...governor,
      place: async () => at(GOVERNOR.votes, (await first("ProposalExecuted")).proposal) + 1n,
      by: 1n,
      red: ["governor.votes"],
    },
    {
      what: "who has voted",
      ...governor,
      place: async () => {
        const { proposal, voter } = await first("VoteCast");
        return at(at(GOVERNOR.votes, proposal) + 3n, BigInt(voter));
      },
      by: -1n,
      red: ["governor.votes"],
    },
  ];
}

function ruleCases(): readonly Tampering[] {
  const rules = { contract: "governor", red: ["governor.rules"] } as const;
  return [
    { what: "how many votes propose", ...rules, place: () => GOVERNOR.threshold, by: 1n },
    { what: "how long votes wait", ...rules, place: () => GOVERNOR.delay, by: 1n },
    { what: "how long votes last", ...rules, place: () => GOVERNOR.delay, by: 1n << BIT.period },
    { what: "how long a late quorum waits", ...rules, place: () => GOVERNOR.extension, by: 1n },
    { what: "who may cancel", ...rules, place: () => GOVERNOR.guardian, by: 1n },
    {
      what: "the quorum",
      contract: "governor",
      place: () => itemAt(GOVERNOR.quorum, 0n),
      by: 1n << BIT.quorum,
      red: ["governor.quorum"],
    },
    { what: "the timelock's delay", ...rules, contract: "timelock", place: () => TIMELOCK.delay, by: 1n },
  ];
}
