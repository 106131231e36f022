import { Interface, type ErrorDescription, type JsonFragment } from "ethers";

import { ABIS } from "./generated/index.ts";
import { GridwattError, type ErrorFields } from "./gridwatt-error.ts";
import { AREA_SENTENCES, FEE_ROUTER_SENTENCES, REGISTRY_SENTENCES } from "./sentences/area.ts";
import { COMPLIANCE_SENTENCES, IDENTITY_SENTENCES, RECOVERY_SENTENCES } from "./sentences/compliance.ts";
import { EXCHANGE_SENTENCES } from "./sentences/exchange.ts";
import { GOVERNOR_SENTENCES, TIMELOCK_SENTENCES, VOTES_SENTENCES } from "./sentences/governance.ts";
import {
  METER_SENTENCES,
  OPERATOR_SET_SENTENCES,
  ORACLE_SENTENCES,
  SETTLEMENT_SENTENCES,
} from "./sentences/metering.ts";
import { ON_RAMP_SENTENCES, REDEMPTION_SENTENCES, RESERVE_SENTENCES } from "./sentences/ramps.ts";
import { ATTENDANCE_SENTENCES, SLASHER_SENTENCES } from "./sentences/slashing.ts";
import { DISCOUNT_SENTENCES, HOST_SENTENCES } from "./sentences/hosts.ts";
import { ELECTION_SENTENCES, STAKING_SENTENCES } from "./sentences/staking.ts";
import { TOKEN_SENTENCES } from "./sentences/tokens.ts";
import { INCENTIVE_SENTENCES, PURSE_SENTENCES, REWARDS_RESERVE_SENTENCES } from "./sentences/treasury.ts";

/** One sentence for every custom error of the contracts. */
export const SENTENCES = {
  ...TOKEN_SENTENCES,
  ...AREA_SENTENCES,
  ...REGISTRY_SENTENCES,
  ...FEE_ROUTER_SENTENCES,
  ...METER_SENTENCES,
  ...ORACLE_SENTENCES,
  ...OPERATOR_SET_SENTENCES,
  ...SETTLEMENT_SENTENCES,
  ...EXCHANGE_SENTENCES,
  ...RESERVE_SENTENCES,
  ...ON_RAMP_SENTENCES,
  ...REDEMPTION_SENTENCES,
  ...IDENTITY_SENTENCES,
  ...RECOVERY_SENTENCES,
  ...COMPLIANCE_SENTENCES,
  ...STAKING_SENTENCES,
  ...ELECTION_SENTENCES,
  ...GOVERNOR_SENTENCES,
  ...TIMELOCK_SENTENCES,
  ...VOTES_SENTENCES,
  ...REWARDS_RESERVE_SENTENCES,
  ...PURSE_SENTENCES,
  ...INCENTIVE_SENTENCES,
  ...SLASHER_SENTENCES,
  ...ATTENDANCE_SENTENCES,
  ...HOST_SENTENCES,
  ...DISCOUNT_SENTENCES,
} as const;

/** A custom error of the contracts. */
export type ContractErrorName = keyof typeof SENTENCES;

/** A custom error of the contracts with its arguments. */
export type ContractError<Name extends ContractErrorName> = GridwattError & {
  readonly name: Name;
  readonly args: Parameters<(typeof SENTENCES)[Name]>[0];
};

/**
 * Whether a failure is a certain custom error of the contracts; then its arguments are typed.
 * @example
 * if (isContractError(error, "InsufficientFree")) console.log(error.args.needed);
 */
export function isContractError<Name extends ContractErrorName>(
  error: unknown,
  name: Name,
): error is ContractError<Name> {
  return error instanceof GridwattError && error.name === name;
}

/** The provider is on another chain than the deployment. */
export class WrongNetworkError extends GridwattError {
  constructor({ expected, actual }: { expected: number; actual: number }) {
    const message = `The wallet or node is on chain ${actual}, and this market is on chain ${expected}.`;
    super("WrongNetwork", { message, args: { expected, actual } });
  }
}

const FRAGMENTS: readonly JsonFragment[] = Object.values(ABIS).flatMap((abi: readonly JsonFragment[]) =>
  abi.filter(({ type }) => type === "error"),
);
const ERRORS = new Interface([...new Map(FRAGMENTS.map((error) => [JSON.stringify(error), error])).values()]);

