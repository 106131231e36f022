// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Kind, Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {VM} from "./Cheats.sol";
import {Watch} from "./Watch.sol";

/// @dev Finds calls that will be taken, and takes over in the plain lists what they did.
abstract contract Draw is Watch {
    /// @dev Bounds what an invariant has to look at.
    uint256 internal constant MOST_LIVE = 32;

    // --- orders that would be taken -----------------------------------------------------------------------------

    /// @dev An order that would be taken, if there is a slot for it.
    function _draw(uint256 seed) internal view returns (bool ready, Order memory o) {
        if (live.length >= MOST_LIVE) return (false, o);
        for (uint256 i; i < slots.length && !ready; ++i) {
            uint32 slot = slots[(seed + i) % slots.length];
            o = _order(uint32(1 + ((seed >> 16) % ACCOUNTS)), slot);
            ready = _tradable(slot) && !_blocked(o.account, slot);
        }
        if (!ready) return (false, o);
        o.side = (seed >> 32) & 1 == 0 ? Side.Buy : Side.Sell;
        o.limit = _priceOf(o.slot, seed >> 40);
        o.energy = uint40(_between(MIN_ENERGY, 200, seed >> 72));
        // None, the two that have a licence, or any other.
        o.host = uint16((seed >> 104) % 4 == 3 ? seed >> 106 : (seed >> 104) % 4);
    }

    /// @dev An order that finds all its energy, which is as much as there is half of the time.
    function _drawFillable(uint256 seed) internal view returns (bool ready, Order memory o) {
        (ready, o) = _draw(seed);
        if (!ready) return (false, o);
        uint40 wanted = o.energy;
        o.limit = _eager(o);
        for (uint256 i; i < 2; ++i) {
            o.energy = 400;
            uint256 most = _meet(_trial(o.slot), o).filled;
            o.energy = most < wanted || seed % 2 == 0 ? uint40(most) : wanted;
            if (most >= MIN_ENERGY) return (true, o);
            o.side = o.side == Side.Buy ? Side.Sell : Side.Buy;
            o.limit = _eager(o);
        }
        return (false, o);
    }

    /// @dev A leg for one of the two accounts that finds its energy in what the legs before have left.
    function _drawLeg(Trial memory t, Order memory o, uint256 seed) internal view returns (bool, Order memory leg) {
        for (uint256 i; i < 4; ++i) {
            leg = _order(_sibling(o.account, seed + i), o.slot);
            leg.side = (seed + i / 2) % 4 < 2 ? Side.Buy : Side.Sell;
            (leg.limit, leg.energy) = (_eager(leg), 60);
            uint256 most = _meet(_copy(t), leg).filled;
            if (most < MIN_ENERGY || _blocked(leg.account, leg.slot)) continue;
            leg.energy = uint40(_between(MIN_ENERGY, most, seed >> 8));
            return (true, leg);
        }
        return (false, leg);
    }

    /// @dev An order of a neighbour at the same price, in the slot that has taken the place of the old order's.
    function _drawWhereLeft(GhostOrder storage old) internal view returns (bool, Order memory o) {
        for (uint256 i; i < slots.length; ++i) {
            uint32 slot = slots[i];
            if (slot <= old.slot || slot % RING != old.slot % RING || !_tradable(slot)) continue;
            if (old.limit < slotOf[slot].long || old.limit > slotOf[slot].short) continue;
            for (uint32 account = 1; account <= ACCOUNTS; ++account) {
                if (_homeOf(account) != _homeOf(old.account) || _blocked(account, slot)) continue;
                o = _order(account, slot);
                (o.side, o.limit) = (old.side, old.limit);
                return (true, o);
            }
        }
        return (false, o);
    }

    function _matches(Order memory o) internal view returns (bool found) {
        (found, , , ) = _bestOf(_trial(o.slot), o);
    }

    /// @dev The limit that accepts every price there may be, and the one that accepts none but the best.
    function _eager(Order memory o) internal view returns (int24) {
        return o.side == Side.Buy ? slotOf[o.slot].short : slotOf[o.slot].long;
    }

    function _timid(Order memory o) internal view returns (int24) {
        return o.side == Side.Buy ? slotOf[o.slot].long : slotOf[o.slot].short;
    }

    /// @dev {tick} one of thirteen prices of the pair.
    function _priceOf(uint32 slot, uint256 seed) internal view returns (int24) {
        (int24 long, int24 short) = (slotOf[slot].long, slotOf[slot].short);
        return long + int24(((int256(short) - long) * int256((seed & 0xFFFF) % 13)) / 12);
    }

    function _pickOpen(uint256 seed, bool inTime) internal view returns (bool found, uint256 place) {
        for (uint256 i; i < live.length; ++i) {
            place = live[(i + ((seed >> 8) % live.length)) % live.length];
            if (orders[place].open != 0 && (!inTime || _tradable(orders[place].slot))) return (true, place);
        }
    }

    /// @dev Whether the account must first be settled in a slot that had the same place in the ring.
    function _blocked(uint32 account, uint32 slot) internal view returns (bool) {
        for (uint256 i; i < slots.length; ++i) {
            bool shares = slots[i] != slot && slots[i] % RING == slot % RING;
            if (shares && _isActive(account, slots[i])) return true;
        }
        return false;
    }

    function _sibling(uint32 account, uint256 seed) internal pure returns (uint32) {
        return seed % 2 == 0 ? account : ((account - 1) ^ 1) + 1;
    }

    // --- money, lists, numbers ----------------------------------------------------------------------------------

    /// @dev Takes over what a call has done to an order.
    function _book(Trial memory t, Order memory o, Outcome memory r, OrderId id) internal {
        _commit(t);
        _pay(o, r);
        bool rests = r.filled != o.energy && !r.stopped && o.kind <= Kind.PostOnly;
        require((OrderId.unwrap(id) != 0) == rests, "14: an order rests that should not, or does not that should");
        (arrived, touched) = (0, o.slot);
        if (rests) _addOrder(id, o, o.energy - r.filled);
    }

    function _claimById(OrderId id) internal {
        for (uint256 i; i < live.length; ++i) {
            if (OrderId.unwrap(orders[live[i]].id) == OrderId.unwrap(id)) return _claimOrder(live[i]);
        }
    }

    function _endById(OrderId id) internal {
        for (uint256 i; i < live.length; ++i) {
            if (OrderId.unwrap(orders[live[i]].id) == OrderId.unwrap(id)) return _closeOrder(live[i], true);
        }
    }

    function _locks(Order memory o) internal view returns (uint256) {
        return o.energy * _lockRate(o.slot, o.side, o.limit);
    }

    /// @dev Pays in exactly what is missing.
    function _fund(uint32 account, uint256 units) internal {
        if (free[account] < units) _deposit(account, units - free[account]);
    }

    function _deposit(uint32 account, uint256 units) internal {
        VM.prank(_ownerOf(account));
        exchange.deposit(account, units * UNIT);
        free[account] += units;
        worth[account] += int256(units);
        moneyIn += units;
    }

    function _copy(Trial memory t) internal pure returns (Trial memory c) {
        (c.slot, c.place, c.open) = (t.slot, t.place, new uint256[](t.open.length));
        for (uint256 i; i < t.open.length; ++i) c.open[i] = t.open[i];
        for (uint256 z; z < ZONES; ++z) c.flow[z] = t.flow[z];
    }

    function _one(OrderId id) internal pure returns (OrderId[] memory ids) {
        ids = new OrderId[](1);
        ids[0] = id;
    }

    function _between(uint256 least, uint256 most, uint256 seed) internal pure returns (uint256) {
        return least + ((seed % 2 ** 32) % (most - least + 1));
    }

    /// @dev The fuzzer likes small numbers, whose high bits would say nothing.
    function _mix(uint256 seed) internal view returns (uint256) {
        return _next(seed, block.timestamp + orders.length);
    }

    function _next(uint256 seed, uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }
}
