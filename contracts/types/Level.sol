// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A price level: the queue of the orders of one book at one price, as counters. A taker only moves `taken`;
/// each order's fill follows from its place in the queue (see Queues).
///
///   bits      field
///   0-51      placed {Wh}: energy of all orders in the queue, cancelled and claimed parts left out
///   52-103    taken {Wh}: how much of it takers have bought or sold, from the front
///   104-155   tail start {Wh}: energy of the queue before the last group of 48 orders
///   156-171   count: orders ever placed in this level
///   172-187   closed: how many of them are ended
///   188-201   stamp of the slot
///   202-215   displaced by: stamp of the slot whose level lies elsewhere, because this one still has open orders
///
/// placed - taken is the energy on offer.
type Level is uint256;

using LevelLib for Level global;

library LevelLib {
    uint256 private constant WH = (1 << 52) - 1;
    uint256 private constant COUNT = 0xFFFF;
    /// @dev Orders that one level takes in one slot.
    uint256 internal constant MAX_COUNT = COUNT;

    /// @notice A level without orders.
    function fresh(uint256 stamp_) internal pure returns (Level) {
        return Level.wrap(stamp_ << 188);
    }

    function placed(Level level) internal pure returns (uint256) {
        return Level.unwrap(level) & WH;
    }

    function taken(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 52) & WH;
    }

    function tailStart(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 104) & WH;
    }

    function count(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 156) & COUNT;
    }

    function closed(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 172) & COUNT;
    }

    function stamp(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 188) & 0x3FFF;
    }

    function displacedBy(Level level) internal pure returns (uint256) {
        return (Level.unwrap(level) >> 202) & 0x3FFF;
    }

    /// @notice {Wh} energy on offer.
    function live(Level level) internal pure returns (uint256) {
        unchecked {
            return placed(level) - taken(level);
        }
    }

    /// @dev 65,535 orders of less than 2^36 Wh stay below 2^52, so no field here can overflow into the next.
    function withPlaced(Level level, uint256 energy) internal pure returns (Level) {
        unchecked {
            return Level.wrap(Level.unwrap(level) + (1 << 156) + energy);
        }
    }

    /// @dev For energy <= live.
    function withTaken(Level level, uint256 energy) internal pure returns (Level) {
        unchecked {
            return Level.wrap(Level.unwrap(level) + (energy << 52));
        }
    }

    /// @notice Takes an order's energy out of the queue: `filled` of it was taken, `released` was not.
    function without(Level level, uint256 filled, uint256 released) internal pure returns (Level) {
        unchecked {
            return Level.wrap(Level.unwrap(level) - (filled << 52) - (filled + released));
        }
    }

    function withClosed(Level level) internal pure returns (Level) {
        unchecked {
            return Level.wrap(Level.unwrap(level) + (1 << 172));
        }
    }

    /// @notice All that is placed now lies before the next group.
    function withTailAtEnd(Level level) internal pure returns (Level) {
        return Level.wrap((Level.unwrap(level) & ~(WH << 104)) | (placed(level) << 104));
    }

    /// @dev For energy <= tailStart.
    function withTailBefore(Level level, uint256 energy) internal pure returns (Level) {
        unchecked {
            return Level.wrap(Level.unwrap(level) - (energy << 104));
        }
    }

    function withDisplacedBy(Level level, uint256 stamp_) internal pure returns (Level) {
        return Level.wrap((Level.unwrap(level) & ~(uint256(0x3FFF) << 202)) | (stamp_ << 202));
    }
}
