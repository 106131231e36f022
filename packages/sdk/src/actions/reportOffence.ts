import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { openedLeaf, signedReading, type OpenedLeaf } from "../internal/shown.ts";
import { slotNumber } from "../order.ts";
import { getElectedSets, type ElectedSet } from "./getOffences.ts";
import type { SignedReading } from "./signReading.ts";
import { rootSigner, type SlotRoot } from "./signRoot.ts";

export interface CommitReportParameters extends WriteParameters {
  /** As "NotCommitted" tells it, with which the report is refused that is not committed to. */
  readonly commitment: string;
}

/**
 * Commits to a report, which can be made by the same wallet a minute later: nobody who sees it then can be first.
 * @example
 * try {
 *   await reportTwoRoots(client, { roots });
 * } catch (error) {
 *   if (!isContractError(error, "NotCommitted") || error.args.since > 0n) throw error;
 *   await commitReport(client, error.args);
 * }
 */
export function commitReport(client: Client, { commitment, overrides }: CommitReportParameters): Promise<Written> {
  return write(client, { contract: "oracle", name: "commit", args: [commitment], overrides });
}

export interface AccuseRootParameters extends WriteParameters {
  readonly attested: OpenedLeaf;
  /** What the meter signed of the slot's begin or end instead. */
  readonly reading: SignedReading;
}
export interface AccuseRootReturnType extends Written {
  /** By which it is convicted, when the time to defend is over. */
  readonly fault: string;
}

/**
 * Accuses a root of having attested other registers than a meter signed. Anyone may who has committed to it by
 * `commitReport`, and has the reporter's share.
 * Throws `GridwattError`, e.g. "NoContradiction", "FaultKnown", "NotCommitted".
 * @example
 * const { fault } = await accuseRoot(client, { attested, reading });
 */
export async function accuseRoot(client: Client, parameters: AccuseRootParameters): Promise<AccuseRootReturnType> {
  const { attested, reading, overrides } = parameters;
  const args = [openedLeaf(attested), ...signedReading(reading)] as const;
  return accused(await write(client, { contract: "oracle", name: "accuse", args, overrides }));
}

export type AccuseNetParameters = Omit<AccuseRootParameters, "reading">;

/**
 * Accuses a root of which a leaf contradicts itself: its net is not the sum of its registers, or a meter of the account is
 * left out. It needs no reading, nobody can defend it, and it can be convicted at once. Otherwise as `accuseRoot`.
 * Throws `GridwattError`, e.g. "NetNotFalse", "FaultKnown", "NotCommitted".
 * @example
 * const { fault } = await accuseNet(client, { attested });
 */
export async function accuseNet(client: Client, parameters: AccuseNetParameters): Promise<AccuseRootReturnType> {
  const { attested, overrides } = parameters;
  const args = [openedLeaf(attested)] as const;
  return accused(await write(client, { contract: "oracle", name: "accuseNet", args, overrides }));
}

function accused(written: Written): AccuseRootReturnType {
  const [event] = eventsNamed(written.events, "FaultAccused");
  if (event === undefined) throw new GridwattError("NotAccused", { message: "The oracle told of no fault." });
  return { ...written, fault: event.fault };
}

export interface DefendRootParameters extends WriteParameters {
  readonly fault: string;
  /** What the meter signed that equals what was attested. */
  readonly reading: SignedReading;
}

/**
 * Clears the operators of a fault, within a day: the meter signed two readings. Anyone may.
 * Throws `GridwattError`, e.g. "NoDefence", "FaultNotOpen".
 * @example
 * await defendRoot(client, { fault, reading });
 */
export function defendRoot(client: Client, { fault, reading, overrides }: DefendRootParameters): Promise<Written> {
  const args = [fault, ...signedReading(reading)] as const;
  return write(client, { contract: "oracle", name: "defend", args, overrides });
}

export interface ConvictRootParameters extends WriteParameters {
  readonly fault: string;
}

/**
 * Convicts a root that nobody has defended in time. Anyone may.
 * Throws `GridwattError`, e.g. "DefenceOpen".
 * @example
 * await convictRoot(client, { fault });
 */
