// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase} from "./IExchangeBase.sol";

/// @notice What an exchange counts for a host.
/// @param licence that its share is of
/// @param share {basis point} of the market fee that takers pay on its orders
/// @param owed {unit bp} its shares that have not left: 10,000 to a unit
/// @param kept {unit bp} its shares, and discounts of takers, since ever: what the market did not get
struct HostData {
    uint32 licence;
    uint16 share;
    uint256 owed;
    uint256 kept;
}

/// @title Hosts and discounts
/// @notice Of the market fee, a host has a share of what takers pay on its orders, and takers have discounts. Both are kept
/// in the words that orders read anyway, so that an order asks nobody; anyone brings them up to date. An order is never
/// refused for its host, and what a host and a discount take is never more than the fee.
interface IHosting is IExchangeBase {
    /// @notice Asks the registry of hosts again which share a host has. Anyone may call. Before another licence takes over a
    /// number, what the one before is owed must have left, for which {withdrawHostFees} asks nobody.
    /// @param host 1..255
    function refreshHost(uint16 host) external;

    /// @notice Asks again which discounts the owners of accounts have. Anyone may call. An account that changes hands loses
    /// its discount by itself; stake that leaves has to be brought here.
    function refreshDiscounts(uint32[] calldata accounts) external;

    /// @notice Pays a host's shares, in whole units, to the calling fee router. Role of the fee router.
    /// @return amount base units
    /// @return licence whose shares they are
    function withdrawHostFees(uint16 host) external returns (uint256 amount, uint32 licence);

    /// @notice Names what says who has a discount; zero: nobody. Accounts keep theirs until they are refreshed. Role of
    /// governance.
    function setDiscounts(address discounts) external;

    /// @notice What is counted for a host; for 0, the discounts of orders that no host has a share in.
    function hostData(uint16 host) external view returns (HostData memory);

    /// @notice What says who has a discount; zero where nobody has one.
    function discounts() external view returns (address);
}
