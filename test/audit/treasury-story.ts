import { readIncentives, RewardTree } from "@gridwatt/incentives";
import {
  beginLot,
  buyLot,
  claimMakerRewards,
  getEvents,
  getOperators,
  Grid,
  Money,
  signRewards,
  submitRewards,
  withdraw,
} from "@gridwatt/sdk";
import { parseEther } from "ethers";

import { FEE_PAYEES } from "../../deploy/parameters/market.ts";
import { addressOf, OWNER } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { Ramps } from "./ramps.ts";
import { JUDGE } from "./stakers.ts";

/** {basis point} of the market's fees, in the order of the payees. */
const WEIGHTS = [4_000, 1_000, 2_000, 3_000] as const;
const IDLE = 4;
const DAY = 86_400;
/** {base} WATT that is put up for sale, and that is bought of it. */
const [LOT, BOUGHT] = [Money.parse("5"), Money.parse("2")];

/** The market's fees go to the contracts that governance names, by its weights. */
export async function governFees(market: EmbeddedMarket): Promise<void> {
  const { contracts } = market.client.deployment;
  const payees = FEE_PAYEES.map((payee, at) => ({ payee: contracts[payee], weight: WEIGHTS[at] ?? 0 }));
  const call = { contract: "feeRouter", name: "setMarketPayees", args: [payees] } as const;
  await new Ramps(market).rule("STAKING_RULES", call);
}

/**
 * Fees and a gift are sold as a lot, of which some is left; makers are promised what their orders brought, and one claims it;
 * purses spend both tokens, and terms change.
 */
export async function useTreasury(market: EmbeddedMarket): Promise<void> {
  const ramps = new Ramps(market);
  const keeper = await market.asNamed("keeper");
  const { contracts } = market.client.deployment;
  await sellLot(market, ramps);
  await payMakers(market);
  const [to, wei] = [await addressOf(keeper), 7n];
  const spent = [
    ["insurance", contracts.grid, parseEther("100")],
    ["treasury", contracts.watt, wei],
  ] as const;
  for (const [contract, token, amount] of spent) {
    const args = [token, to, amount, "what the proposal says"];
    await ramps.rule("TREASURY", { contract, name: "spend", args });
  }
}

async function sellLot(market: EmbeddedMarket, ramps: Ramps): Promise<void> {
  const [ida, judge] = [await market.asNamed(OWNER("ida")), await market.asNamed(JUDGE)];
  const { rewardsReserve } = market.client.deployment.contracts;
  await market.at(() => withdraw(ida, { account: IDLE, amount: LOT, overrides: OVERRIDES }));
  await ramps.call(ida, { contract: "watt", name: "transfer", args: [rewardsReserve, LOT.base] });
  await market.at(() => beginLot(judge, { overrides: OVERRIDES }));
  ramps.wait(5_000);
  await ramps.call(judge, { contract: "grid", name: "approve", args: [rewardsReserve, parseEther("1000")] });
  const bid = { amount: BOUGHT, maxPrice: Grid.parse("100") };
  await market.at(() => buyLot(judge, { ...bid, overrides: OVERRIDES }));
  await ramps.call(judge, { contract: "grid", name: "transfer", args: [rewardsReserve, 5n] });
  await ramps.call(judge, { contract: "rewardsReserve", name: "fund", args: [] });
  const terms = [parseEther("50"), parseEther("1"), parseEther("10"), 7_200, DAY];
  await ramps.rule("STAKING_RULES", { contract: "rewardsReserve", name: "setTerms", args: [terms] });
}

/** Of the day on which hosts were used. */
async function payMakers(market: EmbeddedMarket): Promise<void> {
  const { client } = market;
  const traded = (await getEvents(client, { names: ["Trade"] })).at(-1);
  const block = await client.runner.provider?.getBlock(traded?.block ?? 0);
  const epoch = Math.floor((block?.timestamp ?? 0) / DAY);
  const { fees, rewards } = await readIncentives(client, { epoch, now: market.now });
  const tree = new RewardTree(rewards);
  const total = rewards.reduce((sum, { amount }) => sum + amount, 0n);
  const { configuration } = await getOperators(client);
  const told = { epoch, root: tree.root, total, fees, configuration };
  const signatures = await Promise.all((await market.operators()).map((operator) => signRewards(operator, told)));
  const keeper = await market.asNamed("keeper");
  await market.at(() => submitRewards(keeper, { rewards: told, signatures, overrides: OVERRIDES }));
  const [first] = rewards;
  if (first === undefined) throw new Error("no maker earned anything");
  const claim = { epoch, ...first, proof: tree.proofOf(first.account) };
  await market.at(() => claimMakerRewards(keeper, { ...claim, overrides: OVERRIDES }));
}
