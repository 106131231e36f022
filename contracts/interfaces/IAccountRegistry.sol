// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Account registry
/// @notice Who owns which account, who may trade for it, and in which exchange and zone it is at home. One registry
/// serves many market areas.
interface IAccountRegistry {
    /// @notice Whether `delegate` may trade for the account now.
    function isDelegate(uint256 account, address delegate) external view returns (bool);
}
