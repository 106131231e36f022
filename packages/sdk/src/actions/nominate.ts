import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { bitsOfPools, poolNumber } from "../internal/values.ts";
import { uint } from "../order.ts";

export interface OpenPoolParameters extends WriteParameters {
  /** {basis point} The operator's part of the pool's rewards. */
  readonly commission: number;
}
export interface OpenPoolReturnType extends Written {
  readonly pool: number;
}

/**
 * Opens a pool for the runner, who may be elected by it as an oracle operator. One each. What it costs, see
 * `getStaking`, the runner has approved to staking.
 * Throws `GridwattError`, e.g. "OperatorHasPool", "ERC20InsufficientAllowance".
 * @example
 * const { pool } = await openPool(client, { commission: 500 });
 */
export async function openPool(client: Client, parameters: OpenPoolParameters): Promise<OpenPoolReturnType> {
  const args = [uint(parameters.commission, { name: "commission", bits: 16 })] as const;
  const { overrides } = parameters;
  const written = await write(client, { contract: "staking", name: "openPool", args, overrides });
  const [opened] = eventsNamed(written.events, "PoolOpened");
  if (opened === undefined) throw new GridwattError("NotOpened", { message: "Staking told of no pool." });
  return { ...written, pool: opened.pool };
}

export interface AnnounceCommissionParameters extends OpenPoolParameters {
  readonly pool: number;
}

/** Announces another commission of the runner's pool, from the next day on. */
export async function announceCommission(client: Client, parameters: AnnounceCommissionParameters): Promise<Written> {
  const { pool, overrides } = parameters;
  const args = [poolNumber(pool), uint(parameters.commission, { name: "commission", bits: 16 })] as const;
  return write(client, { contract: "staking", name: "announceCommission", args, overrides });
}

export interface SetCandidateParameters extends WriteParameters {
  readonly isCandidate: boolean;
}

/**
 * Lets the runner's pool be elected, or not, from the next day on.
 * @example
 * await setCandidate(client, { isCandidate: true });
 */
export async function setCandidate(client: Client, parameters: SetCandidateParameters): Promise<Written> {
  const { isCandidate, overrides } = parameters;
  return write(client, { contract: "election", name: "setCandidate", args: [isCandidate], overrides });
}

export interface NominateParameters extends WriteParameters {
  /** At most eight; none takes all nominations back. */
  readonly pools: readonly number[];
}

/**
 * Nominates operators with what the runner has in the neutral pool, from the next day on.
 * Throws `GridwattError`, e.g. "TooManyNominations", "NotNominable".
 * @example
 * await nominate(client, { pools: [1, 2, 5] });
 */
export async function nominate(client: Client, { pools, overrides }: NominateParameters): Promise<Written> {
  if (new Set(pools).size !== pools.length) throw new ParameterError("Every pool is nominated once.");
  return write(client, { contract: "election", name: "nominate", args: [bitsOfPools(pools)], overrides });
}
