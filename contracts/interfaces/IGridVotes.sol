// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Votes of all GRID
/// @notice What the governor counts: votes of GRID in wallets and votes of staked GRID, whose owners have delegated them
/// there. Staked GRID lies with the staking contract, which delegates nothing itself, so each GRID votes once.
interface IGridVotes {
    /// @notice Votes are delegated where the GRID is: in the token, and in the staking contract.
    error DelegateAtSource(address grid, address staking);
}
