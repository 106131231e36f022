// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A resting order as it lies in a queue, three to a word. Its price, zone, slot and side are in its key.
///
///   bits    field
///   0-31    account
///   32-47   host that brought it, 0 for none
///   48      post-only
///   49-84   energy {Wh} still in the queue; 0 once the order is ended
type QueuedOrder is uint256;

using QueuedOrderLib for QueuedOrder global;

library QueuedOrderLib {
    uint256 internal constant BITS = 85;
    uint256 internal constant MASK = (1 << BITS) - 1;
    uint256 private constant ENERGY_SHIFT = 49;

    function pack(
        uint256 account_,
        uint256 host_,
        bool postOnly_,
        uint256 energy_
    ) internal pure returns (QueuedOrder) {
        return QueuedOrder.wrap((energy_ << ENERGY_SHIFT) | (postOnly_ ? 1 << 48 : 0) | (host_ << 32) | account_);
    }

    function account(QueuedOrder order) internal pure returns (uint256) {
        return QueuedOrder.unwrap(order) & 0xFFFFFFFF;
    }

    function host(QueuedOrder order) internal pure returns (uint256) {
        return (QueuedOrder.unwrap(order) >> 32) & 0xFFFF;
    }

    function postOnly(QueuedOrder order) internal pure returns (bool) {
        return (QueuedOrder.unwrap(order) >> 48) & 1 != 0;
    }

    function energy(QueuedOrder order) internal pure returns (uint256) {
        return QueuedOrder.unwrap(order) >> ENERGY_SHIFT;
    }

    /// @notice What to take off the order's word, shifted to its place, to lower its energy.
    function energyAt(uint256 energy_, uint256 place) internal pure returns (uint256) {
        unchecked {
            return energy_ << (BITS * place + ENERGY_SHIFT);
        }
    }

    /// @notice The order at place 0..2 of a word.
    function unpack(uint256 word, uint256 place) internal pure returns (QueuedOrder) {
        unchecked {
            return QueuedOrder.wrap((word >> (BITS * place)) & MASK);
        }
    }
}
