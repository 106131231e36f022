// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Name of a resting order: where it lies in the book. Unique for all time within one exchange.
///
///   bits    field
///   0-15    index in the queue of its price level
///   16-33   rank of its price (see RankLib)
///   34      side: 0 bid, 1 ask
///   35-38   zone
///   39-70   slot
///
/// 0 is no order. Bits 16-70 name the level.
type OrderId is uint256;

using OrderIdLib for OrderId global;

library OrderIdLib {
    /// @notice The id of the order at an index of a level.
    function pack(uint256 level_, uint256 index_) internal pure returns (OrderId) {
        return OrderId.wrap((level_ << 16) | index_);
    }

    /// @notice Bits 16-70 of the ids of a level's orders.
    function level(uint256 slot_, uint256 zone_, uint256 side_, uint256 rank_) internal pure returns (uint256) {
        return (slot_ << 23) | (zone_ << 19) | (side_ << 18) | rank_;
    }

    /// @notice Whether no bit above the fields is set. Events repeat ids next to other fields, so no other id may pass.
    function isValid(OrderId id) internal pure returns (bool) {
        return OrderId.unwrap(id) >> 71 == 0;
    }

    function index(OrderId id) internal pure returns (uint256) {
        return OrderId.unwrap(id) & 0xFFFF;
    }

    function rank(OrderId id) internal pure returns (uint256) {
        return (OrderId.unwrap(id) >> 16) & 0x3FFFF;
    }

    function side(OrderId id) internal pure returns (uint256) {
        return (OrderId.unwrap(id) >> 34) & 1;
    }

    function zone(OrderId id) internal pure returns (uint256) {
        return (OrderId.unwrap(id) >> 35) & 0xF;
    }

    function slot(OrderId id) internal pure returns (uint256) {
        return (OrderId.unwrap(id) >> 39) & 0xFFFFFFFF;
    }
}
