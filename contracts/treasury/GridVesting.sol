// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {VestingWalletCliff} from "@openzeppelin/contracts/finance/VestingWalletCliff.sol";

/// @title A grant of the genesis distribution that vests
/// @notice OpenZeppelin's vesting wallet with a cliff: nothing before it, then linear from the start to the end. Whoever
/// owns it may hand it on. GRID that lies here does not vote.
contract GridVesting is VestingWalletCliff {
    /// @param beneficiary who owns what has vested
    /// @param start {s} from when on it vests
    /// @param duration {s} until all has vested
    /// @param cliff {s} from the start, before which nothing can be released; at most the duration
    constructor(
        address beneficiary,
        uint64 start,
        uint64 duration,
        uint64 cliff
    ) VestingWallet(beneficiary, start, duration) VestingWalletCliff(cliff) {}
}
