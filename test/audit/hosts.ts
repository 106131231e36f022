import {
  approveGrid,
  getEvents,
  Grid,
  openLicence,
  placeOrder,
  pullHostFees,
  refreshDiscounts,
  refreshHost,
  stake,
  Energy,
  Price,
} from "@gridwatt/sdk";

import { addressOf, OWNER } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";

const [SELLER, IDLE] = [1, 4];
const DAY = 86_400;
const [LOCKED, STAKED] = [Grid.parse("10000"), Grid.parse("1000")];

/** The seller is a host and stakes; a trade on its orders and one of its own are the cheaper for it. */
export async function useHosts(market: EmbeddedMarket): Promise<void> {
  const [sam, ida] = [await market.asNamed(OWNER("sam")), await market.asNamed(OWNER("ida"))];
  const minter = await market.as("GRID_MINTER");
  const mint = minter.contracts.grid.getFunction("mint");
  const amount = LOCKED.plus(STAKED).base;
  await market.at(async () => (await mint.send(await addressOf(sam), amount, OVERRIDES)).wait());
  await market.at(() => approveGrid(sam, { amount: LOCKED, spender: "hosts", overrides: OVERRIDES }));
  await market.at(() => approveGrid(sam, { amount: STAKED, overrides: OVERRIDES }));
  const { host } = await market.at(() => openLicence(sam, { amount: LOCKED, overrides: OVERRIDES }));
  await market.at(() => stake(sam, { pool: 0, amount: STAKED, overrides: OVERRIDES }));
  market.advanceTo(market.now + DAY);
  await market.at(() => refreshHost(ida, { host, overrides: OVERRIDES }));
  await market.at(() => refreshDiscounts(ida, { accounts: [SELLER, IDLE], overrides: OVERRIDES }));
  const opened = await getEvents(ida, { names: ["SlotOpened"] });
  const slot = opened.at(-1)?.slot;
  if (slot === undefined) throw new Error("no slot opened");
  const energy = Energy.parse("1");
  const bid = { account: IDLE, slot, side: "buy", energy, limit: Price.parse("0.4"), host } as const;
  await market.at(() => placeOrder(ida, { ...bid, overrides: OVERRIDES }));
  const rest = { account: IDLE, slot, side: "buy", energy, limit: Price.parse("0.1") } as const;
  await market.at(() => placeOrder(ida, { ...rest, overrides: OVERRIDES }));
  const ask = { account: SELLER, slot, side: "sell", energy, limit: Price.parse("0.05") } as const;
  await market.at(() => placeOrder(sam, { ...ask, overrides: OVERRIDES }));
  await market.at(() => pullHostFees(ida, { host, overrides: OVERRIDES }));
}
