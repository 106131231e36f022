import {
  castSignedVote,
  castVote,
  delegateVotes,
  executeProposal,
  getArea,
  getProposal,
  propose,
  proposedCall,
  queueProposal,
  signVote,
  type Client,
  type Fee,
  type Written,
} from "@gridwatt/sdk";

import { BALLOTS, KEEPER_SIGNER, PROPOSED_FEE } from "./cast.ts";
import type { DemoChain } from "./chain.ts";
import type { BallotRow, VoteStep } from "./story.ts";

const STEP = 10;
const DESCRIPTION = "Lower the market fee, so that small trades pay.";

/** The holders of GRID change a parameter of the market. */
export class Vote {
  readonly #chain: DemoChain;

  constructor(chain: DemoChain) {
    this.#chain = chain;
  }

  /** Somebody proposes a lower market fee; a week of voting and two days of notice later it is in force. */
  async decide(): Promise<VoteStep> {
    const voters = await Promise.all(
      BALLOTS.map(async (ballot) => ({ ...ballot, ...(await this.#chain.asSigner(ballot.signer)) })),
    );
    for (const { client, address } of voters) {
      await this.#send("delegate votes", () => delegateVotes(client, { to: address, of: "grid" }));
    }
    const { client: anyone } = await this.#chain.asSigner(KEEPER_SIGNER);
    const before = await this.#fee();
    const call = proposedCall(anyone, { contract: "area", name: "setMarketFee", args: [PROPOSED_FEE.ticks] });
    const proposal = { calls: [call], description: DESCRIPTION };
    const made = await this.#send("propose", () => propose(anyone, proposal));
    await this.#chain.passTo(made.snapshot);
    const ballots: BallotRow[] = [];
    for (const { name, client, support, signs } of voters) {
      const { votes } = await this.#cast({ client, anyone, signs }, { proposal: made.proposal, support });
      ballots.push({ name, support, votes, how: signs ? "signed, handed in by anyone" : "sent" });
    }
    await this.#chain.passTo(made.deadline);
    const { executableFrom } = await this.#send("queue proposal", () => queueProposal(anyone, proposal));
    await this.#chain.passTo(executableFrom);
    await this.#send("execute proposal", () => executeProposal(anyone, proposal));
    const { state, votes, quorum } = await getProposal(anyone, { proposal: made.proposal });
    return {
      description: DESCRIPTION,
      ballots,
      state,
      votesFor: votes.for,
      votesAgainst: votes.against,
      quorum,
      proposedAt: made.snapshot,
      executedAt: await this.#chain.now(),
      before,
      after: await this.#fee(),
    };
  }

  #cast(
    { client, anyone, signs }: { client: Client; anyone: Client; signs: boolean },
    ballot: Parameters<typeof signVote>[1],
  ) {
    if (!signs) return this.#send("vote", () => castVote(client, ballot));
    return this.#send("vote by signature", async () => castSignedVote(anyone, await signVote(client, ballot)));
  }

  async #fee(): Promise<Fee> {
    return (await getArea(this.#chain.client, {})).terms.marketFee;
  }

  #send<W extends Written>(call: string, work: () => Promise<W>): Promise<W> {
    return this.#chain.send(STEP, call, work);
  }
}
