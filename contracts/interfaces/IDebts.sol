// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Debts
/// @notice What accounts owe the balancing party beyond their funds.
interface IDebts {
    /// @notice {unit} what a settlement charged an account and it could not pay yet.
    function debtOf(uint32 account) external view returns (uint256);
}
