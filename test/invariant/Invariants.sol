// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {HostData} from "../../contracts/interfaces/IHosting.sol";
import {OrderData, PositionData, SlotData, ZoneData} from "../../contracts/interfaces/IMarketData.sol";
import {VM} from "./Cheats.sol";
import {BookInvariants} from "./BookInvariants.sol";

/// @dev What must hold of money, energy, flow and fees after every call: what the exchange says against the plain
/// lists. Numbers as in docs/invariants.md.
abstract contract Invariants is BookInvariants {
    /// @notice All went well, and nothing happened.
    error Undone();

    // --- money ----------------------------------------------------------------------------------------------------

    function i01_poolHoldsWhatItOwes() external view {
        uint256 units = _inPool();
        require(watt.balanceOf(address(exchange)) == units * UNIT + donated, "1: the pool is not what it owes");
    }

    function i02_routerHoldsWhatItOwes() external view {
        uint256 sum;
        for (uint256 operator; operator <= OPERATORS; ++operator) sum += router.owed(_payeeOf(operator));
        require(router.totalOwed() == sum, "2: the sum of what the router owes is wrong");
        require(watt.balanceOf(address(router)) == sum, "2: the router is not what it owes");
    }

    function i03_deltasSumToZero() external view {
        int256 sum;
        for (uint256 account = 1; account <= ACCOUNTS; ++account) sum += worth[account];
        require(sum + int256(feesCharged) == int256(moneyIn) - int256(moneyOut), "3: trades made or lost money");
        uint256 held = watt.balanceOf(address(exchange)) - donated + pulled;
        require(held == (moneyIn - moneyOut) * UNIT, "3: money was made or lost");
    }

    function i04_worthFollowsTrades() external view {
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            uint256 held = exchange.accountData(account).free;
            for (uint256 i; i < live.length; ++i) {
                GhostOrder storage o = orders[live[i]];
                if (o.account != account) continue;
                OrderData memory d = exchange.orderData(o.id);
                held += d.open * _lockRate(o.slot, o.side, o.limit);
                held += d.filled * (o.side == Side.Sell ? _floor(o.slot) : _depth(o.slot));
            }
            for (uint256 k; k < slots.length; ++k) held += _setsIn(account, slots[k]);
            require(int256(held) == worth[account], "4: an account is worth other than its trades say");
        }
    }

    function i05_freeFunds() external view {
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            require(exchange.accountData(account).free == free[account], "5: free funds");
        }
    }

    /// @dev Everyone takes all; then it is undone, for it leaves nothing to trade with.
    function i08_freeFundsCanLeave() external {
        if (block.timestamp >= pauseFrom) exchange.pause();
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            _bar(account, true);
            if (free[account] == 0) continue;
            VM.prank(_ownerOf(account));
            exchange.withdraw(account, free[account] * UNIT);
            require(exchange.accountData(account).free == 0, "8: free funds stay behind");
        }
        revert Undone();
    }

    // --- energy ---------------------------------------------------------------------------------------------------

    function i09_soldIsBought() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            GhostSlot storage s = slotOf[looked[k]];
            (uint256 sold, uint256 bought) = _heldIn(looked[k]);
            require(sold + s.settledSold == bought + s.settledBought, "9: sold is not bought");
        }
    }

    function i10_eachWhSettlesOnce() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            GhostSlot storage s = slotOf[looked[k]];
            (uint256 sold, uint256 bought) = _heldIn(looked[k]);
            uint256 volume;
            for (uint256 z; z < ZONES; ++z) volume += s.zones[z].volume;
            require(sold + s.netted + s.settledSold == volume, "10: a Wh sold settles other than once");
            require(bought + s.netted + s.settledBought == volume, "10: a Wh bought settles other than once");
        }
    }

    function i11_positions() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            for (uint32 account = 1; account <= ACCOUNTS; ++account) {
                PositionData memory p = _positionOf(account, looked[k]);
                (uint256 sold, uint256 bought) = _claimable(account, looked[k]);
                Holds storage h = holds[account][looked[k]];
                require(p.sold + sold == h.sold && p.bought + bought == h.bought, "11: a position");
            }
        }
    }

    // --- flow, fees, terms ----------------------------------------------------------------------------------------

    function i20_flowWithinCapacity() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            for (uint8 z = 1; z < ZONES; ++z) {
                int256 flow = exchange.zoneData(looked[k], z).flow;
                require(_abs(flow) <= _capacityOf(z), "20: a link carries more than it can");
            }
        }
    }

    function i21_flowIsSumOfTrades() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            for (uint8 z; z < ZONES; ++z) {
                require(exchange.zoneData(looked[k], z).flow == slotOf[looked[k]].zones[z].flow, "21: flow");
            }
        }
    }

    function i22_volumeIsSumOfTrades() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            for (uint8 z; z < ZONES; ++z) {
                ZoneData memory d = exchange.zoneData(looked[k], z);
                GhostZone storage zone = slotOf[looked[k]].zones[z];
                require(d.volume == zone.volume && d.notional == zone.notional, "22: volume or notional");
            }
        }
    }

    function i23_zonesEarnPathFees() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            if (slotOf[looked[k]].left) continue;
            for (uint8 z; z < ZONES; ++z) {
                require(exchange.zoneData(looked[k], z).fees == slotOf[looked[k]].zones[z].fees, "23: fees of a zone");
            }
        }
    }

    function i24_operatorsAreOwedTheirFees() external view {
        for (uint16 operator = 1; operator <= OPERATORS; ++operator) {
            require(exchange.feesOwed(operator) == owed[operator], "24: fees owed to an operator");
        }
        (uint256 collected, uint256 less) = exchange.marketFees();
        require(collected == owed[MARKET] && less == _keptLeft(), "24: fees of the market");
        require(exchange.feesOwed(MARKET) == (collected > less ? collected - less : 0), "24: fees owed to the market");
    }

    function i25_routerPartsSumUp() external view {
        require(router.totalOwed() + paid == pulled, "25: the parts are not the amount");
    }

    function i26_termsAreFrozen() external view {
        uint32[] memory looked = _looked();
        for (uint256 k; k < looked.length; ++k) {
            GhostSlot storage s = slotOf[looked[k]];
            if (s.left) continue;
            SlotData memory d = exchange.slotData(looked[k]);
            require(d.long == s.long && d.short == s.short && d.collected == s.collected, "26: the slot's pair");
            require(d.tradableUntil == _begin(looked[k]) - GATE, "26: the slot's gate");
            require(d.terms.tariffOf(3) == s.zones[3].tariff, "26: a tariff changed in an open slot");
        }
    }

    function i28_hostsAndDiscountsWithinTheFee() external view {
        uint256 counted;
        for (uint16 host; host <= HOSTS; ++host) {
            HostData memory d = exchange.hostData(host);
            require(d.owed == hostOwed[host] && d.share == hostShare[host], "28: what a host is owed");
            counted += d.kept;
        }
        require(counted == kept && kept == hostsEarned + waived * BASIS, "28: what hosts and discounts kept");
        require(2 * hostsEarned <= marketPaid * BASIS, "28: hosts have more than half of what takers paid");
        uint256 volume = (marketPaid + waived) / MARKET_FEE;
        require(volume * MARKET_FEE == marketPaid + waived, "28: paid and waived are not the fee");
        require((kept + BASIS - 1) / BASIS <= volume * MARKET_FEE, "28: more is kept than the fee");
    }

    // --- how ------------------------------------------------------------------------------------------------------

    /// @dev {unit} of everyone, by what the exchange itself says of each.
    function _inPool() private view returns (uint256 units) {
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            units += exchange.accountData(account).free;
            for (uint256 k; k < slots.length; ++k) units += _setsIn(account, slots[k]);
        }
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            OrderData memory d = exchange.orderData(o.id);
            units += d.open * _lockRate(o.slot, o.side, o.limit);
            // What a maker locked for its fill is in part the price, which the taker has got for it or has paid.
            units += d.filled * (o.side == Side.Sell ? _floor(o.slot) : _depth(o.slot));
        }
        for (uint256 k; k < slots.length; ++k) {
            if (slotOf[slots[k]].left || slotOf[slots[k]].collected) continue;
            for (uint8 z; z < ZONES; ++z) {
                ZoneData memory d = exchange.zoneData(slots[k], z);
                units += d.fees + d.volume * MARKET_FEE;
            }
        }
        for (uint16 operator = 1; operator <= OPERATORS; ++operator) units += exchange.feesOwed(operator);
        (uint256 collected, ) = exchange.marketFees();
        units += collected + takenOff;
        uint256 less;
        for (uint16 host; host <= HOSTS; ++host) {
            HostData memory d = exchange.hostData(host);
            less += d.kept - d.owed;
        }
        units -= less / BASIS;
    }

    function _setsIn(uint32 account, uint32 slot) private view returns (uint256) {
        PositionData memory p = _positionOf(account, slot);
        return p.sold * _floor(slot) + p.bought * _depth(slot);
    }

    /// @dev Energy of all accounts in a slot, claimed and claimable, as the exchange says.
    function _heldIn(uint32 slot) private view returns (uint256 sold, uint256 bought) {
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            PositionData memory p = _positionOf(account, slot);
            (sold, bought) = (sold + p.sold, bought + p.bought);
        }
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.slot != slot) continue;
            uint256 filled = exchange.orderData(o.id).filled;
            if (o.side == Side.Sell) sold += filled;
            else bought += filled;
        }
    }
}
