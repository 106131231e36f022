// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Units of the market
/// @notice Constants that every contract shares. Units stand in braces: {s} seconds, {slot} delivery periods of 15
/// minutes, {tick} price steps of 0.0001 WATT per kWh, {Wh} energy, {unit} money: 1 tick x 1 Wh.
library Units {
    /// @dev {s} length of a delivery period.
    uint256 internal constant SLOT_SECONDS = 900;
    /// @dev {slot} length of the ring in which the storage of a slot is used again: 2,048 slots are 21.3 days.
    uint256 internal constant RING = 2048;
    /// @dev {tick} largest absolute price; prices lie in -MAX_TICK..MAX_TICK.
    int256 internal constant MAX_TICK = 99_999;
    /// @dev A biased price is tick + BIAS, so 1..199,999; 0 is free to mean "none".
    int256 internal constant BIAS = 100_000;
    /// @dev {Wh} energy of one order lies in 1..MAX_ORDER_ENERGY.
    uint256 internal constant MAX_ORDER_ENERGY = (1 << 36) - 1;
    /// @dev Number of the balancing party's account; those of the registry count from 1.
    uint256 internal constant PARTY = 0;
    /// @dev Most zones of a market area.
    uint256 internal constant MAX_ZONES = 12;

    /// @notice Where the slot's words lie in the ring.
    function ringOf(uint256 slot) internal pure returns (uint256) {
        return slot % RING;
    }

    /// @notice The generation of a slot in the ring. It tells live words from those of an older slot, which keep it in 14
    /// bits: it is 972 in 2026, never 0, and fits until the year 2900. It is not cut to 14 bits here, so that a slot
    /// millennia ahead is never taken for the one whose words it would share.
    function stampOf(uint256 slot) internal pure returns (uint256) {
        return slot / RING;
    }
}
