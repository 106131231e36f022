import type { Abi, ErrorArguments, ErrorName } from "../internal/abi.ts";

/** A sentence for each error of a contract but those that another list has. */
export type Sentences<A extends Abi, Except> = {
  readonly [N in Exclude<ErrorName<A>, Except | `AccessManaged${string}`>]: (args: ErrorArguments<A, N>) => string;
};

/** What OpenZeppelin's helpers of texts and checkpoints raise. */
export type Texts = "InvalidShortString" | "StringTooLong" | "CheckpointUnorderedInsertion";
