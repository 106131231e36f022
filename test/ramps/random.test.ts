import assert from "node:assert/strict";

import fc from "fast-check";
import { id as hash, MaxUint256 } from "ethers";
import { network } from "hardhat";

import { CONFIRM_WITHIN } from "../helpers/ramps.ts";
import { callOf, endOfWait, move, VERBS, type Move } from "./moves.ts";
import { isOpen } from "./redemptions.ts";
import { buildStage } from "./stage.ts";
import { Twin } from "./twin.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const RUNS = DEEP ? 30 : 6;
const MOVES = DEEP ? 900 : 600;

/** Every error that a caller can meet. */
const ERRORS = [
  "AccessManagedUnauthorized",
  "AttestationFromFuture",
  "AttestationNotNewer",
  "AttestationTooOld",
  "NoDocument",
  "NoQuorum",
  "ReserveGrowthTooFast",
  "ZeroAmount",
  "NoReference",
  "ReferenceUsed",
  "MintLimitExceeded",
  "MintIsPaused",
  "PauseTooSoon",
  "ReserveStale",
  "ReserveExceeded",
  "ERC7943CannotSend",
  "ERC7943CannotReceive",
  "ERC7943InsufficientUnfrozenBalance",
  "ERC20InsufficientBalance",
  "ERC20InsufficientAllowance",
  "EscrowFrozen",
  "NoLegalOrder",
  "InvalidRedemption",
  "NoPayee",
  "WrongState",
  "NotYetDue",
  "HolderFrozen",
  "NothingToPay",
  "LengthMismatch",
  "NotHolder",
  "DeadlineNotOver",
];

/** Random calls; at last, with everybody frozen and nothing in reserve, everybody takes back what is open. */
async function campaign(moves: readonly Move[]): Promise<Twin> {
  const connection = await network.create();
  const stage = await buildStage(connection);
  const { cast } = stage;
  const twin = new Twin(stage);
  for (const drawn of moves) {
    const { verb } = drawn;
    const scene = () => ({ ...drawn, state: twin.model.state, cast });
    if (verb === "wait") await twin.wait(endOfWait(scene()));
    else await twin.play(() => callOf({ ...scene(), verb }));
  }
  await twin.wait(twin.model.state.now + 1n);
  await twin.play(() => {
    const report = { amount: 0n, asOf: twin.model.state.now - 1n, document: hash("nothing"), signers: cast.attestors };
    return { verb: "attest", by: cast.governor, ...report };
  });
  for (const account of cast.holders) {
    await twin.play(() => ({ verb: "setFrozenTokens", by: cast.freezer, account, amount: MaxUint256 }));
  }
  await twin.wait(twin.model.state.now + CONFIRM_WITHIN + 1n);
  for (const [at, redemption] of twin.model.state.redemptions.entries()) {
    if (isOpen(redemption)) await twin.play(() => ({ verb: "takeBack", by: redemption.holder, id: BigInt(at + 1) }));
  }
  assert(!twin.model.state.redemptions.some(isOpen), "a redemption is open after all deadlines");
  await connection.close();
  return twin;
}

describe("WATT and its ramps against the reference model", () => {
  it("agree on every balance, limit, payout and refusal", async function () {
    this.timeout(3_600_000);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.array(move, { minLength: MOVES, maxLength: MOVES })), async (moves) => {
        for (const [name, count] of (await campaign(moves)).seen) seen.set(name, (seen.get(name) ?? 0) + count);
      }),
      { numRuns: RUNS, seed: 20_261_128, endOnFailure: !DEEP },
    );
    // The campaigns really did everything, and met every refusal.
    for (const [names, least] of [
      [VERBS, RUNS],
      [ERRORS, RUNS / 2],
    ] as const) {
      for (const name of names) assert((seen.get(name) ?? 0) >= least, `${name}: ${seen.get(name) ?? 0} times`);
    }
  });
});
