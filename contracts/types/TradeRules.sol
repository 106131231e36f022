// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Units} from "./Units.sol";

/// @notice What compliance says of a zone's orders, in one word. A word of 0 lets the zone trade with none.
///
///   bits                field
///   0-11                bit z: the zone may trade with zone z
///   12+36(t-1)..+17     tier t: highest limit of a bid {tick + BIAS}; 0 none
///   30+36(t-1)..+17     tier t: lowest limit of an ask {tick + BIAS}; 0 none
type TradeRules is uint256;

using TradeRulesLib for TradeRules global;

library TradeRulesLib {
    /// @dev Every zone, no bounds.
    TradeRules internal constant FREE = TradeRules.wrap(0xFFF);
    uint256 private constant LIMIT = 0x3FFFF;

    /// @notice The rules with one more zone to trade with.
    function withPartner(TradeRules r, uint256 zone) internal pure returns (TradeRules) {
        return TradeRules.wrap(TradeRules.unwrap(r) | (1 << zone));
    }

    /// @notice The rules with bounds of a tier's limits.
    /// @param cap {tick} highest limit of a bid; Units.MAX_TICK sets none
    /// @param floor {tick} lowest limit of an ask; -Units.MAX_TICK sets none
    function withBounds(TradeRules r, uint256 tier, int256 cap, int256 floor) internal pure returns (TradeRules) {
        uint256 bounds;
        if (cap < Units.MAX_TICK) bounds = uint256(cap + Units.BIAS);
        if (floor > -Units.MAX_TICK) bounds |= uint256(floor + Units.BIAS) << 18;
        uint256 shift = 36 * tier - 24;
        return TradeRules.wrap((TradeRules.unwrap(r) & ~(uint256(0xFFFFFFFFF) << shift)) | (bounds << shift));
    }

    /// @notice Bit 18z for every zone z with which the zone may trade, as candidates of a taker are kept.
    function candidates(TradeRules r) internal pure returns (uint256 mask) {
        unchecked {
            for (uint256 z; z < Units.MAX_ZONES; ++z) mask |= ((TradeRules.unwrap(r) >> z) & 1) << (18 * z);
        }
    }

    /// @notice Whether a limit {tick + BIAS} is within the bounds of a tier; side 0 bids.
    function allows(TradeRules r, uint256 tier, uint256 side, uint256 biased) internal pure returns (bool) {
        unchecked {
            uint256 bound = (TradeRules.unwrap(r) >> (36 * tier - 24 + 18 * side)) & LIMIT;
            return bound == 0 || (side == 0 ? biased <= bound : biased >= bound);
        }
    }

    /// @notice Whether the limits of any tier are bounded.
    function isBounded(TradeRules r) internal pure returns (bool) {
        return TradeRules.unwrap(r) >> 12 != 0;
    }

    /// @notice Whether the zone may trade with every zone there can be.
    function isFree(TradeRules r) internal pure returns (bool) {
        return TradeRules.unwrap(r) & 0xFFF == 0xFFF;
    }

    /// @notice Whether the zone may trade with each of the first zones, counted so, at any limit.
    function isFreeAmong(TradeRules r, uint256 zones) internal pure returns (bool) {
        uint256 all = (1 << zones) - 1;
        return TradeRules.unwrap(r) & all == all && !r.isBounded();
    }
}
