import { rootSigner, type Client, type SlotRoot } from "@gridwatt/sdk";

import type { Proposal } from "./wire.ts";

/** The operators that the chain knows, and the digest of them that roots are bound to. */
export interface Operators {
  readonly operators: readonly string[];
  readonly configuration: string;
}

/** Whether so many signers are more than two thirds of the operators, as the chain counts. */
export function isQuorum(signers: number, operators: number): boolean {
  return 3 * signers > 2 * operators;
}

/**
 * The operator who signed a root in a proposal; undefined where the proposal is about another root or sequence, is not
 * signed, or not by an operator.
 */
export function signerOf(
  client: Pick<Client, "deployment">,
  of: {
    readonly proposal: Proposal;
    readonly root: SlotRoot;
    readonly operators: readonly string[];
  },
): string | undefined {
  const { root, operators } = of;
  const { signed } = of.proposal;
  const isSame = signed?.sequence === root.sequence && signed.configuration === root.configuration;
  if (!isSame || of.proposal.root !== root.root) return undefined;
  return operatorBy(operators, () => rootSigner(client, root, signed.signature));
}

/** The operator whom a signature tells; undefined where it tells somebody else, or nobody. */
export function operatorBy(operators: readonly string[], recover: () => string): string | undefined {
  try {
    const signer = recover();
    return operators.find((operator) => operator === signer);
  } catch {
    return undefined;
  }
}

/** How many others come before an operator to submit a slot's root: each slot begins with another one. */
export function turnOf(operator: string, of: { readonly slot: number; readonly operators: readonly string[] }): number {
  const { operators, slot } = of;
  const place = operators.indexOf(operator);
  if (place < 0) return operators.length;
  return (place - (slot % operators.length) + operators.length) % operators.length;
}
