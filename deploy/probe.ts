import { toGridwattError } from "@gridwatt/sdk";
import type { FunctionFragment, Interface, Provider } from "ethers";
import { AbiCoder, ZeroHash } from "ethers";

/** Nobody's address: what it is refused for, everybody without a role is. */
const STRANGER = "0x00000000000000000000000000000000DeaDBeef";
/** How many blocks a public node is asked for at once. */
const LOG_RANGE = 10_000;

/** A contract that is looked at from outside. */
export interface Probed {
  readonly provider: Provider;
  readonly address: string;
  readonly face: Interface;
}

/** The functions that refuse a stranger by an error of a name. */
export async function refusingBy(probed: Probed, error: string): Promise<Set<string>> {
  const verbs = probed.face.fragments.filter(
    (fragment): fragment is FunctionFragment =>
      fragment.type === "function" && !(fragment as FunctionFragment).constant,
  );
  const refusals = await Promise.all(verbs.map((fragment) => refusalOf(probed, fragment)));
  return new Set(verbs.filter((_, at) => refusals[at] === error).map(({ name }) => name));
}

/** All events since a block, asked for in parts. */
export async function eventsSince<T>(
  { provider, startBlock }: { readonly provider: Provider; readonly startBlock: number },
  query: (from: number, to: number) => Promise<T[]>,
): Promise<T[]> {
  const last = await provider.getBlockNumber();
  const found: T[] = [];
  for (let from = startBlock; from <= last; from += LOG_RANGE) {
    found.push(...(await query(from, Math.min(last, from + LOG_RANGE - 1))));
  }
  return found;
}

/** That somebody was given a role, or lost it. */
export interface RoleEvent<R> {
  readonly event: { readonly blockNumber: number; readonly index: number };
  readonly role: R;
  readonly account: string;
}

/** Who holds which role, by all that was told of it. */
export function membersBy<R>(told: {
  readonly granted: readonly RoleEvent<R>[];
  readonly revoked: readonly RoleEvent<R>[];
}): Map<R, Set<string>> {
  const all = [
    ...told.granted.map((one) => ({ ...one, grants: true })),
    ...told.revoked.map((one) => ({ ...one, grants: false })),
  ];
  all.sort((a, b) => a.event.blockNumber - b.event.blockNumber || a.event.index - b.event.index);
  const members = new Map<R, Set<string>>();
  for (const { role, account, grants } of all) {
    const holders = members.get(role) ?? new Set<string>();
    members.set(role, holders);
    if (grants) holders.add(account);
    else holders.delete(account);
  }
  return members;
}

async function refusalOf({ provider, address, face }: Probed, fragment: FunctionFragment): Promise<string | null> {
  const data = face.encodeFunctionData(fragment, fragment.inputs.map(zeroOf));
  try {
    await provider.call({ from: STRANGER, to: address, data });
    return null;
  } catch (error) {
    return toGridwattError(error).name;
  }
}

/** The zero of a type: enough for a call to get as far as its check of the caller. */
function zeroOf(type: FunctionFragment["inputs"][number]): unknown {
  if (type.isArray()) return type.arrayLength === -1 ? [] : Array(type.arrayLength).fill(zeroOf(type.arrayChildren));
  if (type.isTuple()) return type.components.map(zeroOf);
  if (type.type === "bytes") return "0x";
  if (type.type === "string") return "";
  return AbiCoder.defaultAbiCoder().decode([type], ZeroHash)[0] as unknown;
}
