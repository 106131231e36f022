import type { NetworkConnection } from "hardhat/types/network";
import { id, parseEther, ZeroAddress } from "ethers";

import { domainOf, signTypedData } from "./typed-data.ts";

/** {s} How long an attestation counts, and how fast limits refill. */
export const MAX_AGE = 86_400n;
export const WINDOW = 86_400n;
/** By how much the reserve may grow at once; and what an operator of the on-ramp may make. */
export const GROWTH = parseEther("1000");
export const MINT_LIMIT = parseEther("600");
export const COIN = 10n ** 16n;
export const LEAST = parseEther("1");
/** {s} As the queue has them. */
export const [MARK_WITHIN, CONFIRM_WITHIN] = [3n * 86_400n, 14n * 86_400n];
const [MINTER, QUEUE] = [1n, 2n];

export interface AttestRequest {
  readonly amount: bigint;
  /** Default: the latest block's time. */
  readonly asOf?: bigint;
  readonly document?: string;
  /** How many of the four attestors sign; three are a quorum. */
  readonly signers?: number;
}

/** WATT with its reserve and ramps; the admin holds every role that no contract holds. Four attestors. */
export async function deployRamps({ ethers, networkHelpers }: NetworkConnection) {
  const [admin, alice, bob, stranger, ...others] = await ethers.getSigners();
  if (!admin || !alice || !bob || !stranger) throw new Error("too few accounts");
  const attestors = others.slice(0, 4).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const watt = await ethers.deployContract("WattToken", ["Gridwatt Euro", "WATT-EUR", "EUR", access]);
  const compliance = await ethers.deployContract("ComplianceMock");
  const set = await ethers.deployContract("QuorumSet", [access, attestors.map(({ address }) => address)]);
  const reserve = await ethers.deployContract("ReserveOracle", [access, watt, set, MAX_AGE, GROWTH, WINDOW]);
  const onRamp = await ethers.deployContract("OnRamp", [access, watt, MINT_LIMIT, WINDOW]);
  const queue = await ethers.deployContract("RedemptionQueue", [access, watt, reserve, COIN, LEAST]);
  await watt.setReserve(reserve);
  await watt.setCompliance(compliance);
  await watt.setEscrow(queue);
  await access.grantRole(MINTER, onRamp, 0);
  await access.setTargetFunctionRole(watt, [watt.mint.fragment.selector], MINTER);
  await access.grantRole(QUEUE, queue, 0);
  await access.setTargetFunctionRole(watt, [watt.burn.fragment.selector], QUEUE);
  await access.setTargetFunctionRole(reserve, [reserve.recordPaid.fragment.selector], QUEUE);
  const now = async () => BigInt(await networkHelpers.time.latest());

  /** What the attestors sign, and their signatures in order. */
  const sign = async ({ amount, asOf, document = id("statement"), signers = 3 }: AttestRequest) => {
    const attestation = { amount, asOf: asOf ?? (await now()), document };
    const message = { ...attestation, configuration: await set.configuration() };
    const domain = await domainOf(reserve);
    const signatures = await Promise.all(
      attestors.slice(0, signers).map((one) => signTypedData(one, { domain, type: "ReserveAttestation", message })),
    );
    return { attestation, signatures };
  };
  const attest = async (request: AttestRequest) => {
    const { attestation, signatures } = await sign(request);
    return reserve.connect(stranger).attest(attestation, signatures);
  };
  /** Attests that the reserve is as large as the supply with `amount` more, and makes that. */
  const fund = async (to: string, amount: bigint) => {
    const [backing, asOf] = [await reserve.backing(), await now()];
    await attest({ amount: backing + amount, asOf });
    await onRamp.mint(to, amount, id(`payment ${to} ${asOf}`));
  };
  const people = { admin, alice, bob, stranger, attestors, nobody: ZeroAddress };
  return { ...people, access, watt, compliance, set, reserve, onRamp, queue, now, sign, attest, fund };
}
