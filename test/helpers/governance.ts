import type { NetworkConnection } from "hardhat/types/network";
import { id, parseEther, type BaseContract, type Signer } from "ethers";

import type { GovernanceStruct } from "../../typechain-types/contracts/governance/GridGovernor.js";
import type { GridGovernor } from "../../typechain-types/index.js";
import { deployStaking } from "./staking.ts";

const HOUR = 3600n;

/** How one votes. */
export const AGAINST = 0;
export const FOR = 1;
export const ABSTAIN = 2;

/** What a proposal can be. */
export const State = {
  Pending: 0,
  Active: 1,
  Canceled: 2,
  Defeated: 3,
  Succeeded: 4,
  Queued: 5,
  Expired: 6,
  Executed: 7,
} as const;
export type State = (typeof State)[keyof typeof State];

/** Settings as tests have them, by a guardian. */
export function governance(proposalGuardian: string) {
  return {
    votingDelay: 24n * HOUR,
    votingPeriod: 120n * HOUR,
    voteExtension: 24n * HOUR,
    proposalThreshold: parseEther("100000"),
    quorum: 400n,
    timelockDelay: 48n * HOUR,
    proposalGuardian,
  } satisfies GovernanceStruct;
}

/** A call that a proposal makes. */
export type Action = readonly [contract: BaseContract, method: string, args: readonly unknown[]];
/** The four things that a proposal is named by, its description's hash the last. */
export type Named = [targets: string[], values: bigint[], calldatas: string[], descriptionHash: string];

export interface Proposal {
  readonly named: Named;
  readonly description: string;
}

export async function proposalOf(actions: readonly Action[], description: string): Promise<Proposal> {
  const targets = await Promise.all(actions.map(([contract]) => contract.getAddress()));
  const calldatas = actions.map(([contract, method, args]) => contract.interface.encodeFunctionData(method, args));
  return { named: [targets, actions.map(() => 0n), calldatas, id(description)], description };
}

/** A governor and the ways of a proposal through it. */
export function governing({ networkHelpers }: NetworkConnection, governor: GridGovernor) {
  const { time } = networkHelpers;
  const idOf = ({ named }: Proposal) => governor.getProposalId(...named);
  const until = async (seconds: bigint) => {
    if (BigInt(await time.latest()) < seconds) await time.increaseTo(seconds);
  };
  const propose = async (who: Signer, { named: [targets, values, calldatas], description }: Proposal) =>
    governor.connect(who).propose(targets, values, calldatas, description);
  const toVote = async (proposal: Proposal) => until((await governor.proposalSnapshot(await idOf(proposal))) + 1n);
  const toEnd = async (proposal: Proposal) => until((await governor.proposalDeadline(await idOf(proposal))) + 1n);
  /** Until the second in which it can be executed. */
  const toExecution = async (proposal: Proposal) => until(await governor.proposalEta(await idOf(proposal)));
  const vote = async (who: Signer, proposal: Proposal, support = FOR) =>
    governor.connect(who).castVote(await idOf(proposal), support);
  const state = async (proposal: Proposal): Promise<State> =>
    Number(await governor.state(await idOf(proposal))) as State;
  /** Proposes, has everybody vote for it, and queues. */
  const accept = async (proposer: Signer, proposal: Proposal, voters: readonly Signer[] = [proposer]) => {
    await propose(proposer, proposal);
    await toVote(proposal);
    for (const voter of voters) await vote(voter, proposal);
    await toEnd(proposal);
    await governor.queue(...proposal.named);
  };
  /** The same, and executes. */
  const enact = async (proposer: Signer, proposal: Proposal, voters?: readonly Signer[]) => {
    await accept(proposer, proposal, voters);
    await toExecution(proposal);
    return governor.execute(...proposal.named);
  };
  return { idOf, until, propose, toVote, toEnd, toExecution, vote, state, accept, enact };
}

/**
 * Staked GRID and who governs by it; the timelock is the access manager's admin, beside the tests' admin. Alice, bob and carol
 * have delegated their tokens to themselves. A market area stands for what is governed. GRID there is: 14 million.
 */
export async function deployGovernance(connection: NetworkConnection) {
  const { ethers } = connection;
  const f = await deployStaking(connection);
  const guardian = (await ethers.getSigners())[6];
  if (guardian === undefined) throw new Error("too few accounts");
  const votes = await ethers.deployContract("GridVotes", [f.grid, f.staking]);
  const governor = await ethers.deployContract("GridGovernor", [votes, governance(guardian.address)]);
  const timelock = await ethers.getContractAt("GridTimelock", await governor.timelock());
  const area = await ethers.deployContract("MarketArea", [f.access]);
  await f.access.grantRole(0n, timelock, 0);
  for (const one of [f.alice, f.bob, f.carol]) await f.grid.connect(one).delegate(one);
  /** A proposal that sets the tariff cap. */
  const capOf = (cap: number) => proposalOf([[area, "setTariffCap", [cap]]], `Set the tariff cap to ${cap}`);
  return { ...f, guardian, votes, governor, timelock, area, capOf, ...governing(connection, governor) };
}

export type Governed = Awaited<ReturnType<typeof deployGovernance>>;
