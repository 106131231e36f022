// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Kind, Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {VM} from "./Cheats.sol";
import {Draw} from "./Draw.sol";

/// @dev The verbs of the book, called only as they will be taken; what they do is foretold by the naive match.
abstract contract Trading is Draw {
    // --- placing --------------------------------------------------------------------------------------------------

    function placeLimit(uint256 seed) external {
        seed = _mix(seed);
        _placeAs(seed, Kind.Limit, Act.Limit);
    }

    function placeCrossing(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        o.limit = o.side == Side.Buy ? slotOf[o.slot].short : slotOf[o.slot].long;
        _place(o, Act.Limit);
    }

    function placeImmediateOrCancel(uint256 seed) external {
        seed = _mix(seed);
        _placeAs(seed, Kind.ImmediateOrCancel, Act.ImmediateOrCancel);
    }

    function placePostOnly(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        o.kind = Kind.PostOnly;
        if (_matches(o)) o.limit = _timid(o);
        if (!_matches(o)) _place(o, Act.PostOnly);
    }

    function placeFillOrKill(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _drawFillable(seed);
        if (!ready) return;
        o.kind = Kind.FillOrKill;
        _place(o, Act.FillOrKill);
    }

    function placeMinimumFill(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _drawFillable(seed);
        if (!ready) return;
        o.minFill = o.energy;
        o.energy += uint40(seed % 40);
        _place(o, Act.MinimumFill);
    }

    /// @dev At the very place of the ring where an older slot's order still lies.
    function placeWhereLeft(uint256 seed) external {
        _placeWhereLeft(_mix(seed));
    }

    function _placeWhereLeft(uint256 seed) internal {
        for (uint256 i; i < live.length && live.length < MOST_LIVE; ++i) {
            GhostOrder storage old = orders[live[(seed + i) % live.length]];
            (bool found, Order memory o) = _drawWhereLeft(old);
            if (!found) continue;
            o.energy = uint40(_between(MIN_ENERGY, 200, seed >> 72));
            return _place(o, Act.PlaceWhereLeft);
        }
    }

    function placeBatch(uint256 seed) external {
        seed = _mix(seed);
        Order[] memory batch = new Order[](3);
        for (uint256 i; i < 3; ++i) {
            (bool ready, Order memory o) = _draw(_next(seed, i));
            if (!ready) return;
            if (i != 0) {
                o.account = _sibling(batch[0].account, i);
                o.zone = uint8(_homeOf(o.account));
                if (_blocked(o.account, o.slot)) return;
            }
            o.kind = i == 1 ? Kind.ImmediateOrCancel : Kind.Limit;
            batch[i] = o;
        }
        for (uint256 i; i < 3; ++i) _fund(batch[i].account, 3 * _locks(batch[i]));
        VM.prank(_ownerOf(batch[0].account));
        OrderId[] memory ids = exchange.placeOrders(batch);
        for (uint256 i; i < 3; ++i) {
            Trial memory t = _trial(batch[i].slot);
            _book(t, batch[i], _meet(t, batch[i]), ids[i]);
        }
        touched = 0;
        _did(Act.Batch);
    }

    /// @dev Legs of both accounts of an owner; the second sees the book as the first has left it.
    function placeBasket(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        Order[] memory legs = new Order[](2);
        Outcome[] memory outcomes = new Outcome[](2);
        Trial memory t = _trial(o.slot);
        for (uint256 i; i < 2; ++i) {
            (bool fillable, Order memory leg) = _drawLeg(t, o, _next(seed, i));
            if (!fillable) return;
            (legs[i], outcomes[i]) = (leg, _meet(t, leg));
        }
        for (uint256 i; i < 2; ++i) _fund(legs[i].account, _locks(legs[0]) + _locks(legs[1]));
        Bystander[] memory before = _watch(o.slot);
        VM.prank(_ownerOf(o.account));
        exchange.placeBasket(legs);
        i07_nobodyElseLoses(before, _ownerOf(o.account), o.slot);
        _commit(t);
        for (uint256 i; i < 2; ++i) _pay(legs[i], outcomes[i]);
        (arrived, touched) = (0, o.slot);
        _did(Act.Basket);
    }

    /// @dev Own orders on the other side make way; those that have ended already are passed over.
    function placeClosing(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        (bool found, OrderId id) = _latestAgainst(o);
        if (!found) return;
        _fund(o.account, _locks(o));
        _endById(id);
        Trial memory t = _trial(o.slot);
        Outcome memory r = _meet(t, o);
        VM.prank(_ownerOf(o.account));
        (OrderId rested, uint256 filled) = exchange.placeOrderClosing(o, _one(id));
        require(filled == r.filled, "15: not what the naive match fills");
        _book(t, o, r, rested);
        _did(Act.Closing);
    }

    function placeThenCancel(uint256 seed) external {
        seed = _mix(seed);
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        o.limit = _matches(o) ? _timid(o) : o.limit;
        if (_matches(o)) return;
        _fund(o.account, _locks(o));
        bytes32 before = _print(o.account, o);
        address owner = _ownerOf(o.account);
        VM.prank(owner);
        (OrderId id, ) = exchange.placeOrder(o);
        _addOrder(id, o, o.energy);
        VM.prank(owner);
        exchange.cancelOrders(_one(id));
        i06_placeThenCancel(before, _print(o.account, o));
        _closeOrder(orders.length - 1, true);
        (arrived, touched) = (0, o.slot);
        _did(Act.PlaceThenCancel);
    }

    // --- open orders ----------------------------------------------------------------------------------------------

    function replaceInPlace(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 place) = _pickOpen(seed, true);
        if (!found || orders[place].open < MIN_ENERGY) return;
        GhostOrder storage o = orders[place];
        uint256 energy = _between(MIN_ENERGY, o.open, seed >> 64);
        VM.prank(_ownerOf(o.account));
        (OrderId id, uint256 filled) = exchange.replaceOrder(o.id, o.open, uint40(energy), o.limit);
        require(OrderId.unwrap(id) == OrderId.unwrap(o.id) && filled == 0, "12: an order lost its place");
        free[o.account] += (o.open - energy) * _lockRate(o.slot, o.side, o.limit);
        o.open = energy;
        (arrived, touched) = (0, o.slot);
        _did(Act.ReplaceInPlace);
    }

    function replaceAnew(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 place) = _pickOpen(seed, true);
        if (!found || _blocked(orders[place].account, orders[place].slot)) return;
        GhostOrder memory old = orders[place];
        Order memory o = _order(old.account, old.slot);
        (o.side, o.limit, o.host) = (old.side, _priceOf(old.slot, seed >> 64), old.host);
        if (old.postOnly) o.kind = Kind.PostOnly;
        // At the same price it must get larger to lose its place.
        o.energy = uint40(o.limit == old.limit ? old.open + MIN_ENERGY : _between(MIN_ENERGY, 200, seed >> 96));
        if (old.postOnly && _matches(o)) return;
        _fund(o.account, _locks(o));
        _closeOrder(place, true);
        Trial memory t = _trial(o.slot);
        Outcome memory r = _meet(t, o);
        Bystander[] memory before = _watch(o.slot);
        VM.prank(_ownerOf(o.account));
        (OrderId id, uint256 filled) = exchange.replaceOrder(old.id, old.open, o.energy, o.limit);
        i07_nobodyElseLoses(before, _ownerOf(o.account), o.slot);
        require(filled == r.filled, "15: not what the naive match fills");
        _book(t, o, r, id);
        _did(Act.ReplaceAnew);
    }

    function cancel(uint256 seed) external {
        seed = _mix(seed);
        if (_cancelOne(seed)) _did(Act.Cancel);
    }

    function claim(uint256 seed) external {
        seed = _mix(seed);
        if (live.length == 0) return;
        uint256 count = 1 + ((seed >> 32) % 4);
        OrderId[] memory ids = new OrderId[](count);
        for (uint256 i; i < count; ++i) ids[i] = orders[live[(seed + i) % live.length]].id;
        uint32 slot = orders[live[seed % live.length]].slot;
        Bystander[] memory before = _watch(slot);
        VM.prank(STRANGER);
        exchange.claim(ids);
        i07_nobodyElseLoses(before, STRANGER, slot);
        for (uint256 i; i < count; ++i) _claimById(ids[i]);
        (arrived, touched) = (0, slot);
        _did(Act.Claim);
    }

    /// @dev Cancels an open order, in whatever state its slot is.
    function _cancelOne(uint256 seed) internal returns (bool found) {
        uint256 place;
        (found, place) = _pickOpen(seed, false);
        if (!found) return false;
        address trader = orders[place].account == 1 && seed & 1 != 0 ? DELEGATE : _ownerOf(orders[place].account);
        uint32 slot = orders[place].slot;
        Bystander[] memory before = _watch(slot);
        VM.prank(trader);
        exchange.cancelOrders(_one(orders[place].id));
        i07_nobodyElseLoses(before, _ownerOf(orders[place].account), slot);
        _closeOrder(place, true);
        (arrived, touched) = (0, slot);
    }

    function _latestAgainst(Order memory o) private view returns (bool, OrderId id) {
        for (uint256 i = orders.length; i > 0; --i) {
            GhostOrder storage own = orders[i - 1];
            if (own.account == o.account && own.slot == o.slot && own.side != o.side) return (true, own.id);
        }
        return (false, id);
    }

    // --- how ------------------------------------------------------------------------------------------------------

    function _placeAs(uint256 seed, Kind kind, Act act) internal {
        (bool ready, Order memory o) = _draw(seed);
        if (!ready) return;
        o.kind = kind;
        _place(o, act);
    }

    function _place(Order memory o, Act act) private {
        _fund(o.account, _locks(o));
        Trial memory t = _trial(o.slot);
        Outcome memory r = _meet(t, o);
        i27_quoteIsKept(o, r);
        Bystander[] memory before = _watch(o.slot);
        uint256 free_ = free[o.account];
        VM.prank(o.account == 1 && o.energy % 2 == 0 ? DELEGATE : _ownerOf(o.account));
        (OrderId id, uint256 filled) = exchange.placeOrder(o);
        require(filled == r.filled, "15: not what the naive match fills");
        i07_nobodyElseLoses(before, _ownerOf(o.account), o.slot);
        i16_withinLimit(o, free_, OrderId.unwrap(id) == 0 ? filled : o.energy);
        _book(t, o, r, id);
        _did(act);
    }
}
