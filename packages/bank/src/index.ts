export type { Account, Credit } from "./entry.ts";
export { EntryError, PaymentFileError, StatementError } from "./errors.ts";
export {
  mintRequests,
  type MintRequest,
  type MintRequests,
  type MintRequestsParameters,
  type PaymentReference,
} from "./mint-requests.ts";
export {
  endToEndIdOf,
  writePaymentFile,
  type Party,
  type PaymentFileParameters,
  type Redemption,
} from "./payment-file.ts";
export { bankReference, type BankReferenceParts } from "./reference.ts";
export { readStatement, type Statement } from "./statement.ts";
