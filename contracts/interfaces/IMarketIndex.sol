// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase} from "./IExchangeBase.sol";

/// @notice What energy traded with makers of a zone in a slot was worth.
/// @param isFinal whether the gate has closed, so that price and volumes stay; also of a slot that began unopened
/// @param price {tick} volume-weighted, rounded half up; 0 without volume
/// @param notional {tick x Wh} sum of price x energy
/// @param volume {Wh}
/// @param areaVolume {Wh} of all zones
/// @param areaNetted {Wh} of it that accounts have netted; it may still grow until all of them are settled
struct SlotIndex {
    bool isFinal;
    int256 price;
    int256 notional;
    uint256 volume;
    uint256 areaVolume;
    uint256 areaNetted;
}

/// @notice The index of a zone over the slots of a day, or of its peak hours.
/// @param isFinal whether it is for each of the slots
/// @param price {tick} mean of the prices of the slots that traded, all alike, rounded half up; 0 where none did
/// @param weighted {tick} price of all energy traded, rounded half up; 0 without volume
/// @param slots that traded
/// @param volume {Wh}
/// @param areaVolume {Wh} of all zones
/// @param areaNetted {Wh} of it that accounts have netted so far
struct DailyIndex {
    bool isFinal;
    int256 price;
    int256 weighted;
    uint256 slots;
    uint256 volume;
    uint256 areaVolume;
    uint256 areaNetted;
}

/// @title Market index
/// @notice Prices of a zone by slot and by day. A trade counts in the maker's zone at the maker's price. Nothing may
/// settle on the index of a market without taker fees: there a price costs nothing to print.
interface IMarketIndex is IExchangeBase {
    /// @notice The slot's storage serves a later slot; what it was is told by events, and by the chain's past states.
    error SlotForgotten(uint256 slot);
    /// @notice A range of no slots, or of more than there may be.
    error SlotCountOutOfRange(uint256 count, uint256 maximum);
    /// @notice Peak hours that do not lie within the day.
    error PeakOutsideDay(uint256 peakFrom, uint256 peakTo);

    /// @notice Price and volume of a zone in a slot.
    function slotIndex(uint32 slot, uint8 zone) external view returns (SlotIndex memory);

    /// @notice Base and peak of a zone. Which slots are a day, and its peak, is the caller's to say: the chain knows no
    /// time zone.
    /// @param firstSlot of the day
    /// @param count of its slots, 1..100: 92, 96 or 100 where clocks change by an hour
    /// @param peakFrom first slot of the peak
    /// @param peakTo slot after the last of the peak; the same as `peakFrom` where there is none
    function dailyIndex(
        uint8 zone,
        uint32 firstSlot,
        uint256 count,
        uint32 peakFrom,
        uint32 peakTo
    ) external view returns (DailyIndex memory base, DailyIndex memory peak);
}
