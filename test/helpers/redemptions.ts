import type { NetworkConnection } from "hardhat/types/network";
import { id, MaxUint256, parseEther } from "ethers";

import { deployRamps } from "./ramps.ts";

export const TEN = parseEther("10");
export const PAY_TO = id("bank account");

/** Alice and bob have 100 WATT each, all of it backed, and let the queue take it. */
export async function deployRedemptions(connection: NetworkConnection) {
  const f = await deployRamps(connection);
  for (const who of [f.alice, f.bob]) {
    await f.fund(who.address, 10n * TEN);
    await connection.networkHelpers.time.increase(1);
    await f.watt.connect(who).approve(f.queue, MaxUint256);
  }
  const stateOf = async (of: bigint) => (await f.queue.redemptionOf(of)).state;
  const request = async (who: typeof f.alice, amount = TEN) => f.queue.connect(who).request(amount, PAY_TO);
  const read = async () => [
    await f.watt.totalSupply(),
    await f.watt.balanceOf(f.queue),
    await f.queue.held(),
    await f.queue.next(),
    await f.queue.redemptionOf(1n),
  ];
  return { ...f, stateOf, request, read };
}
