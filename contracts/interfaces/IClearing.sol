// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase, PricePair} from "./IExchangeBase.sol";

/// @title Clearing
/// @notice Verbs around the book: money, netting, opening of slots, fees and rules.
interface IClearing is IExchangeBase {
    // --- money ----------------------------------------------------------------------------------------------------

    /// @notice Moves WATT of the caller into an account's free funds.
    /// @param amount base units, a multiple of UNIT
    function deposit(uint32 account, uint256 amount) external;

    /// @notice As {deposit}, with an ERC-2612 permit for this contract first; a permit used by somebody else before does
    /// no harm.
    function depositWithPermit(
        uint32 account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Moves WATT of a holder who signed an ERC-3009 receive authorization whose nonce is
    /// keccak256(abi.encode(account, salt)), so that it cannot be turned to another account. Anyone may submit it.
    function depositWithAuthorization(
        uint32 account,
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external;

    /// @notice Moves free funds to the account's owner, at any time. Only the owner may call.
    function withdraw(uint32 account, uint256 amount) external;

    /// @notice Sets off bought against sold energy of an account in a slot; per Wh it gets
    /// max(short, 0) - min(long, 0) back.
    function net(uint32 account, uint32 slot, uint256 energy) external;

    /// @notice Tells that an account gets its first meter with the next slot; called by the meter registry.
    function startSupply(uint32 account) external;

    // --- slots, fees, rules ---------------------------------------------------------------------------------------

    /// @notice Opens slots with their price pairs and freezes their terms. Role of the balancing party.
    function openSlots(PricePair[] calldata pairs) external;

    /// @notice Books the fees of slots whose gate has closed to their grid operators and the market. Anyone may call;
    /// slots that are done are passed over.
    function collectFees(uint32[] calldata slots) external;

    /// @notice Pays collected fees of an operator (0: the market) to the calling fee router. Role of the fee router.
    /// @return amount base units
    function withdrawFees(uint16 operator) external returns (uint256 amount);

    /// @notice Names the balancing party, the counterparty of all deviations; its account here has the number 0. It can
    /// be another only while that account is empty, backs nothing and is owed nothing. Role of governance.
    function setBalancingParty(address party) external;

    /// @notice Sets owner and zone of an account; called by the registry. An owner of 0 closes the account here. Accounts of
    /// an owner in debt keep their owner.
    function setAccount(uint32 account, address owner, uint8 zone) external;

    /// @notice Sets the module that says what accounts are owed for their deviation. Role of governance.
    function setSettlement(address settlement) external;

    /// @notice Voids signed orders: the nonces 256 x word + i for each bit i of the mask.
    function cancelNonces(uint32 account, uint256 word, uint256 mask) external;
}
