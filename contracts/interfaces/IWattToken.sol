// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICompliance} from "./ICompliance.sol";
import {IReserve} from "./IReserve.sol";

/// @title What issuer and authorities may do with WATT
/// @notice WATT is made within the attested reserve and destroyed by redemption. An authority can freeze an amount or an
/// account, and move WATT on a legal order after a delay that everybody sees; nobody can freeze the contracts in which
/// others' money lies. Names of freezing and forced transfers are those of ERC-7943.
interface IWattToken {
    /// @notice ERC-7943: WATT was moved without its holder.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    /// @notice ERC-7943: so much of an account is frozen.
    event Frozen(address indexed account, uint256 amount);
    /// @notice The order on which WATT was moved without its holder.
    /// @param legalOrder hash of the document
    event LegalOrderExecuted(bytes32 indexed legalOrder, address indexed from, address indexed to, uint256 amount);
    /// @notice This contract holds others' money: it cannot be frozen from now on.
    event EscrowSet(address indexed account);
    /// @notice Another reserve oracle says how much WATT there may be.
    event ReserveSet(address indexed reserve);
    /// @notice Somebody else says for whom WATT may be made.
    event WattComplianceSet(address indexed compliance);
    /// @notice No WATT can be made until this time {s}.
    event MintPaused(uint256 until);
    /// @notice WATT can be made again.
    event MintUnpaused();

    /**
     * @notice A currency is named by three capital letters, as in ISO 4217.
     * @param currency What was given instead.
     */
    error InvalidCurrency(string currency);
    /// @notice ERC-7943: the account is frozen.
    error ERC7943CannotSend(address account);
    /// @notice ERC-7943: the account is frozen.
    error ERC7943CannotReceive(address account);
    /// @notice ERC-7943: part of the account's WATT is frozen.
    /// @param unfrozen {wad} what it may move
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);
    /// @notice A contract that holds others' money cannot be frozen or taken from, nor made one while it is frozen.
    error EscrowFrozen(address account);
    /// @notice Escrow is a contract.
    error EscrowWithoutCode(address account);
    /// @notice A forced transfer names the order it rests on.
    error NoLegalOrder();
    /// @notice Nobody says how much WATT there may be.
    error NoReserve();
    /// @notice Nobody says for whom WATT may be made.
    error NoCompliance();
    /// @notice The guardian has stopped the making of WATT until this time {s}.
    error MintIsPaused(uint256 until);

    /// @notice Creates WATT, within the attested reserve. Role of the on-ramp.
    /// @param to who receives it
    /// @param amount {wad}
    function mint(address to, uint256 amount) external;

    /// @notice Destroys WATT of the caller. Role of the redemption queue.
    /// @param amount {wad}
    function burn(uint256 amount) external;

    /// @notice Names the reserve oracle. Role of governance.
    function setReserve(address reserve) external;

    /// @notice Names what says for whom WATT may be made. Role of governance.
    function setCompliance(address compliance) external;

    /// @notice Stops the making of WATT for 72 hours; not again within seven days after. Role of the guardian.
    function pauseMint() external;

    /// @notice Allows the making of WATT again. Role of governance.
    function unpauseMint() external;

    /// @notice Names a contract in which others' money lies, for good. Role of governance.
    function setEscrow(address account) external;

    /// @notice ERC-7943: freezes an amount of an account, 0 none, the highest number the account as such: it can then
    /// neither send nor receive, but gets out of escrow what is its own. Role of the freezer.
    /// @param amount {wad} all that is frozen from now on, whatever was before
    function setFrozenTokens(address account, uint256 amount) external returns (bool);

    /// @notice ERC-7943 with a reason: moves WATT without its holder, first what is not frozen; what is taken of the frozen
    /// amount is frozen no more. Role that acts after a delay only.
    /// @param amount {wad}
    /// @param legalOrder hash of the document that orders it
    function forcedTransfer(address from, address to, uint256 amount, bytes32 legalOrder) external returns (bool);

    /// @notice Moves all WATT of a wallet that is not frozen to its owner's next wallet. What is frozen stays where it is,
    /// for the authority that froze it. Role of key recovery.
    function recover(address from, address to) external;

    /// @notice ERC-7943: what of an account is frozen {wad}; it may be more than the account has.
    function getFrozenTokens(address account) external view returns (uint256);

    /// @notice ERC-7943: whether an account may send at all.
    function canSend(address account) external view returns (bool);

    /// @notice ERC-7943: whether an account may receive from anyone but escrow.
    function canReceive(address account) external view returns (bool);

    /// @notice ERC-7943: whether neither freeze nor balance stands against a transfer.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);

    /// @notice Whether this contract holds others' money and cannot be frozen.
    function isEscrow(address account) external view returns (bool);

    /// @notice The oracle that says how much WATT there may be.
    function reserve() external view returns (IReserve);

    /// @notice What says for whom WATT may be made.
    function compliance() external view returns (ICompliance);

    /// @notice {s} When WATT can be made again; 0 where it can be.
    function mintPausedUntil() external view returns (uint256);
}
