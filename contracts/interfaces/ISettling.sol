// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderId} from "../types/OrderId.sol";
import {IExchangeBase} from "./IExchangeBase.sol";

/// @title Settling
/// @notice Verbs after delivery: what was sold and bought is paid out, deviations are charged and credited.
interface ISettling is IExchangeBase {
    /// @notice Claims orders, then settles accounts in a slot after its delivery, or corrects them by newer readings.
    /// Accounts that still have open orders, of which nothing is known yet, or that are settled already with the same
    /// energy are passed over; anyone may call it for anyone. Credits of a market with residual supply are paid later,
    /// see {payCredits}.
    /// @param data what the settlement module needs to know what was delivered
    function settle(uint32 slot, uint32[] calldata accounts, OrderId[] calldata orders, bytes calldata data) external;

    /// @notice Finances the credits of slots of which all accounts are settled, in the order of slots, out of the
    /// balancing party's free funds. Every settlement does this for a few slots.
    /// @param count slots at most
    function financeSlots(uint256 count) external;

    /// @notice Pays the credits of accounts in a financed slot; where the balancing party's funds did not suffice pro
    /// rata, rounded down, the rest becoming receivables. Accounts without an unpaid credit there are passed over.
    function payCredits(uint32 slot, uint32[] calldata accounts) external;

    /// @notice Pays accounts what the balancing party still owes them, as far as its free funds reach.
    function payReceivables(uint32[] calldata accounts) external;
}