/** What wallets and nodes say in other ways than by revert data, by ethers' code or by words of the message. */
const CALL_FAILURES: readonly { name: string; code: string; words: RegExp; message: string }[] = [
  {
    name: "InsufficientGasMoney",
    code: "INSUFFICIENT_FUNDS",
    words: /insufficient funds|enough funds to send tx|sender doesn't have enough funds/i,
    message: "The wallet has too little of the chain's own currency to pay for gas.",
  },
  {
    name: "Rejected",
    code: "ACTION_REJECTED",
    words: /user (rejected|denied)/i,
    message: "The request was rejected in the wallet.",
  },
  {
    name: "NonceConflict",
    code: "NONCE_EXPIRED",
    words: /nonce too low|nonce has already been used|replacement transaction underpriced/i,
    message: "Another transaction of this wallet came first: try again.",
  },
  {
    name: "OutOfGas",
    code: "",
    words: /out of gas|gas required exceeds|exceeds transaction gas cap|transaction gas limit/i,
    message: "The call needs more gas than a transaction may have: split it.",
  },
  {
    name: "TooManyRequests",
    code: "",
    words: /too many requests|rate limit|request limit|compute units/i,
    message: "The node takes no more requests for now: try again later, or use another one.",
  },
  {
    name: "Unreachable",
    code: "NETWORK_ERROR",
    words: /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|could not detect network|fetch failed|cannot connect/i,
    message: "The node cannot be reached: is its address right, and does it run?",
  },
];

/**
 * Tells any failure of a call in one plain sentence.
 * @param error what ethers, Hardhat, a wallet or a node threw
 * @returns the contract's error with its arguments where there is revert data, else the reason that can be found;
 * a `GridwattError` as it is
 * @example
 * try { ... } catch (error) { console.error(toGridwattError(error).message); }
 */
export function toGridwattError(error: unknown): GridwattError {
  if (error instanceof GridwattError) return error;
  const data = revertDataOf(error);
  if (data !== null) return ofRevert(data, error);
  const { codes, texts } = partsOf(error);
  const failure = CALL_FAILURES.find(
    ({ code, words }) => codes.includes(code) || texts.some((text) => words.test(text)),
  );
  if (failure !== undefined) return new GridwattError(failure.name, { message: failure.message, cause: error });
  if (codes.includes("CALL_EXCEPTION") || texts.some((text) => /revert/i.test(text))) return ofRevert("0x", error);
  const [text = "An unknown failure."] = texts;
  return new GridwattError("Unexpected", { message: text.split("\n")[0] ?? text, cause: error });
}

function ofRevert(data: string, cause: unknown): GridwattError {
  const found = parse(data);
  if (found === null) {
    return new GridwattError("Reverted", { message: "The contract refused the call without a reason.", cause });
  }
  const [first] = found.args as unknown as [unknown];
  if (found.name === "Error") {
    return new GridwattError("Reverted", { message: `The contract refused: ${String(first)}`, cause });
  }
  if (found.name === "Panic") {
    return new GridwattError("Panic", { message: `The contract failed with panic code ${String(first)}.`, cause });
  }
  const args = found.args.toObject(true) as ErrorFields;
  const sentence = SENTENCES[found.name as ContractErrorName] as (args: ErrorFields) => string;
  return new GridwattError(found.name, { message: sentence(args), args, cause });
}

function parse(data: string): ErrorDescription | null {
  try {
    return ERRORS.parseError(data);
  } catch {
    return null;
  }
}

/** The revert data within an error, wherever a node, Hardhat or ethers puts it; null where there is none. */
function revertDataOf(error: unknown): string | null {
  for (const part of walk(error)) {
    const data = part["data"];
    if (typeof data !== "string") continue;
    // Some nodes put words before it, e.g. "Reverted 0x...".
    const [found] = /0x(?:[0-9a-fA-F]{2}){4,}$/.exec(data) ?? [];
    if (found !== undefined) return found;
  }
  return null;
}

function partsOf(error: unknown): { codes: unknown[]; texts: string[] } {
  const parts = walk(error);
  const texts = parts.flatMap((part) => [part["shortMessage"], part["message"], part["code"]]);
  return {
    codes: parts.map((part) => part["code"]),
    texts: typeof error === "string" ? [error] : texts.filter((text): text is string => typeof text === "string"),
  };
}

const INNER = ["data", "error", "info", "cause", "originalError", "body"] as const;

/** The error and all that lies within it, outer parts first. */
function walk(error: unknown): Record<string, unknown>[] {
  const parts: Record<string, unknown>[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && parts.length < 20) {
    const part = waiting.shift();
    if (typeof part !== "object" || part === null || parts.includes(part as Record<string, unknown>)) continue;
    parts.push(part as Record<string, unknown>);
    for (const name of INNER) waiting.push((part as Record<string, unknown>)[name]);
  }
  return parts;
}