export function convictRoot(client: Client, { fault, overrides }: ConvictRootParameters): Promise<Written> {
  return write(client, { contract: "oracle", name: "convict", args: [fault], overrides });
}

export interface AccuseDeviceParameters extends WriteParameters {
  /** Two readings of one boundary that a meter signed. */
  readonly readings: readonly [SignedReading, SignedReading];
}

/**
 * Shows that a meter signed two readings of one boundary: losses that are shown by it can be refuted. Anyone may.
 * Throws `GridwattError`, e.g. "NoContradiction".
 * @example
 * await accuseDevice(client, { readings: [first, second] });
 */
export function accuseDevice(client: Client, { readings, overrides }: AccuseDeviceParameters): Promise<Written> {
  const args = [...signedReading(readings[0]), ...signedReading(readings[1])] as const;
  return write(client, { contract: "oracle", name: "accuseDevice", args, overrides });
}

export interface ReportReturnType extends Written {
  /** By which it is executed after the time for appeals. */
  readonly offence: string;
}
export interface ReportFalseRootParameters extends WriteParameters {
  /** That is proven. */
  readonly fault: string;
  /** Of whom some signed the root, by `getElectedSets`. */
  readonly set: ElectedSet;
}

/**
 * Records that operators signed a false root. Anyone may; who accused is its reporter.
 * Throws `GridwattError`, e.g. "FaultNotProven", "RootNotSigned", "OffenceKnown".
 * @example
 * for (const set of await getElectedSets(client)) await reportFalseRoot(client, { fault, set });
 */
export async function reportFalseRoot(client: Client, of: ReportFalseRootParameters): Promise<ReportReturnType> {
  const args = [of.fault, formerSet(of.set)] as const;
  return reported(await write(client, { contract: "slasher", name: "reportFalseRoot", args, overrides: of.overrides }));
}

/** A root with an operator's signature. */
export interface SignedRoot extends SlotRoot {
  readonly signature: string;
}
export interface ReportTwoRootsParameters extends WriteParameters {
  /** Two roots for one slot, sequence and set of operators that one of them signed. */
  readonly roots: readonly [SignedRoot, SignedRoot];
}

/**
 * Records that an operator signed two roots for one slot and sequence; the runner, who has committed to it by
 * `commitReport`, is its reporter.
 * Throws `ParameterError` where they are not that, `GridwattError`, e.g. "SetNotElected", "NotCommitted", "OffenceKnown".
 * @example
 * const { offence } = await reportTwoRoots(client, { roots: [first, second] });
 */
export async function reportTwoRoots(client: Client, of: ReportTwoRootsParameters): Promise<ReportReturnType> {
  const [first, second] = of.roots;
  const [operator, other] = of.roots.map((root) => signerOfRoot(client, root));
  const slot = slotNumber(first.slot);
  const isTwo = first.sequence === second.sequence && first.configuration === second.configuration;
  if (operator === undefined || operator !== other || slot !== slotNumber(second.slot) || !isTwo) {
    throw new ParameterError("These are not two roots that one operator signed for one slot, sequence and set.");
  }
  const set = (await getElectedSets(client)).find(({ configuration }) => configuration === first.configuration);
  if (set === undefined || !set.operators.includes(operator)) {
    throw new ParameterError(`${operator} was no elected operator of the set that the roots are signed with.`);
  }
  const roots = {
    ...{ slot, sequence: first.sequence, place: set.operators.indexOf(operator) },
    ...{ first: first.root, firstSignature: first.signature, second: second.root, secondSignature: second.signature },
  };
  const args = [roots, formerSet(set)] as const;
  return reported(await write(client, { contract: "slasher", name: "reportTwoRoots", args, overrides: of.overrides }));
}

/** Undefined where nobody has signed it. */
function signerOfRoot(client: Client, root: SignedRoot): string | undefined {
  try {
    return rootSigner(client, root, root.signature);
  } catch {
    return undefined;
  }
}

function formerSet({ version, operators }: ElectedSet) {
  return { version, operators: [...operators] };
}

function reported(written: Written): ReportReturnType {
  const [recorded] = eventsNamed(written.events, "OffenceRecorded");
  if (recorded === undefined) throw new GridwattError("NotRecorded", { message: "The slasher told of no offence." });
  return { ...written, offence: recorded.id };
}
