// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Timelock of Gridwatt
/// @notice OpenZeppelin's timelock with bounds. It holds every role that sets parameters. Only the governor proposes to it,
/// cancels, and has executed what anyone asks it to execute; nobody is admin but the timelock itself.
interface IGridTimelock {
    /// @notice 2 to 14 days {s}.
    error TimelockDelayOutOfRange(uint256 delay, uint256 least, uint256 most);
}
