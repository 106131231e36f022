// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Units} from "./Units.sol";
import {BID} from "./Rank.sol";

/// @notice What an account holds in a slot.
///
///   bits      field
///   0-47      sold {Wh}, claimed and not netted
///   48-95     bought {Wh}, claimed and not netted
///   96-113    bound of the own bids: no open bid ranks higher
///   114-131   bound of the own asks: no open ask ranks higher
///   132-138   open bids
///   139-145   open asks
///   146-163   long price of the slot {tick + BIAS}
///   164-181   short price of the slot {tick + BIAS}
///   182-195   stamp of the slot
///   196       settled; what was sold and bought stays to be read
///   197-238   metered {Wh + 2^41}: export less import that it was settled with
///   239       a credit for its deviation waits to be paid
///   240       assumed: no reading was there, what gives the account least was taken
type Position is uint256;

using PositionLib for Position global;

library PositionLib {
    uint256 private constant WH = (1 << 48) - 1;
    uint256 private constant RANK_MASK = 0x3FFFF;
    uint256 private constant HOLDS = (1 << 96) - 1;
    uint256 private constant OPEN = uint256(0x3FFF) << 132;
    uint256 private constant SETTLED = 1 << 196;
    uint256 private constant METERED = ((1 << 42) - 1) << 197;
    int256 private constant METERED_BIAS = 1 << 41;
    uint256 private constant CREDIT = 1 << 239;
    uint256 private constant ASSUMED = 1 << 240;
    /// @dev Most open orders of an account in a slot, both sides together.
    uint256 internal constant MAX_OPEN = 64;
    /// @dev {Wh} An account that holds this much takes no more orders in the slot; what 64 open orders may add to it
    /// still fits its field.
    uint256 internal constant MAX_HELD = 1 << 47;

    /// @notice An empty position in a slot with this price pair {tick + BIAS}.
    function fresh(uint256 long, uint256 short, uint256 stamp_) internal pure returns (Position) {
        return Position.wrap((stamp_ << 182) | (short << 164) | (long << 146));
    }

    function sold(Position p) internal pure returns (uint256) {
        return Position.unwrap(p) & WH;
    }

    function bought(Position p) internal pure returns (uint256) {
        return (Position.unwrap(p) >> 48) & WH;
    }

    /// @notice {Wh} sold less bought.
    function net(Position p) internal pure returns (int64) {
        unchecked {
            return int64(int256(sold(p)) - int256(bought(p)));
        }
    }

    /// @notice A rank that no open order of the account on this side exceeds; 0 where it has none.
    function bound(Position p, uint256 side) internal pure returns (uint256) {
        unchecked {
            return (Position.unwrap(p) >> (96 + 18 * side)) & RANK_MASK;
        }
    }

    function openOn(Position p, uint256 side) internal pure returns (uint256) {
        unchecked {
            return (Position.unwrap(p) >> (132 + 7 * side)) & 0x7F;
        }
    }

    function openOrders(Position p) internal pure returns (uint256) {
        unchecked {
            return openOn(p, 0) + openOn(p, 1);
        }
    }

    function stamp(Position p) internal pure returns (uint256) {
        return (Position.unwrap(p) >> 182) & 0x3FFF;
    }

    /// @notice {tick} the slot's price pair.
    function pair(Position p) internal pure returns (int24 long, int24 short) {
        unchecked {
            long = int24(int256((Position.unwrap(p) >> 146) & RANK_MASK) - Units.BIAS);
            short = int24(int256((Position.unwrap(p) >> 164) & RANK_MASK) - Units.BIAS);
        }
    }

    /// @notice Whether the account has open orders, unsettled energy or an unpaid credit in the slot.
    function active(Position p) internal pure returns (bool) {
        uint256 word = Position.unwrap(p);
        return word & (SETTLED | CREDIT) == 0 ? word & (HOLDS | OPEN) != 0 : word & CREDIT != 0;
    }

    function settled(Position p) internal pure returns (bool) {
        return Position.unwrap(p) & SETTLED != 0;
    }

    /// @notice {Wh} what the account was settled with, export positive; for settled positions.
    function metered(Position p) internal pure returns (int256) {
        unchecked {
            return int256((Position.unwrap(p) & METERED) >> 197) - METERED_BIAS;
        }
    }

    function creditDue(Position p) internal pure returns (bool) {
        return Position.unwrap(p) & CREDIT != 0;
    }

    function assumed(Position p) internal pure returns (bool) {
        return Position.unwrap(p) & ASSUMED != 0;
    }

    /// @notice {tick} max(short, 0): what a Wh sold is worth at least by selling to the balancing party's customers.
    function shortFloor(Position p) internal pure returns (uint256) {
        unchecked {
            uint256 short = (Position.unwrap(p) >> 164) & RANK_MASK;
            return short > uint256(Units.BIAS) ? short - uint256(Units.BIAS) : 0;
        }
    }

    /// @notice {tick} -min(long, 0)
    function longDepth(Position p) internal pure returns (uint256) {
        unchecked {
            uint256 long = (Position.unwrap(p) >> 146) & RANK_MASK;
            return long < uint256(Units.BIAS) ? uint256(Units.BIAS) - long : 0;
        }
    }

    /// @notice {tick} what an order at a biased price {tick + BIAS} within the pair locks per Wh: a buy
    /// price - min(long, 0), a sell max(short, 0) - price (design of complete sets).
    function lockRate(Position p, uint256 side, uint256 biased) internal pure returns (uint256) {
        unchecked {
            return
                side == BID
                    ? biased + longDepth(p) - uint256(Units.BIAS)
                    : shortFloor(p) + uint256(Units.BIAS) - biased;
        }
    }

    /// @notice {tick} what every traded Wh is backed by in the pool: max(short, 0) - min(long, 0).
    function setRate(Position p) internal pure returns (uint256) {
        unchecked {
            return shortFloor(p) + longDepth(p);
        }
    }

    /// @notice {unit} what the sets of the position are worth when it settles.
    function setsValue(Position p) internal pure returns (uint256) {
        unchecked {
            return shortFloor(p) * sold(p) + longDepth(p) * bought(p);
        }
    }

    /// @notice Adds energy bought (side bid) or sold (side ask).
    function withHeld(Position p, uint256 side, uint256 energy) internal pure returns (Position) {
        unchecked {
            return Position.wrap(Position.unwrap(p) + (energy << (side == BID ? 48 : 0)));
        }
    }

    /// @notice Takes the same energy off sold and bought. For energy <= both.
    function withNetted(Position p, uint256 energy) internal pure returns (Position) {
        unchecked {
            return Position.wrap(Position.unwrap(p) - energy - (energy << 48));
        }
    }

    /// @notice The position settled with a metered energy {Wh}, for |metered| < 2^41.
    /// @param due whether a credit for the deviation waits to be paid
    function withSettled(Position p, int256 metered_, bool assumed_, bool due) internal pure returns (Position) {
        unchecked {
            uint256 word = Position.unwrap(p) & ~(METERED | CREDIT | ASSUMED);
            word |= SETTLED | (uint256(metered_ + METERED_BIAS) << 197);
            return Position.wrap(word | (due ? CREDIT : 0) | (assumed_ ? ASSUMED : 0));
        }
    }

    /// @notice The position with its credit paid.
    function withCreditPaid(Position p) internal pure returns (Position) {
        return Position.wrap(Position.unwrap(p) & ~CREDIT);
    }

    /// @notice One more open order on a side.
    function withOpened(Position p, uint256 side, uint256 rank) internal pure returns (Position) {
        unchecked {
            uint256 word = Position.unwrap(p) + (1 << (132 + 7 * side));
            if (rank > bound(p, side)) {
                uint256 shift = 96 + 18 * side;
                word = (word & ~(RANK_MASK << shift)) | (rank << shift);
            }
            return Position.wrap(word);
        }
    }

    /// @notice One open order less on a side; the bound goes with the last.
    function withClosed(Position p, uint256 side) internal pure returns (Position) {
        unchecked {
            uint256 word = Position.unwrap(p) - (1 << (132 + 7 * side));
            if ((word >> (132 + 7 * side)) & 0x7F == 0) word &= ~(RANK_MASK << (96 + 18 * side));
            return Position.wrap(word);
        }
    }
}
