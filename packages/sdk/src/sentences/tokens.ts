import { ABIS } from "../generated/index.ts";
import type { ErrorArguments, ErrorName } from "../internal/abi.ts";
import { base, time, tokens } from "./words.ts";

type LibraryAbi = typeof ABIS.authority | typeof ABIS.watt | typeof ABIS.grid;
type Shared = typeof ABIS.exchange;

/** What OpenZeppelin's contracts raise. */
type Name =
  ErrorName<LibraryAbi> | "ReentrancyGuardReentrantCall" | "SafeERC20FailedOperation" | "SafeCastOverflowedIntToUint";

type Arguments<N> = N extends ErrorName<LibraryAbi> ? ErrorArguments<LibraryAbi, N> : ErrorArguments<Shared, N>;

/** What each error of the tokens, the access manager and OpenZeppelin's helpers means. */
export const TOKEN_SENTENCES: { readonly [N in Name]: (args: Arguments<N>) => string } = {
  ERC20InsufficientAllowance: ({ allowance, needed }) =>
    `The spender may move ${tokens(allowance)} of the ${tokens(needed)} tokens needed: approve more first.`,
  ERC20InsufficientBalance: ({ sender, balance, needed }) =>
    `${sender} has ${tokens(balance)} of the ${tokens(needed)} tokens needed.`,
  ERC20InvalidApprover: ({ approver }) => `${approver} cannot approve anything.`,
  ERC20InvalidReceiver: ({ receiver }) => `${receiver} cannot receive this payment.`,
  ERC20InvalidSender: ({ sender }) => `${sender} cannot pay.`,
  ERC20InvalidSpender: ({ spender }) => `${spender} cannot be a spender.`,
  ERC20InvalidCap: () => "A token's cap is above zero.",
  ERC20ExceededCap: ({ increasedSupply, cap }) =>
    `The supply of ${base(increasedSupply, "GRID")} would pass the cap of ${base(cap, "GRID")}.`,
  ERC20ExceededSafeSupply: ({ increasedSupply, cap }) =>
    `The supply of ${base(increasedSupply, "GRID")} would pass what votes can count, ${base(cap, "GRID")}.`,
  ERC2612ExpiredSignature: ({ deadline }) => `The permit was good until ${time(deadline)}.`,
  ERC2612InvalidSigner: ({ signer, owner }) => `The permit was signed by ${signer}, not by ${owner}.`,
  ERC3009InvalidAuthorizationTime: ({ validAfter, validBefore }) =>
    `The payment is good only after ${time(validAfter)} and before ${time(validBefore)}.`,
  ERC3009InvalidSignature: () => "The payment's signature is not one of its payer.",
  ERC3009UsedAuthorization: ({ authorizer }) => `This payment of ${authorizer} has been made or cancelled.`,
  ERC5805FutureLookup: ({ timepoint }) => `Votes at ${time(timepoint)} are not known yet.`,
  ERC6372InconsistentClock: () => "The token's clock is inconsistent.",
  VotesExpiredSignature: ({ expiry }) => `The delegation was good until ${time(expiry)}.`,
  CheckpointUnorderedInsertion: () => "A checkpoint would lie before the latest.",
  InvalidAccountNonce: ({ account, currentNonce }) => `The next signature of ${account} has the nonce ${currentNonce}.`,
  InvalidCurrency: ({ currency }) => `${JSON.stringify(currency)} is no currency: name it by three capital letters.`,
  ERC7943CannotSend: ({ account }) => `${account} is frozen and cannot pay.`,
  ERC7943CannotReceive: ({ account }) => `${account} is frozen and cannot be paid.`,
  ERC7943InsufficientUnfrozenBalance: ({ account, amount, unfrozen }) =>
    `${account} may move ${base(unfrozen)} of the ${base(amount)}: the rest is frozen.`,
  EscrowFrozen: ({ account }) => `${account} holds others' money and is not frozen or taken from.`,
  EscrowWithoutCode: ({ account }) => `There is no contract at ${account} that could hold others' money.`,
  NoLegalOrder: () => "A forced transfer names the legal order it rests on.",
  NoReserve: () => "Nobody attests a reserve behind this WATT: none can be made.",
  NoCompliance: () => "Nobody says for whom this WATT may be made.",
  MintIsPaused: ({ until }) => `No WATT is made until ${time(until)}.`,
  PauseTooSoon: ({ nextFrom }) => `The next pause can begin at ${time(nextFrom)}.`,
  InvalidShortString: () => "A text within the contract is broken.",
  StringTooLong: ({ str }) => `The text ${JSON.stringify(str)} is too long.`,
  ECDSAInvalidSignature: () => "The signature is invalid.",
  ECDSAInvalidSignatureLength: ({ length }) => `A signature of ${length} bytes is invalid.`,
  ECDSAInvalidSignatureS: () => "The signature is invalid: its s is too high.",
  AccessManagedUnauthorized: ({ caller }) => `${caller} has no role that allows this.`,
  AccessManagedRequiredDelay: ({ delay }) => `This call must be scheduled ${delay} seconds ahead.`,
  AccessManagedInvalidAuthority: ({ authority }) => `${authority} cannot be an authority.`,
  AccessManagerAlreadyScheduled: () => "This operation is scheduled already.",
  AccessManagerBadConfirmation: () => "A role is renounced by its holder only.",
  AccessManagerExpired: () => "This operation was not executed in time: schedule it again.",
  AccessManagerInvalidInitialAdmin: ({ initialAdmin }) => `${initialAdmin} cannot be the first admin.`,
  AccessManagerLockedFunction: () => "Who may call this function cannot be changed.",
  AccessManagerLockedRole: ({ roleId }) => `Role ${roleId} cannot be changed.`,
  AccessManagerNotReady: () => "This operation's delay has not passed yet.",
  AccessManagerNotScheduled: () => "This operation is not scheduled.",
  AccessManagerUnauthorizedAccount: ({ msgsender, roleId }) => `${msgsender} does not have role ${roleId}.`,
  AccessManagerUnauthorizedCall: ({ caller }) => `${caller} has no role that allows this.`,
  AccessManagerUnauthorizedCancel: ({ msgsender }) => `${msgsender} may not cancel this operation.`,
  AccessManagerUnauthorizedConsume: ({ target }) => `${target} may not consume this operation.`,
  AddressEmptyCode: ({ target }) => `There is no contract at ${target}.`,
  FailedCall: () => "A call within the contract failed.",
  InsufficientBalance: ({ balance, needed }) => `The contract has ${balance} wei of the ${needed} needed.`,
  SafeCastOverflowedUintDowncast: ({ value }) => `The number ${value} is too large.`,
  SafeCastOverflowedIntToUint: ({ value }) => `The number ${value} is below zero.`,
  SafeERC20FailedOperation: ({ token }) => `The token ${token} did not move.`,
  ReentrancyGuardReentrantCall: () => "The contract was called again within a call.",
};
