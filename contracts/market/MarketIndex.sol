// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DailyIndex, IMarketIndex, SlotIndex} from "../interfaces/IMarketIndex.sol";
import {Averages} from "../libraries/Averages.sol";
import {Flow} from "../types/Flow.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {Ledger} from "./Ledger.sol";

/// @title Market index
/// @notice What a zone's energy was worth, read from the flows that every trade writes anyway.
abstract contract MarketIndex is IMarketIndex, Ledger {
    /// @dev {slot} most of one call: a day has 92, 96 or 100.
    uint256 internal constant MAX_SLOTS = 100;

    /// @inheritdoc IMarketIndex
    function slotIndex(uint32 slot, uint8 zone) external view returns (SlotIndex memory) {
        _requireZone(zone);
        return _slotIndex(slot, zone);
    }

    /// @inheritdoc IMarketIndex
    function dailyIndex(
        uint8 zone,
        uint32 firstSlot,
        uint256 count,
        uint32 peakFrom,
        uint32 peakTo
    ) external view returns (DailyIndex memory base, DailyIndex memory peak) {
        _requireZone(zone);
        _requireRange(count);
        uint256 end = firstSlot + count;
        if (peakFrom < firstSlot || peakTo > end || peakFrom > peakTo) revert PeakOutsideDay(peakFrom, peakTo);
        (base.isFinal, peak.isFinal) = (true, true);
        for (uint256 slot = firstSlot; slot < end; ++slot) {
            SlotIndex memory s = _slotIndex(slot, zone);
            _add(base, s);
            if (slot >= peakFrom && slot < peakTo) _add(peak, s);
        }
        _divide(base);
        _divide(peak);
    }

    function _requireRange(uint256 count) internal pure {
        if (count == 0 || count > MAX_SLOTS) revert SlotCountOutOfRange(count, MAX_SLOTS);
    }

    function _requireZone(uint256 zone) private view {
        if (zone >= AREA.zoneCount()) revert UnknownZone(zone);
    }

    function _slotIndex(uint256 slot, uint256 zone) private view returns (SlotIndex memory s) {
        (Top bids, Top asks) = _topsOf(slot);
        if (asks.stamp() > Units.stampOf(slot)) revert SlotForgotten(slot);
        if (!_isOpen(slot, asks)) {
            // Once it has begun it cannot open any more.
            s.isFinal = block.timestamp >= slot * Units.SLOT_SECONDS;
            return s;
        }
        s.isFinal = block.timestamp >= _gateOf(slot, asks);
        s.areaVolume = _volumeOf(slot, bids);
        s.areaNetted = _slotClearingOf(slot).netted;
        Flow flow = _flows[16 * Units.ringOf(slot) + zone];
        if (flow.stamp() != Units.stampOf(slot)) return s;
        s.volume = flow.volume();
        s.notional = flow.value();
        s.price = Averages.tickRoundedHalfUp(s.notional, s.volume);
    }

    /// @dev Until {_divide} `price` and `weighted` are sums.
    function _add(DailyIndex memory day, SlotIndex memory s) private pure {
        day.isFinal = day.isFinal && s.isFinal;
        day.areaVolume += s.areaVolume;
        day.areaNetted += s.areaNetted;
        if (s.volume == 0) return;
        ++day.slots;
        day.volume += s.volume;
        day.price += s.price;
        day.weighted += s.notional;
    }

    function _divide(DailyIndex memory day) private pure {
        day.price = Averages.tickRoundedHalfUp(day.price, day.slots);
        day.weighted = Averages.tickRoundedHalfUp(day.weighted, day.volume);
    }
}
