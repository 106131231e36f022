// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title What an exchange asks for discounts
/// @notice Which discount on the market fee somebody has, as a taker.
interface IDiscounts {
    /// @notice {tick} per kWh. No loan within a day raises it.
    function discountOf(address owner) external view returns (uint256);
}
