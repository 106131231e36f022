// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TradeRules} from "../types/TradeRules.sol";

/// @title What WATT and the exchange ask of compliance
/// @notice Who may be paid new WATT, deposit and trade. Entry is refused where nothing says otherwise; exit asks nobody.
interface ICompliance {
    /// @notice Reverts unless WATT may be made for a wallet, and counts it towards the day's limit. Role of WATT.
    /// @param amount {wad} @param balance {wad} what the wallet then has
    function checkMint(address wallet, uint256 amount, uint256 balance) external;

    /// @notice Reverts unless an account may take a deposit, and counts it towards the day's limit. Role of the exchange.
    /// @param owner the account's owner @param zone its home
    /// @param amount {wad} @param free {wad} the account's free funds with it
    function checkDeposit(address owner, uint8 zone, uint256 amount, uint256 free) external;

    /// @notice How far an owner may take new risk in a zone of an exchange.
    /// @return tier 1 to 3; 0 not at all
    /// @return until {s} when that ends
    function clearanceOf(address exchange, address owner, uint8 zone) external view returns (uint8 tier, uint40 until);

    /// @notice With which zones of an exchange a zone may trade, and at which limits each tier.
    function tradeRulesOf(address exchange, uint8 zone) external view returns (TradeRules);
}
