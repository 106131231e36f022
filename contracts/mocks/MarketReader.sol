// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchange} from "../interfaces/IExchange.sol";
import {AccountData, OrderData, PositionData, PriceLevel, ZoneData} from "../interfaces/IMarketData.sol";
import {OrderId} from "../types/OrderId.sol";

/// @notice What a test wants to know of an exchange, in one call.
contract MarketReader {
    struct Look {
        AccountData[] accounts;
        PositionData[] positions;
        OrderData[] orders;
        ZoneData[] zones;
        PriceLevel[] bids;
        PriceLevel[] asks;
    }

    /// @param slot whose zones and best prices to read
    function look(
        IExchange exchange,
        uint32[] calldata accounts,
        uint32[] calldata slots,
        OrderId[] calldata orders,
        uint32 slot,
        uint8 zoneCount
    ) external view returns (Look memory all) {
        all.accounts = new AccountData[](accounts.length);
        all.positions = new PositionData[](accounts.length * slots.length);
        for (uint256 i; i < accounts.length; ++i) {
            all.accounts[i] = exchange.accountData(accounts[i]);
            for (uint256 j; j < slots.length; ++j) {
                all.positions[i * slots.length + j] = exchange.positionData(accounts[i], slots[j]);
            }
        }
        all.orders = new OrderData[](orders.length);
        for (uint256 i; i < orders.length; ++i) all.orders[i] = exchange.orderData(orders[i]);
        all.zones = new ZoneData[](zoneCount);
        for (uint8 z; z < zoneCount; ++z) all.zones[z] = exchange.zoneData(slot, z);
        (all.bids, all.asks) = exchange.bestPrices(slot);
    }
}
