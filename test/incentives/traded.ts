import {
  approveGrid,
  collectFees,
  deposit,
  getBlockTimes,
  Grid,
  openLicence,
  openSlots,
  payOut,
  placeOrder,
  Price,
  pullFees,
  pullHostFees,
  refreshDiscounts,
  refreshHost,
  settle,
  Slot,
  stake,
} from "@gridwatt/sdk";
import type { NetworkConnection } from "hardhat/types/network";

import { fixture, FUNDS, order, rested } from "../sdk/fixture.ts";

export const DAY = 86_400;
const [LOCK, STAKE] = [Grid.parse("10000"), Grid.parse("1000")];

type Fixture = Awaited<ReturnType<typeof fixture>>;

/**
 * Bob sells alice 4 kWh, and alice is bob's other hand, with a discount and a licence as the host of her own order; bob sells
 * carol 1 kWh. All market fees go into the incentives' fund; two days pass.
 */
export async function tradedMarket(connection: NetworkConnection) {
  const all = await fixture(connection);
  const { client, alice, bob, carol } = all;
  const { incentives, feeRouter } = client.contracts;
  const payees = [{ payee: client.deployment.contracts.incentives, weight: 10_000 }];
  await feeRouter.getFunction("setMarketPayees")(payees);
  await client.contracts.watt.getFunction("setEscrow")(incentives);
  await deposit(carol, { account: 3, amount: FUNDS });
  const host = await licenceAndDiscount(all);
  const { time } = connection.networkHelpers;
  await time.increase(DAY);
  await refreshHost(client, { host });
  await refreshDiscounts(client, { accounts: [1] });
  const slot = await openSlot(connection, all);
  const { id } = await placeOrder(bob, order(2, slot, "sell 5 0.12"));
  await placeOrder(alice, { ...order(1, slot, "buy 4 0.3"), kind: "immediateOrCancel", host });
  const epoch = await sellToCarol(all, slot);
  await time.increaseTo(slot.end.getTime() / 1000);
  const module = await connection.ethers.deployContract("SettlementMock");
  await client.contracts.exchange.getFunction("setSettlement")(module);
  await module.setAnswer([
    { delivery: 1, low: -4_000, high: -4_000 },
    { delivery: 1, low: 5_000, high: 5_000 },
    { delivery: 1, low: -1_000, high: -1_000 },
  ]);
  await settle(client, { slot, accounts: [1, 2, 3], orders: [rested(id)] });
  await collectFees(client, { slots: [slot] });
  await pullFees(client, { operator: 0 });
  await pullHostFees(client, { host });
  await payOut(client, { payee: all.people.alice.address });
  await payOut(client, { payee: client.deployment.contracts.incentives });
  await time.increaseTo((epoch + 2) * DAY);
  return { ...all, epoch, now: (epoch + 2) * DAY };
}

/** Opens a slot that begins in two hours. */
export async function openSlot({ networkHelpers }: NetworkConnection, { client }: Fixture): Promise<Slot> {
  const slot = Slot.ofNumber(Math.floor((await networkHelpers.time.latest()) / 900) + 8);
  await openSlots(client, { pairs: [{ slot, long: Price.parse("0.0500"), short: Price.parse("0.4000") }] });
  return slot;
}

/** Carol takes 1 kWh. @returns the day on which she did */
export async function sellToCarol({ client, carol }: Fixture, slot: Slot): Promise<number> {
  const { receipt } = await placeOrder(carol, { ...order(3, slot, "buy 1 0.3"), kind: "immediateOrCancel" });
  const made = (await getBlockTimes(client, { blocks: [receipt.blockNumber] })).get(receipt.blockNumber);
  return Math.floor((made?.getTime() ?? 0) / 1000 / DAY);
}

/** Alice locks GRID as a host, and stakes some. @returns the host's number */
async function licenceAndDiscount({ client, alice, people }: Fixture): Promise<number> {
  await client.contracts.grid.getFunction("mint")(people.alice, LOCK.plus(STAKE).base);
  await approveGrid(alice, { amount: LOCK, spender: "hosts" });
  await approveGrid(alice, { amount: STAKE });
  await stake(alice, { pool: 0, amount: STAKE });
  return (await openLicence(alice, { amount: LOCK })).host;
}
