// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderData, PositionData, PriceLevel} from "../../contracts/interfaces/IMarketData.sol";
import {Slots} from "./Slots.sol";

/// @dev What must hold in the book after every call. Numbers as in docs/invariants.md.
abstract contract BookInvariants is Slots {
    // --- book -----------------------------------------------------------------------------------------------------

    function i12_ordersInTurn() external view {
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            OrderData memory d = exchange.orderData(o.id);
            require(d.account == o.account && d.postOnly == o.postOnly, "12: another order");
            require(d.open == o.open && d.filled == o.filled, "12: not the fills of the plain queue");
        }
    }

    function i13_levelsHoldVolume() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            for (uint8 z; z < ZONES; ++z) {
                _checkLevels(looked[k], z, Side.Buy);
                _checkLevels(looked[k], z, Side.Sell);
            }
        }
    }

    function i14_restsOnlyUnmatched() external view {
        if (arrived == 0) return;
        GhostOrder storage a = orders[arrived - 1];
        Order memory o = _order(a.account, a.slot);
        (o.side, o.limit) = (a.side, a.limit);
        (bool found, , , ) = _bestOf(_trial(a.slot), o);
        require(!found, "14: an order rests that could still match");
    }

    function i15_topIsBest() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            (PriceLevel[] memory bids, PriceLevel[] memory asks) = exchange.bestPrices(looked[k]);
            for (uint8 z; z < ZONES; ++z) {
                _checkTop(bids[z], looked[k], z, Side.Buy);
                _checkTop(asks[z], looked[k], z, Side.Sell);
            }
        }
    }

    function i18_endedStaysEnded() external view {
        uint256 count = orders.length;
        for (uint256 i; i < 6 && i < count; ++i) {
            GhostOrder storage o = orders[(touched + count + i * 7) % count];
            if (o.open + o.filled != 0) continue;
            OrderData memory d = exchange.orderData(o.id);
            require(d.open == 0 && d.filled == 0 && d.account == 0, "18: an ended order lives");
        }
    }

    function i19_openOrdersCounted() external view {
        uint32[] memory looked = _looked();
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            uint256 active;
            for (uint256 k; k < slots.length; ++k) if (_isActive(account, slots[k])) ++active;
            require(exchange.accountData(account).activeSlots == active, "19: count of active slots");
            for (uint256 k; k < looked.length; ++k) {
                PositionData memory p = _positionOf(account, looked[k]);
                require(p.openBids + p.openAsks == _openOrders(account, looked[k]), "19: count of open orders");
            }
        }
    }

    // --- how ------------------------------------------------------------------------------------------------------

    /// @dev The slot that was touched last, for the others are as they were; all where there were several.
    function _looked() internal view returns (uint32[] memory list) {
        if (touched == 0) return slots;
        list = new uint32[](1);
        list[0] = touched;
    }

    function _checkLevels(uint32 slot, uint8 zone, Side side) private view {
        (PriceLevel[] memory levels, uint256 next) = exchange.depth(slot, zone, side, 0, 14);
        require(next == 0, "13: more levels than prices");
        uint256 listed;
        for (uint256 i; i < levels.length; ++i) {
            uint256 energy = _openAt(slot, zone, side, levels[i].price);
            require(levels[i].energy == energy && energy != 0, "13: a level does not hold what is open");
            listed += energy;
            bool falls = i == 0 || (side == Side.Buy) == (levels[i].price < levels[i - 1].price);
            require(falls && (i == 0 || levels[i].price != levels[i - 1].price), "13: levels out of order");
        }
        (uint256 open, ) = _openIn(slot, zone, side);
        require(listed == open, "13: an open order is in no level");
    }

    function _checkTop(PriceLevel memory top, uint32 slot, uint8 zone, Side side) private view {
        (uint256 open, int24 best) = _openIn(slot, zone, side);
        if (open == 0) require(top.energy == 0, "15: a top without orders");
        else require(top.price == best && top.energy == _openAt(slot, zone, side, best), "15: the top is not the best");
    }

    function _openAt(uint32 slot, uint8 zone, Side side, int24 limit) private view returns (uint256 energy) {
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.limit == limit && o.slot == slot && o.side == side && _homeOf(o.account) == zone) energy += o.open;
        }
    }

    function _openIn(uint32 slot, uint8 zone, Side side) private view returns (uint256 energy, int24 best) {
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.open == 0 || o.slot != slot || o.side != side || _homeOf(o.account) != zone) continue;
            if (energy == 0 || (side == Side.Buy ? o.limit > best : o.limit < best)) best = o.limit;
            energy += o.open;
        }
    }
}
