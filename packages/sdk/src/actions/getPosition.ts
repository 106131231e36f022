import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber, uint } from "../order.ts";
import { Energy } from "../units/energy.ts";
import type { Slot } from "../units/slot.ts";

export interface GetPositionParameters extends ReadParameters {
  readonly account: number;
  readonly slot: Slot;
}
export interface GetPositionReturnType {
  readonly sold: Energy;
  readonly bought: Energy;
  /** Orders. */
  readonly openBids: number;
  readonly openAsks: number;
  readonly settled: boolean;
  /** Export less import that it was settled with {Wh}; null until then. */
  readonly meteredWh: bigint | null;
  /** Whether readings were missing, so that what gives the account least was taken. */
  readonly assumed: boolean;
  /** Whether a credit for the deviation waits to be paid. */
  readonly creditDue: boolean;
}

/**
 * What an account holds in a slot. Fills of resting orders count once they are claimed.
 * @example
 * const { sold, bought } = await getPosition(client, { account: 1, slot });
 */
export async function getPosition(client: Client, parameters: GetPositionParameters): Promise<GetPositionReturnType> {
  const { block } = parameters;
  const args = [uint(parameters.account, { name: "account", bits: 32 }), slotNumber(parameters.slot)] as const;
  const data = await read(client, { contract: "exchange", name: "positionData", args, block });
  return {
    sold: Energy.ofWh(data.sold),
    bought: Energy.ofWh(data.bought),
    openBids: Number(data.openBids),
    openAsks: Number(data.openAsks),
    settled: data.settled,
    meteredWh: data.settled ? data.metered : null,
    assumed: data.assumed,
    creditDue: data.creditDue,
  };
}
