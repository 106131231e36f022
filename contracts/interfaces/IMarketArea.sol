// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Terms, Link} from "../types/Terms.sol";

/// @notice Governed rules for opening slots.
/// @param gateMinutes {minutes} before delivery at which trading ends
/// @param horizon {s} how far ahead a slot may open
/// @param minLong {tick} least long price
/// @param maxShort {tick} largest short price
/// @param minSpread {tick} least difference of the pair
struct OpeningRules {
    uint8 gateMinutes;
    uint32 horizon;
    int24 minLong;
    int24 maxShort;
    uint24 minSpread;
}

/// @title Market area
/// @notice The zone tree of one exchange with tariffs, links, grid operators and registrars, and the governed rules of
/// its market. Changes count from the next slot that opens.
interface IMarketArea {
    /// @notice Number of the present terms; it rises with every change.
    function version() external view returns (uint256);

    /// @notice The present terms, without version and pause.
    /// @return terms see Terms
    /// @return operators grid operator of zone z in bits 16z..16z+15
    /// @return links the limits of each zone's link to its parent
    function currentTerms() external view returns (Terms terms, uint256 operators, Link[] memory links);

    /// @notice The present rules for opening slots.
    function openingRules() external view returns (OpeningRules memory);

    /// @notice How many zones the area has.
    function zoneCount() external view returns (uint256);

    /// @notice Who assigns accounts to the zone: the one who knows where the meters hang.
    function registrarOf(uint8 zone) external view returns (address);
}
