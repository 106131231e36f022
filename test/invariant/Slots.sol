// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {PricePair} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {VM} from "./Cheats.sol";
import {Clearing} from "./Clearing.sol";

/// @dev The life of slots: time passes, gates close, energy settles, fees go, and the ring comes round.
abstract contract Slots is Clearing {
    uint256 private constant MOST_SLOTS = 5;
    /// @dev {tick} tariff of zone 3 for the slots that open next.
    uint256 private tariff3 = 1;

    constructor() {
        for (uint32 account = 1; account <= ACCOUNTS; ++account) _deposit(account, 1_000_000 * account);
        _openLap(uint32(block.timestamp / SLOT_SECONDS) + 8);
    }

    // --- time -----------------------------------------------------------------------------------------------------

    function warp(uint256 seed) external {
        seed = _mix(seed);
        VM.warp(block.timestamp + 1 + (seed % 90));
        arrived = 0;
        _did(Act.Warp);
    }

    /// @dev To the very second at which the next slot's trading ends, now and then.
    function closeGate(uint256 seed) external {
        seed = _mix(seed);
        if (seed % 4 != 0) return;
        uint256 gate = type(uint256).max;
        for (uint256 i; i < slots.length; ++i) {
            if (_tradable(slots[i]) && _begin(slots[i]) - GATE < gate) gate = _begin(slots[i]) - GATE;
        }
        if (gate == type(uint256).max) return;
        VM.warp(gate);
        _keepTrading(seed);
        _did(Act.CloseGate);
    }

    /// @dev To the very second at which a slot's delivery is over, now and then.
    function deliver(uint256 seed) external {
        seed = _mix(seed);
        if (seed % 2 != 0) return;
        for (uint256 i; i < slots.length; ++i) {
            if (_tradable(slots[i]) || _over(slots[i])) continue;
            VM.warp(_begin(slots[i]) + SLOT_SECONDS);
            _keepTrading(seed);
            _did(Act.Deliver);
            return;
        }
    }

    // --- slots ----------------------------------------------------------------------------------------------------

    function settle(uint256 seed) external {
        seed = _mix(seed);
        for (uint256 i; i < slots.length; ++i) {
            uint32 slot = slots[(seed + i) % slots.length];
            if (!_over(slot) || slotOf[slot].left) continue;
            // Some accounts, one of them twice; some of their orders stay open, so that they are passed over.
            _settle(slot, seed >> 32, 0);
            _did(Act.Settle);
            return;
        }
    }

    function collectFees(uint256 seed) external {
        seed = _mix(seed);
        for (uint256 i; i < slots.length; ++i) {
            uint32 slot = slots[(seed + i) % slots.length];
            if (_tradable(slot)) continue;
            uint32[] memory twice = new uint32[](2);
            (twice[0], twice[1]) = (slot, slot);
            exchange.collectFees(twice);
            if (!slotOf[slot].left) _collected(slot);
            _tidy();
            _did(Act.CollectFees);
            return;
        }
    }

    function pullFees(uint256 seed) external {
        seed = _mix(seed);
        for (uint256 i; i <= OPERATORS; ++i) {
            uint16 operator = uint16((seed + i) % (OPERATORS + 1));
            if (owed[operator] == 0 && i != OPERATORS) continue;
            uint256 amount = router.pull(operator);
            uint256 less = operator == MARKET ? _keptLeft() : 0;
            uint256 expected = owed[operator] > less ? owed[operator] - less : 0;
            require(amount == expected * UNIT, "25: an operator got another amount");
            pulled += amount;
            if (amount != 0) (owed[operator], takenOff) = (0, takenOff + less);
            _did(Act.PullFees);
            return;
        }
    }

    function payOut(uint256 seed) external {
        seed = _mix(seed);
        paid += router.payOut(_payeeOf(seed % (OPERATORS + 1)));
        _did(Act.PayOut);
    }

    // --- hosts and discounts --------------------------------------------------------------------------------------

    /// @dev Also more than a host may have.
    function setHostShare(uint256 seed) external {
        seed = _mix(seed);
        uint16 host = uint16(1 + (seed % HOSTS));
        uint256 share = (seed >> 8) % 3 == 0 ? 0 : (seed >> 16) % 7_000;
        hosts.setShare(host, host, share);
        exchange.refreshHost(host);
        hostShare[host] = share < 5_000 ? share : 5_000;
        _did(Act.SetHostShare);
    }

    /// @dev Also more than an account may have. What rested may match with it.
    function setDiscount(uint256 seed) external {
        seed = _mix(seed);
        uint32[] memory accounts = new uint32[](1);
        accounts[0] = uint32(1 + (seed % ACCOUNTS));
        uint256 discount = (seed >> 8) % 10;
        discounts.setDiscount(_ownerOf(accounts[0]), discount);
        exchange.refreshDiscounts(accounts);
        discountOf[accounts[0]] = discount < 7 ? discount : 7;
        arrived = 0;
        _did(Act.SetDiscount);
    }

    function pullHost(uint256 seed) external {
        seed = _mix(seed);
        uint16 host = uint16(1 + (seed % HOSTS));
        uint256 amount = router.pullHost(host);
        require(amount == (hostOwed[host] / BASIS) * UNIT, "28: a host got another amount");
        hostOwed[host] %= BASIS;
        pulled += amount;
        _did(Act.PullHost);
    }

    /// @dev Counts for slots that open later.
    function setTariff(uint256 seed) external {
        seed = _mix(seed);
        tariff3 = seed % 6;
        area.setTariff(3, uint16(tariff3));
        _did(Act.SetTariff);
    }

    function openNext(uint256 seed) external {
        seed = _mix(seed);
        if (slots.length >= MOST_SLOTS) return;
        _openNext(seed);
        _did(Act.OpenNext);
    }

    /// @dev All slots are delivered, most is settled, and the ring comes round to the same storage.
    function jumpRing(uint256 seed) external {
        seed = _mix(seed);
        if (seed % 3 != 0) return;
        uint256 end;
        for (uint256 i; i < slots.length; ++i) if (_begin(slots[i]) > end) end = _begin(slots[i]);
        VM.warp(end + SLOT_SECONDS);
        uint32[] memory all = slots;
        // Mostly, one account's orders are left behind.
        bool none = live.length == 0 || (seed >> 8) % 4 == 0;
        uint256 left = none ? 0 : orders[live[(seed >> 16) % live.length]].account;
        for (uint256 i; i < all.length; ++i) {
            if (none || !slotOf[all[i]].left) _settle(all[i], 0, left);
            if ((seed >> (32 + i)) & 1 != 0) continue;
            exchange.collectFees(_slot(all[i]));
            if (!slotOf[all[i]].left) _collected(all[i]);
        }
        if (!none && _hasOrders(left)) _did(Act.LeaveBehind);
        uint32 next = base + uint32(RING);
        VM.warp(_begin(next - 8));
        _openLap(next);
        _tidy();
        _placeWhereLeft(seed >> 8);
        touched = 0;
        _did(Act.JumpRing);
    }

    /// @param keep bits of accounts that are not named @param idle account whose orders are left as they are
    function _settle(uint32 slot, uint256 keep, uint256 idle) private {
        OrderId[] memory ids = new OrderId[](live.length);
        uint256 count;
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.slot == slot && o.account != idle && (keep >> (64 + i)) & 3 != 3) ids[count++] = o.id;
        }
        assembly ("memory-safe") {
            mstore(ids, count)
        }
        uint32[] memory named = new uint32[](ACCOUNTS + 1);
        for (uint32 i; i < ACCOUNTS; ++i) named[i] = (keep >> i) & 1 == 0 ? i + 1 : 1;
        named[ACCOUNTS] = named[0];
        Bystander[] memory before = _watch(slot);
        VM.prank(STRANGER);
        exchange.settle(slot, named, ids, "");
        i07_nobodyElseLoses(before, STRANGER, slot);
        for (uint256 i; i < count; ++i) _claimById(ids[i]);
        for (uint256 i; i < named.length; ++i) _settled(named[i], slot);
        (arrived, touched) = (0, slot);
        _tidy();
    }

    function _settled(uint32 account, uint32 slot) private {
        if (_openOrders(account, slot) != 0) return;
        free[account] += _setsOf(account, slot);
        Holds storage h = holds[account][slot];
        slotOf[slot].settledSold += h.sold;
        slotOf[slot].settledBought += h.bought;
        (h.sold, h.bought) = (0, 0);
    }

    /// @dev Slots in which nothing is left to do are not looked at any more.
    function _tidy() private {
        for (uint256 i = slots.length; i > 0; --i) {
            uint32 slot = slots[i - 1];
            bool done = _over(slot) && slotOf[slot].collected;
            for (uint256 account = 1; account <= ACCOUNTS; ++account) done = done && !_isActive(account, slot);
            if (!done || slots.length == 1) continue;
            slots[i - 1] = slots[slots.length - 1];
            slots.pop();
        }
        arrived = 0;
    }

    // --- opening --------------------------------------------------------------------------------------------------

    function _openLap(uint32 first) private {
        base = first;
        for (uint32 i; i < 3; ++i) _open(first + i, i);
    }

    function _openNext(uint256 seed) private {
        uint32 slot = uint32(block.timestamp / SLOT_SECONDS) + 2;
        if (slot < base) slot = base;
        while (slotOf[slot].long != slotOf[slot].short) ++slot;
        _open(slot, seed);
    }

    /// @dev There is always a slot to trade in.
    function _keepTrading(uint256 seed) private {
        arrived = 0;
        for (uint256 i; i < slots.length; ++i) if (_tradable(slots[i])) return;
        _openNext(seed >> 8);
    }

    /// @dev Pairs of both signs and of all sizes: the books of the first fill 21 leaves of the bitmap.
    function _open(uint32 slot, uint256 seed) private {
        PricePair[] memory pairs = new PricePair[](1);
        uint256 kind = seed % 4;
        (pairs[0].slot, pairs[0].long, pairs[0].short) = (slot, -2_000, 3_000);
        if (kind == 1) (pairs[0].long, pairs[0].short) = (5, 40);
        if (kind == 2) (pairs[0].long, pairs[0].short) = (-50, -10);
        if (kind == 3) (pairs[0].long, pairs[0].short) = (-30, 30);
        exchange.openSlots(pairs);
        _addSlot(slot, pairs[0].long, pairs[0].short, tariff3);
        (arrived, touched) = (0, slot);
    }

    function _hasOrders(uint256 account) private view returns (bool) {
        for (uint256 i; i < live.length; ++i) if (orders[live[i]].account == account) return true;
        return false;
    }

    function _slot(uint32 slot) private pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = slot;
    }
}
