// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMeterRegistry, Meter} from "../interfaces/IMeterRegistry.sol";
import {Attestation, Span} from "../interfaces/IReadingOracle.sol";

/// @title Registers of meters
/// @notice They only rise, and roll over at 10^digits Wh.
library Registers {
    /// @notice {Wh} from one register to a later one that may have rolled over; both below the turn.
    function turned(uint256 begin, uint256 end, uint256 digits) internal pure returns (uint256) {
        return end >= begin ? end - begin : 10 ** digits + end - begin;
    }

    /// @notice Whether a meter counts in a slot.
    function countsIn(Meter memory meter, uint256 slot) internal pure returns (bool) {
        return meter.validFrom <= slot && (meter.validTo == 0 || slot < meter.validTo);
    }

    /// @notice What a meter exported less what it imported between the ends of a slot.
    /// @return isTaken whether registers and energy are within what the meter can show: nobody attests others
    /// @return net {Wh}
    function netOf(Meter memory meter, Span memory span) internal pure returns (bool isTaken, int256 net) {
        (uint256 importTurn, uint256 exportTurn) = (10 ** meter.importDigits, 10 ** meter.exportDigits);
        isTaken =
            span.importBegin < importTurn &&
            span.importEnd < importTurn &&
            span.exportBegin < exportTurn &&
            span.exportEnd < exportTurn;
        if (!isTaken) return (false, 0);
        uint256 imported = turned(span.importBegin, span.importEnd, meter.importDigits);
        uint256 exported = turned(span.exportBegin, span.exportEnd, meter.exportDigits);
        isTaken = imported <= meter.ratedImport && exported <= meter.ratedExport;
        net = int256(exported) - int256(imported);
    }

    /// @notice Whether a leaf says another net than its own registers, or not those of all its account's meters in rising
    /// order. What meters of others behind them count is not opened with it: by as much as they can measure the net may differ.
    function isNetFalse(Attestation calldata a, IMeterRegistry registry) internal view returns (bool) {
        (uint256 meters, , ) = registry.ratingOf(a.leaf.account, a.slot);
        if (a.spans.length != meters) return true;
        (int256 low, int256 high) = (0, 0);
        for (uint256 i; i < meters; ++i) {
            uint32 number = a.spans[i].meter;
            if (i != 0 && number <= a.spans[i - 1].meter) return true;
            Meter memory meter = registry.meterOf(number);
            (bool isTaken, int256 wh) = netOf(meter, a.spans[i]);
            if (meter.account != a.leaf.account || !countsIn(meter, a.slot) || !isTaken) return true;
            (, uint256 ratedImport, uint256 ratedExport) = registry.metersBehind(number, a.slot);
            (low, high) = (low + wh - int256(ratedExport), high + wh + int256(ratedImport));
            if (meter.parent == 0 || registry.meterOf(meter.parent).account != a.leaf.account) continue;
            // Behind another meter of its own account: taken off again, by what it says here.
            low += int256(uint256(meter.ratedExport)) - wh;
            high -= int256(uint256(meter.ratedImport)) + wh;
        }
        return a.leaf.net < low || a.leaf.net > high;
    }
}
