import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import type { NetworkConnection } from "hardhat/types/network";

import type { MeterSigner } from "./metering.ts";
import { COMPENSATION, deploySlasher, type Slashable } from "./slasher.ts";

/** {tick} The pair is this and 0. */
export const SHORT = 30;
/** {unit} Account 1 was charged for 150 Wh where it used 20. */
export const LOSS = 30n * 130n;

/** The false root of a slot, with which accounts 1 and 2 were settled, has become final; its offence was executed. */
export async function deployLoss(
  connection: NetworkConnection,
  { short = SHORT, compensation = COMPENSATION }: { readonly short?: number; readonly compensation?: bigint } = {},
) {
  const f = await deploySlasher(connection);
  const { m, slasher } = f;
  await slasher.setCompensation(compensation);
  const { tree, ...rest } = await openAndAttest(f, { short });
  await m.exchange.settle(rest.slot, [1, 2], [], tree.show([1, 2]));
  const offence = await punish(f, await f.prove(rest.shown));
  const close = async () => m.time.increaseTo((await slasher.potOf(1)).closesAt);
  return { ...f, ...rest, offence, spans: [await f.signed(rest.slot)], close };
}

/** A slot that is over, with a false root. */
export async function openAndAttest(
  f: Slashable,
  { short = SHORT, ...of }: { readonly short?: number } & Parameters<Slashable["attested"]>[1] = {},
) {
  const { m } = f;
  const slot = (await m.slotNow()) + 2;
  await m.exchange.openSlots([{ slot, long: 0, short }]);
  await m.time.increaseTo((slot + 1) * 900);
  const attested = await f.attested(slot, of);
  await m.oracle.submitRoot(...(await f.root({ slot, root: attested.tree.root })));
  return { slot, ...attested };
}

/** Reports a fault that is proven, and executes the offence. */
export async function punish({ m, slasher, former, exposures }: Slashable, fault: string): Promise<string> {
  const offence = await slasher.reportFalseRoot.staticCall(fault, former);
  await slasher.reportFalseRoot(fault, former);
  await m.time.increaseTo((await slasher.offenceOf(offence)).executableAt);
  await slasher.execute(offence, exposures);
  return offence;
}

/** What tells what a meter from 3 on signed of a slot: that it used so much. */
export function usedOf({ m }: Slashable, slot: number, signers: readonly MeterSigner[]) {
  return async (meter: number, wh: bigint) => {
    const [begin, end] = [0n, wh].map((importRegister, at) =>
      m.reading({ meter, slot: slot + at, importRegister, sequence: BigInt(at) }),
    );
    const signer = signers[meter - 3];
    if (begin === undefined || end === undefined || signer === undefined) throw new Error("no meter");
    const sign = async (reading: typeof begin) => signer.sign(await m.meters.digestOf(reading));
    return { begin, beginSignature: await sign(begin), end, endSignature: await sign(end) };
  };
}

/** What is told of a loss of account 1 {unit}. */
export const toldOf = (slot: number, units: bigint, call: unknown = anyValue) =>
  [1n, 1n, BigInt(slot), units, units * COMPENSATION, call] as const;
