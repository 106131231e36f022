// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Units} from "./Units.sol";

/// @notice What has been traded in a zone and moved over its link in one slot.
///
///   bits      field
///   0-43      volume {Wh}: energy of the trades with makers of this zone
///   44-105    notional {(tick + BIAS) x Wh} of those trades
///   106-153   flow {Wh + 2^47}: net energy over the link to the parent, upward positive
///   154-216   fees {unit} earned by the zone's grid operator, surcharges included
///   217-234   last price {tick + BIAS}, 0 before the first trade
///   235-248   stamp of the slot
type Flow is uint256;

using FlowLib for Flow global;

library FlowLib {
    /// @dev {Wh} most that trades with one zone's makers in one slot: 8.8 TWh, twelve of which fit the flow's sign.
    uint256 internal constant VOLUME_MAX = (1 << 43) - 1;
    int256 private constant FLOW_BIAS = 1 << 47;
    uint256 private constant LAST = uint256(0x3FFFF) << 217;

    function fresh(uint256 stamp_) internal pure returns (Flow) {
        return Flow.wrap((stamp_ << 235) | (uint256(FLOW_BIAS) << 106));
    }

    function volume(Flow f) internal pure returns (uint256) {
        unchecked {
            return Flow.unwrap(f) & ((1 << 44) - 1);
        }
    }

    function notional(Flow f) internal pure returns (uint256) {
        unchecked {
            return (Flow.unwrap(f) >> 44) & ((1 << 62) - 1);
        }
    }

    /// @notice {tick x Wh} sum of price x energy.
    function value(Flow f) internal pure returns (int256) {
        return int256(notional(f)) - Units.BIAS * int256(volume(f));
    }

    /// @notice {Wh} upward positive.
    function net(Flow f) internal pure returns (int256) {
        unchecked {
            return int256((Flow.unwrap(f) >> 106) & ((1 << 48) - 1)) - FLOW_BIAS;
        }
    }

    function fees(Flow f) internal pure returns (uint256) {
        unchecked {
            return (Flow.unwrap(f) >> 154) & ((1 << 63) - 1);
        }
    }

    function last(Flow f) internal pure returns (uint256) {
        return (Flow.unwrap(f) >> 217) & 0x3FFFF;
    }

    function stamp(Flow f) internal pure returns (uint256) {
        return (Flow.unwrap(f) >> 235) & 0x3FFF;
    }

    /// @notice Counts trades. For energy <= VOLUME_MAX - volume, which bounds all fields: notional below 2^62; over 12
    /// zones flow below 2^47 and fees below 2^63, as 12 x 2^43 Wh x 2^15 ticks.
    /// @param notional_ {(tick + BIAS) x Wh}
    /// @param last_ {tick + BIAS} price of the last of them
    function withTrades(Flow f, uint256 energy, uint256 notional_, uint256 last_) internal pure returns (Flow) {
        unchecked {
            uint256 word = Flow.unwrap(f) + energy + (notional_ << 44);
            return Flow.wrap((word & ~LAST) | (last_ << 217));
        }
    }

    /// @notice Counts energy that passed upward over the link.
    function withUpward(Flow f, uint256 energy) internal pure returns (Flow) {
        unchecked {
            return Flow.wrap(Flow.unwrap(f) + (energy << 106));
        }
    }

    /// @notice Counts energy that passed downward over the link.
    function withDownward(Flow f, uint256 energy) internal pure returns (Flow) {
        unchecked {
            return Flow.wrap(Flow.unwrap(f) - (energy << 106));
        }
    }

    function withFees(Flow f, uint256 units) internal pure returns (Flow) {
        unchecked {
            return Flow.wrap(Flow.unwrap(f) + (units << 154));
        }
    }
}
