import {
  castVote,
  executeProposal,
  propose,
  proposedCall,
  queueProposal,
  type Client,
  type ProposalParameters,
} from "@gridwatt/sdk";
import { id, parseEther } from "ethers";

import { addressOf } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { Ramps } from "./ramps.ts";

const DAY = 86_400;
/** Who has most of the GRID. */
const VOTER = "vera";

/**
 * Five proposals of the holder of most GRID: one is executed, one refused, one taken back, one reaches its quorum so late that
 * the vote goes on, and is queued; of one the vote has not begun.
 */
export async function useGovernance(market: EmbeddedMarket): Promise<void> {
  const ramps = new Ramps(market);
  const vera = await market.asNamed(VOTER);
  const to = await addressOf(vera);
  const supply = (await vera.contracts.grid.getFunction("totalSupply").staticCall()) as bigint;
  await ramps.rule("GRID_MINTER", { contract: "grid", name: "mint", args: [to, supply + parseEther("200000")] });
  await ramps.call(vera, { contract: "grid", name: "delegate", args: [to] });
  ramps.wait(60);
  const [spent, refused, back, late, next] = [1n, 2n, 3n, 4n, 5n].map((wei) => spendingOf(vera, { to, wei }));
  if (!spent || !refused || !back || !late || !next) throw new Error("five proposals are made");
  const made: bigint[] = [];
  for (const proposal of [spent, refused, late]) made.push((await market.at(() => propose(vera, proposal))).proposal);
  await market.at(() => propose(vera, back));
  await cancel(ramps, vera, back);
  ramps.wait(DAY + 1);
  for (const [at, support] of ["for", "against"].entries()) {
    const ballot = { proposal: made[at] ?? 0n, support: support as "for" | "against" };
    await market.at(() => castVote(vera, { ...ballot, overrides: OVERRIDES }));
  }
  ramps.wait(5 * DAY - 3_600);
  await market.at(() => castVote(vera, { proposal: made[2] ?? 0n, support: "for", overrides: OVERRIDES }));
  ramps.wait(DAY + 1);
  await market.at(() => queueProposal(vera, spent));
  ramps.wait(2 * DAY);
  await market.at(() => executeProposal(vera, spent));
  await market.at(() => queueProposal(vera, late));
  await market.at(() => propose(vera, next));
}

/** The treasury spends a few wei of WATT. */
function spendingOf(client: Client, { to, wei }: { to: string; wei: bigint }): ProposalParameters {
  const args = [client.deployment.contracts.watt, to, wei, `proposal of ${wei}`] as const;
  const calls = [proposedCall(client, { contract: "treasury", name: "spend", args })];
  return { calls, description: `Spend ${wei} wei`, overrides: OVERRIDES };
}

async function cancel(ramps: Ramps, client: Client, { calls, description }: ProposalParameters): Promise<void> {
  const lists = [calls.map(({ target }) => target), calls.map(() => 0n), calls.map(({ data }) => data)];
  await ramps.call(client, { contract: "governor", name: "cancel", args: [...lists, id(description)] });
}
