import { cancelOrders, claim, Energy, placeOrder, Price, replaceOrder, type OrderId } from "@gridwatt/sdk";
import type { NetworkConnection } from "hardhat/types/network";

import { fixture, order, rested } from "../sdk/fixture.ts";

/**
 * Every way of an order. Bob (account 2, zone 2) offers four; alice (account 1, zone 1) takes the first two in one log, and
 * part of the third. That one is reduced, then replaced by another, which expires, as does the post-only one. Alice's own
 * bid is cancelled. Claims of what was filled wholly tell nothing new.
 */
export async function market(connection: NetworkConnection) {
  const all = await fixture(connection);
  const { client, alice, bob, slot } = all;
  const { ethers, networkHelpers } = connection;
  const place = async (text: string) => rested((await placeOrder(bob, order(2, slot, text))).id);
  const [first, second, third] = [
    await place("sell 1 0.12"),
    await place("sell 2.001 0.12"),
    await place("sell 5 0.13"),
  ];
  const postOnly = await placeOrder(bob, { ...order(2, slot, "sell 1 0.35"), kind: "postOnly" });
  const placed = await ethers.provider.getBlockNumber();
  await placeOrder(alice, { ...order(1, slot, "buy 5.001 0.3"), kind: "immediateOrCancel" });
  const taken = await ethers.provider.getBlockNumber();
  const energy = Energy.parse("2");
  const change = (expectedOpen: string, limit: string) => {
    const now = { id: third, expectedOpen: Energy.parse(expectedOpen), energy, limit: Price.parse(limit) };
    return replaceOrder(bob, now);
  };
  await change("3", "0.13");
  const fourth = rested((await change("2", "0.14")).id);
  const bid = rested((await placeOrder(alice, order(1, slot, "buy 1 0.06"))).id);
  await cancelOrders(alice, { ids: [bid] });
  await networkHelpers.time.increaseTo(slot.beginSeconds - 300);
  const ids: OrderId[] = [first, second, fourth, rested(postOnly.id)];
  await claim(client, { ids });
  const last = await ethers.provider.getBlockNumber();
  const orders = { first, second, third, fourth, postOnly: rested(postOnly.id), bid };
  return { ...all, orders, blocks: { placed, taken, last } };
}
