import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { secondsOf, timeIn, type Part, type Times } from "./part.ts";

type GovernorEvent = Extract<MarketEvent, { readonly contract: "governor" | "timelock" }>;
type Step = GovernorEvent | MarketEventOf<"Transfer">;
type Created = MarketEventOf<"ProposalCreated">;

/** {s} for which a mandate counts that is neither queued nor executed */
const GRACE = 14n * 86_400n;
/** {basis point} */
const WHOLE = 10_000n;
/** As the governor counts them. */
export const STATES = {
  ...{ pending: 0n, active: 1n, canceled: 2n, defeated: 3n, succeeded: 4n, queued: 5n, expired: 6n, executed: 7n },
} as const;

export interface ProposedCalls extends Pick<Created, "proposal" | "proposer" | "targets" | "values" | "calldatas"> {
  readonly description: string;
  /** {s} */
  readonly snapshot: bigint;
  deadline: bigint;
  /** {s} from when on it can be executed; 0 until it is queued */
  eta: bigint;
  end: "canceled" | "executed" | null;
  /** {wad} */
  readonly tally: { against: bigint; for: bigint; abstain: bigint };
  readonly votes: { readonly voter: string; readonly votes: bigint }[];
}

/** Proposals of the holders of GRID: what was told of them. How many votes they need depends on when that was. */
export class Governance implements Part {
  readonly #steps: Step[] = [];

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract === "governor" || event.contract === "timelock") this.#steps.push(event);
    const isGrid = event.name === "Transfer" && event.contract === "grid";
    if (isGrid && (event.from === ZeroAddress || event.to === ZeroAddress)) this.#steps.push(event);
  }

  replay(times: Times): Proposals {
    const proposals = new Proposals();
    for (const step of this.#steps) proposals.apply(step, timeIn(times, step));
    return proposals;
  }
}

/** A number as it was over time, by {s}. */
class History {
  readonly #changes: { readonly time: bigint; readonly value: bigint }[] = [];

  at(time: bigint): bigint {
    return this.#changes.findLast((change) => change.time <= time)?.value ?? 0n;
  }

  get now(): bigint {
    return this.#changes.at(-1)?.value ?? 0n;
  }

  set(value: bigint, time: bigint): void {
    this.#changes.push({ time, value });
  }
}

/** Proposals, votes and rules as events and the governor's rules make them. */
export class Proposals {
  readonly all = new Map<bigint, ProposedCalls>();
  readonly rules = {
    ...{ votingDelay: 0n, votingPeriod: 0n, lateQuorumVoteExtension: 0n, proposalThreshold: 0n },
    ...{ proposalGuardian: ZeroAddress, timelockDelay: 0n },
  };
  readonly #supply = new History();
  /** {basis point} */
  readonly #quorum = new History();

  /** {wad} for it, and abstaining, that a proposal needs whose votes counted at a time {s} */
  quorumAt(time: bigint): bigint {
    return (this.#supply.at(time) * this.#quorum.at(time)) / WHOLE;
  }

  /** What a proposal is at a time {s}. */
  stateAt({ end, snapshot, deadline, eta, tally }: ProposedCalls, time: bigint): bigint {
    if (end !== null) return STATES[end];
    if (snapshot >= time) return STATES.pending;
    if (deadline >= time) return STATES.active;
    const isAccepted = tally.for + tally.abstain >= this.quorumAt(snapshot) && tally.for > tally.against;
    if (!isAccepted) return STATES.defeated;
    if (time > (eta === 0n ? deadline : eta) + GRACE) return STATES.expired;
    return eta === 0n ? STATES.succeeded : STATES.queued;
  }

  apply(event: Step, time: bigint): void {
    switch (event.name) {
      case "Transfer": {
        const change = event.from === ZeroAddress ? event.amount.base : -event.amount.base;
        return this.#supply.set(this.#supply.now + change, time);
      }
      case "ProposalCreated":
        return this.#create(event);
      case "VoteCast":
        return this.#with(event, ({ tally, votes }) => {
          tally[event.support] += event.votes.base;
          votes.push({ voter: event.voter, votes: event.votes.base });
        });
      case "ProposalExtended":
        return this.#with(event, (proposal) => (proposal.deadline = secondsOf(event.deadline)));
      case "ProposalQueued":
        return this.#with(event, (proposal) => (proposal.eta = secondsOf(event.executableFrom)));
      case "ProposalExecuted":
        return this.#with(event, (proposal) => (proposal.end = "executed"));
      case "ProposalCanceled":
        return this.#with(event, (proposal) => (proposal.end = "canceled"));
      case "QuorumNumeratorUpdated":
        return this.#quorum.set(BigInt(event.quorum), time);
      default:
        return this.#rule(event);
    }
  }

  #rule(event: Step): void {
    switch (event.name) {
      case "VotingDelaySet":
        this.rules.votingDelay = BigInt(event.delay);
        return;
      case "VotingPeriodSet":
        this.rules.votingPeriod = BigInt(event.period);
        return;
      case "LateQuorumVoteExtensionSet":
        this.rules.lateQuorumVoteExtension = BigInt(event.extension);
        return;
      case "ProposalThresholdSet":
        this.rules.proposalThreshold = event.threshold.base;
        return;
      case "ProposalGuardianSet":
        this.rules.proposalGuardian = event.guardian;
        return;
      case "MinDelayChange":
        this.rules.timelockDelay = BigInt(event.delay);
    }
  }

  #create({ proposal, proposer, targets, values, calldatas, description, snapshot, deadline }: Created): void {
    const calls = { proposal, proposer, targets, values, calldatas, description };
    const times = { snapshot: secondsOf(snapshot), deadline: secondsOf(deadline), eta: 0n };
    this.all.set(proposal, { ...calls, ...times, end: null, tally: { against: 0n, for: 0n, abstain: 0n }, votes: [] });
  }

  #with({ proposal }: { readonly proposal: bigint }, change: (proposal: ProposedCalls) => unknown): void {
    const found = this.all.get(proposal);
    if (found !== undefined) change(found);
  }
}
