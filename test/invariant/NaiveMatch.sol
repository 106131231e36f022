// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {Ghost} from "./Ghost.sol";

/// @dev The rules of matching, restated without any index: before every step all open orders of the slot are looked at.
abstract contract NaiveMatch is Ghost {
    /// @dev A slot in memory, on which orders can be tried.
    /// @param place places in `orders` @param open {Wh} of each
    struct Trial {
        uint32 slot;
        uint256[] place;
        uint256[] open;
        int256[5] flow;
        uint256[5] fees;
    }

    /// @param value {tick x Wh} sum of price x energy @param fees {unit} of grid and market
    /// @param stopped whether an own order came next
    struct Outcome {
        uint256 filled;
        int256 value;
        uint256 fees;
        bool stopped;
    }

    function _trial(uint32 slot) internal view returns (Trial memory t) {
        t.slot = slot;
        uint256 count;
        for (uint256 i; i < live.length; ++i) if (orders[live[i]].slot == slot) ++count;
        (t.place, t.open) = (new uint256[](count), new uint256[](count));
        uint256 next;
        for (uint256 i; i < live.length; ++i) {
            if (orders[live[i]].slot != slot) continue;
            t.place[next] = live[i];
            t.open[next++] = orders[live[i]].open;
        }
        for (uint256 z; z < ZONES; ++z) t.flow[z] = slotOf[slot].zones[z].flow;
    }

    /// @dev Trades what an order can trade at once.
    function _meet(Trial memory t, Order memory o) internal view returns (Outcome memory r) {
        while (r.filled < o.energy) {
            (bool found, uint256 i, uint256 fee, uint256 room) = _bestOf(t, o);
            if (!found) break;
            GhostOrder storage maker = orders[t.place[i]];
            if (maker.account == o.account) {
                r.stopped = true;
                break;
            }
            uint256 energy = o.energy - r.filled;
            if (energy > room) energy = room;
            if (energy > t.open[i]) energy = t.open[i];
            t.open[i] -= energy;
            r.filled += energy;
            r.value += int256(maker.limit) * int256(energy);
            r.fees += fee * energy;
            _move(t, o, _homeOf(maker.account), energy);
        }
    }

    /// @dev The best open order that the limit accepts: effective price, path fee, zone, arrival.
    function _bestOf(
        Trial memory t,
        Order memory o
    ) internal view returns (bool found, uint256 best, uint256 bestFee, uint256 bestRoom) {
        (uint256[5] memory fees, uint256[5] memory rooms) = _paths(t, o);
        int256 sign = o.side == Side.Buy ? int256(1) : -1;
        int256 bestCost;
        uint256 bestZone;
        for (uint256 i; i < t.place.length; ++i) {
            GhostOrder storage maker = orders[t.place[i]];
            uint256 zone = _homeOf(maker.account);
            if (maker.side == o.side || t.open[i] == 0 || rooms[zone] == 0) continue;
            int256 cost = sign * maker.limit + int256(fees[zone]);
            if (cost > sign * o.limit) continue;
            bool better =
                cost < bestCost ||
                    (cost == bestCost && (fees[zone] < bestFee || (fees[zone] == bestFee && zone < bestZone)));
            if (found && !better) continue;
            (found, best, bestCost, bestFee, bestRoom, bestZone) = (true, i, cost, fees[zone], rooms[zone], zone);
        }
    }

    /// @dev {tick} all fees of the next Wh between the taker's zone and each other, and {Wh} for how much they hold.
    function _paths(
        Trial memory t,
        Order memory o
    ) private view returns (uint256[5] memory fees, uint256[5] memory rooms) {
        for (uint256 zone; zone < ZONES; ++zone) {
            (fees[zone], rooms[zone]) = (_marketFeeOf(o.account), FREE_LINK);
            for (uint256 z; z < ZONES; ++z) {
                int256 way = _wayOver(z, o, zone);
                if (way != 0) {
                    (uint256 surcharge, uint256 room) = _linkState(z, t.flow[z], way);
                    fees[zone] += surcharge;
                    if (room < rooms[zone]) rooms[zone] = room;
                }
                if (way != 0 || z == _meeting(o.zone, zone)) fees[zone] += slotOf[t.slot].zones[z].tariff;
            }
        }
    }

    /// @dev Whether energy between taker and maker crosses the link of zone z: 1 upward, -1 downward, 0 not.
    function _wayOver(uint256 z, Order memory o, uint256 makerZone) private pure returns (int256) {
        bool aboveTaker = (_upward(o.zone) >> z) & 1 != 0;
        bool aboveMaker = (_upward(makerZone) >> z) & 1 != 0;
        if (aboveTaker == aboveMaker) return 0;
        return aboveTaker == (o.side == Side.Sell) ? int256(1) : -1;
    }

    /// @dev The lowest zone above both: numbers grow downward.
    function _meeting(uint256 a, uint256 b) private pure returns (uint256 z) {
        for (uint256 i; i < ZONES; ++i) if (((_upward(a) & _upward(b)) >> i) & 1 != 0) z = i;
    }

    function _linkState(uint256 z, int256 flow, int256 way) private pure returns (uint256 surcharge, uint256 room) {
        uint256 capacity = _capacityOf(z);
        if (capacity == FREE_LINK) return (0, FREE_LINK);
        uint256 used = _abs(flow);
        if (_abs(flow + way) < used) return (0, used);
        room = capacity - used;
        (uint256[2] memory edges, uint256[2] memory surcharges) = _stepsOf(z);
        for (uint256 k; k < 2; ++k) {
            if (used >= edges[k]) surcharge = surcharges[k];
            else if (edges[k] - used < room) room = edges[k] - used;
        }
    }

    /// @dev Moves energy over the links and gives each zone of the path its part of the fees.
    function _move(Trial memory t, Order memory o, uint256 makerZone, uint256 energy) private view {
        for (uint256 z; z < ZONES; ++z) {
            int256 way = _wayOver(z, o, makerZone);
            if (way == 0 && z != _meeting(o.zone, makerZone)) continue;
            uint256 fee = slotOf[t.slot].zones[z].tariff;
            if (way != 0) {
                (uint256 surcharge, ) = _linkState(z, t.flow[z], way);
                fee += surcharge;
                t.flow[z] += way * int256(energy);
            }
            t.fees[z] += fee * energy;
        }
    }

    /// @dev Makes what was tried true, but for the taker's own part.
    function _commit(Trial memory t) internal {
        GhostSlot storage s = slotOf[t.slot];
        for (uint256 z; z < ZONES; ++z) {
            s.zones[z].flow = t.flow[z];
            s.zones[z].fees += t.fees[z];
        }
        for (uint256 i; i < t.place.length; ++i) {
            GhostOrder storage maker = orders[t.place[i]];
            uint256 energy = maker.open - t.open[i];
            if (energy == 0) continue;
            (maker.open, maker.filled) = (t.open[i], maker.filled + energy);
            int256 value = int256(maker.limit) * int256(energy);
            GhostZone storage zone = s.zones[_homeOf(maker.account)];
            zone.volume += energy;
            zone.notional += value;
            _hold(maker.account, t.slot, maker.side, energy);
            worth[maker.account] += maker.side == Side.Sell ? value : -value;
        }
    }

    /// @dev The taker pays for its fills, and for the escrow of their sets.
    function _pay(Order memory o, Outcome memory r) internal {
        bool buys = o.side == Side.Buy;
        int256 paid_ = (buys ? r.value : -r.value) + int256(r.fees);
        uint256 escrow = r.filled * (buys ? _depth(o.slot) : _floor(o.slot));
        worth[o.account] -= paid_;
        free[o.account] = uint256(int256(free[o.account]) - paid_ - int256(escrow));
        feesCharged += r.fees;
        _countFees(o.account, o.host, r.filled);
        _hold(o.account, o.slot, o.side, r.filled);
    }

    function _hold(uint256 account, uint32 slot, Side side, uint256 energy) private {
        if (side == Side.Sell) holds[account][slot].sold += energy;
        else holds[account][slot].bought += energy;
    }

    function _abs(int256 value) internal pure returns (uint256) {
        return uint256(value < 0 ? -value : value);
    }
}
