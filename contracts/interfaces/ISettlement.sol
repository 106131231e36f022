// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice An account of a slot that is being settled.
/// @param index place of the account among those that the caller named
/// @param account number of the account
/// @param net {Wh} sold less bought, after netting
/// @param settled whether it has been settled before, so that this could only correct it
struct Holding {
    uint32 index;
    uint32 account;
    int64 net;
    bool settled;
}

/// @notice What is known of an account's delivery.
enum Delivery {
    /// nothing can be said yet, or any more
    Unknown,
    /// readings are complete
    Read,
    /// readings are missing for good: what gives the account least holds
    Missing,
    /// the account has no meter and reads 0
    Unmetered
}

/// @notice What an account delivered in a slot.
/// @param low {Wh} @param high {Wh} bounds of export less import: equal where it was read, the rated import (negative)
/// and export where readings are missing
struct Metered {
    Delivery delivery;
    int64 low;
    int64 high;
}

/// @title Settlement module
/// @notice Says what the accounts of a slot really delivered.
interface ISettlement {
    /// @notice The slot cannot be settled yet.
    error NotSettleable(uint256 slot);

    /// @notice Called by the exchange while it settles.
    /// @param data what the module needs to know it, as the caller of the exchange gave it
    /// @return metered one for each holding
    function meteredOf(
        uint32 slot,
        Holding[] calldata holdings,
        bytes calldata data
    ) external returns (Metered[] memory metered);
}
