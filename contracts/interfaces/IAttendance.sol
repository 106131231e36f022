// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FormerSet} from "./IElection.sol";

/// @title Attendance of oracle operators
/// @notice Who signs too few of a day's roots earns nothing for a day, and misses an election; nothing of its stake is taken.
/// A day is that of the slots, and counts for the set that signed at least half of them.
///
/// Whoever gathers signatures can leave some out, but nobody's for long: {IReadingOracle-addSignature} adds one's own. And
/// who cannot sign what a quorum signs is stopped every other day at most.
interface IAttendance {
    /// @notice A day was counted. @param roots that the set signed @param absent pools that are stopped, a bit for each
    event DayClosed(uint32 indexed epoch, bytes32 indexed configuration, uint256 roots, uint64 absent);
    event Resumed(uint32 indexed pool);
    event LeastShareSet(uint256 share);

    /// @notice Roots of that day may come until {s}.
    error DayNotOver(uint256 epoch, uint256 until);
    error DayClosedAlready(uint256 epoch, bytes32 configuration);
    /// @notice So few roots of a day, or with signatures of others, say nothing about an operator.
    error TooFewRoots(uint256 epoch, uint256 roots, uint256 least);
    error NotStoppedHere(uint256 pool);
    /// @notice It is stopped until that day begins.
    error StoppedUntil(uint256 pool, uint256 epoch);
    error LeastShareOutOfRange(uint256 share, uint256 least, uint256 most);

    /// @notice Counts the roots of a day's slots that a set signed, when readings are due; who signed too few is stopped until
    /// the next day begins, and cannot be elected on that. Anyone may, once.
    function closeDay(uint32 epoch, FormerSet calldata set) external returns (uint64 absent);

    /// @notice Lets a pool earn again. Anyone may, from the day after it was stopped.
    function resume(uint32 pool) external;

    /// @notice Sets what part of a day's roots an operator must sign {bps}, 1,000..7,500. Role of governance.
    function setLeastShare(uint16 share) external;

    /// @notice {epoch} with which the pool may earn again, or could last; 0 if it was never stopped.
    function stoppedUntil(uint32 pool) external view returns (uint32);
}
