// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderId} from "../types/OrderId.sol";
import {IExchangeBase} from "./IExchangeBase.sol";

/// @notice What an account cannot use in a slot, and when it can again. The amounts {unit} are parts of nothing else
/// here, so they add up.
/// @param gate {s} from which anyone may free `orders`; cancelling does it at any time before
/// @param end {s} of delivery, from which on readings may settle the slot
/// @param orders locked by the open energy of the orders that were named
/// @param netting free at once by netting what is both sold and bought
/// @param sets paid out when the slot is settled, less what the deviation costs then
/// @param reserve of the free funds, kept for the slot's shortfall until it is settled; with residual supply
/// @param credit for a deviation, settled and not yet paid; what its pot holds for it once the slot is financed
/// @param isFinanced whether anyone may have the credit paid now
struct Unlock {
    uint32 slot;
    uint256 gate;
    uint256 end;
    uint256 orders;
    uint256 netting;
    uint256 sets;
    uint256 reserve;
    uint256 credit;
    bool isFinanced;
}

/// @title Unlock schedule
/// @notice When an account's money is free.
interface IUnlocks is IExchangeBase {
    /// @notice What an account has locked in a range of slots, those without anything left out. Fills of the orders
    /// named count as if they were claimed.
    /// @param account any but the balancing party, whose collateral {IMarketData-clearing} tells
    /// @param firstSlot of the range
    /// @param count slots of the range, 1..100
    /// @param orders its orders, each once; those of others, of other slots and ended ones are passed over
    function unlocksOf(
        uint32 account,
        uint32 firstSlot,
        uint256 count,
        OrderId[] calldata orders
    ) external view returns (Unlock[] memory);
}
