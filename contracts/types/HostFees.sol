// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What an exchange counts for a host, in one word. Money stands in hundredths of a percent of a unit, so that a
/// share of it is exact and nothing depends on how trades are split: {unit bp}.
///
///   bits      field
///   0-15      share of the market fee {basis point}
///   16-47     licence that the share is of
///   48-127    owed {unit bp}: the host's shares that have not left
///   128-255   kept {unit bp}: what the market did not get of its fees so far, host's shares and takers' discounts
///
/// Host 0 is none: it has no share, and counts the discounts of orders that no host has a share in.
type HostFees is uint256;

using HostFeesLib for HostFees global;

library HostFeesLib {
    /// @dev Numbers of hosts lie in 1..MAX_HOST, so that all can be added up.
    uint256 internal constant MAX_HOST = 255;
    /// @dev {basis point} Half of what the taker pays.
    uint256 internal constant SHARE_MAX = 5_000;
    uint256 internal constant BASIS = 10_000;
    uint256 private constant OWED = ((1 << 80) - 1) << 48;

    /// @notice {basis point}
    function share(HostFees f) internal pure returns (uint256) {
        return HostFees.unwrap(f) & 0xFFFF;
    }

    function licence(HostFees f) internal pure returns (uint256) {
        return (HostFees.unwrap(f) >> 16) & 0xFFFFFFFF;
    }

    /// @notice {unit bp}
    function owed(HostFees f) internal pure returns (uint256) {
        return (HostFees.unwrap(f) & OWED) >> 48;
    }

    /// @notice {unit bp}
    function kept(HostFees f) internal pure returns (uint256) {
        return HostFees.unwrap(f) >> 128;
    }

    /// @notice Another share, at most SHARE_MAX, of this or another licence.
    function withShare(HostFees f, uint256 licence_, uint256 share_) internal pure returns (HostFees) {
        unchecked {
            return HostFees.wrap(((HostFees.unwrap(f) >> 48) << 48) | (licence_ << 16) | share_);
        }
    }

    /// @notice Counts what was taken by an order. What is owed is part of the pool, so it fits; what was ever kept would
    /// fill its field after 2^114 units.
    /// @param paid {unit} market fee that the taker paid
    /// @param waived {unit} what it would have paid more without its discount
    function withFees(HostFees f, uint256 paid, uint256 waived) internal pure returns (HostFees) {
        unchecked {
            uint256 part = paid * share(f);
            return HostFees.wrap(HostFees.unwrap(f) + (part << 48) + ((part + waived * BASIS) << 128));
        }
    }

    /// @notice Takes out what is owed in whole units; what is less than one stays.
    function withdrawnRoundedDown(HostFees f) internal pure returns (HostFees, uint256 units) {
        unchecked {
            units = owed(f) / BASIS;
            return (HostFees.wrap(HostFees.unwrap(f) - ((units * BASIS) << 48)), units);
        }
    }
}
