// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What an account holds in a slot that is being settled.
/// @param account number of the account
/// @param sold {Wh} after netting
/// @param bought {Wh} after netting
struct Holding {
    uint32 account;
    uint256 sold;
    uint256 bought;
}

/// @title Settlement module
/// @notice Says what the accounts of a slot are owed, beyond their sets, for what they really delivered and used.
interface ISettlement {
    /// @notice The slot cannot be settled yet.
    error NotSettleable(uint256 slot);

    /// @notice Called by the exchange while it settles.
    /// @param long {tick} @param short {tick} price pair of the slot
    /// @return adjustments {unit} one for each holding: credited to the account where positive
    function settle(
        uint32 slot,
        int256 long,
        int256 short,
        Holding[] calldata holdings
    ) external returns (int256[] memory adjustments);
}
