// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Kind, Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {World} from "./World.sol";

/// @dev What the market must be, kept in plain lists and sums beside it: orders in the order of their arrival, money by
/// account, energy by account and slot, and what every trade moved.
abstract contract Ghost is World {
    /// @param open {Wh} @param filled {Wh} not claimed yet
    struct GhostOrder {
        OrderId id;
        uint32 account;
        uint32 slot;
        Side side;
        int24 limit;
        bool postOnly;
        uint16 host;
        uint256 open;
        uint256 filled;
    }

    /// @param sold {Wh} @param bought {Wh} claimed and claimable, after netting
    struct Holds {
        uint256 sold;
        uint256 bought;
    }

    /// @param volume {Wh} @param notional {tick x Wh} of the trades with makers of a zone
    /// @param flow {Wh} over its link, upward positive @param fees {unit} of its operator
    struct GhostZone {
        uint256 volume;
        int256 notional;
        int256 flow;
        uint256 fees;
        uint256 tariff;
    }

    /// @param left whether a newer slot has taken its place in the ring
    /// @param settledSold {Wh} @param settledBought {Wh} @param netted {Wh}
    struct GhostSlot {
        int24 long;
        int24 short;
        bool collected;
        bool left;
        uint256 settledSold;
        uint256 settledBought;
        uint256 netted;
        GhostZone[5] zones;
    }

    GhostOrder[] internal orders;
    /// @dev Places in `orders` of those that are not ended, oldest first.
    uint256[] internal live;
    /// @dev Slots with anything unsettled, and the newest.
    uint32[] internal slots;
    mapping(uint32 slot => GhostSlot) internal slotOf;
    mapping(uint256 account => mapping(uint32 slot => Holds)) internal holds;
    /// @dev {unit}
    mapping(uint256 account => uint256) internal free;
    /// @dev {unit} what came in and did not go out, with every trade at its price and its fees.
    mapping(uint256 account => int256) internal worth;
    /// @dev {unit} booked to each operator, not withdrawn yet.
    mapping(uint256 operator => uint256) internal owed;
    /// @dev {base unit} that went from the router's operators to payees, and that was given to the pool.
    uint256 internal pulled;
    uint256 internal paid;
    uint256 internal donated;
    /// @dev {unit} of all trades.
    uint256 internal feesCharged;
    /// @dev {basis point} of the market fee, by host.
    uint256[3] internal hostShare;
    /// @dev {unit bp} earned and not withdrawn, by host; earned by all hosts ever; that the market goes without.
    uint256[3] internal hostOwed;
    uint256 internal hostsEarned;
    uint256 internal kept;
    /// @dev {unit} of that, taken off what the market was owed.
    uint256 internal takenOff;
    /// @dev {unit} of market fees that takers paid, and did not pay for their discounts.
    uint256 internal marketPaid;
    uint256 internal waived;
    /// @dev {tick}
    mapping(uint256 account => uint256) internal discountOf;
    uint256 internal moneyIn;
    uint256 internal moneyOut;
    /// @dev Place in `orders` of the order that came to rest last, plus one; 0 once anything else has happened.
    uint256 internal arrived;
    /// @dev The slot that the last call was about, 0 where it was about several; and the first of all.
    uint32 internal touched;
    uint32 private firstSlot;

    // --- units ----------------------------------------------------------------------------------------------------

    /// @dev {tick} what a Wh at a limit locks.
    function _lockRate(uint32 slot, Side side, int256 limit) internal view returns (uint256) {
        int256 rate = side == Side.Buy ? limit + int256(_depth(slot)) : int256(_floor(slot)) - limit;
        return uint256(rate);
    }

    /// @dev {tick} max(short, 0)
    function _floor(uint32 slot) internal view returns (uint256) {
        int256 short = slotOf[slot].short;
        return short > 0 ? uint256(short) : 0;
    }

    /// @dev {tick} -min(long, 0)
    function _depth(uint32 slot) internal view returns (uint256) {
        int256 long = slotOf[slot].long;
        return long < 0 ? uint256(-long) : 0;
    }

    function _setsOf(uint256 account, uint32 slot) internal view returns (uint256) {
        Holds storage h = holds[account][slot];
        return h.sold * _floor(slot) + h.bought * _depth(slot);
    }

    function _begin(uint32 slot) internal pure returns (uint256) {
        return uint256(slot) * SLOT_SECONDS;
    }

    function _tradable(uint32 slot) internal view returns (bool) {
        return block.timestamp < _begin(slot) - GATE;
    }

    function _over(uint32 slot) internal view returns (bool) {
        return block.timestamp >= _begin(slot) + SLOT_SECONDS;
    }

    // --- fees -----------------------------------------------------------------------------------------------------

    /// @dev {tick} what an account pays the market as a taker.
    function _marketFeeOf(uint256 account) internal view returns (uint256) {
        return discountOf[account] < MARKET_FEE ? MARKET_FEE - discountOf[account] : 0;
    }

    /// @dev {unit} that hosts and discounts kept and the market has not gone without yet; parts of units count whole.
    function _keptLeft() internal view returns (uint256) {
        return (kept + BASIS - 1) / BASIS - takenOff;
    }

    function _countFees(uint256 account, uint256 host, uint256 energy) internal {
        uint256 fee = _marketFeeOf(account);
        uint256 part = host <= HOSTS ? energy * fee * hostShare[host] : 0;
        marketPaid += energy * fee;
        waived += energy * (MARKET_FEE - fee);
        hostsEarned += part;
        kept += part + energy * (MARKET_FEE - fee) * BASIS;
        if (part != 0) hostOwed[host] += part;
    }

    // --- orders ---------------------------------------------------------------------------------------------------

    function _addOrder(OrderId id, Order memory order, uint256 open) internal {
        uint256 place = orders.length;
        orders.push(
            GhostOrder({
                id: id,
                account: order.account,
                slot: order.slot,
                side: order.side,
                limit: order.limit,
                postOnly: order.kind == Kind.PostOnly,
                host: order.host,
                open: open,
                filled: 0
            })
        );
        live.push(place);
        free[order.account] -= open * _lockRate(order.slot, order.side, order.limit);
        arrived = place + 1;
    }

    /// @dev The order's fills are claimed, and its rest is released; it is not live any more if nothing is left.
    function _closeOrder(uint256 place, bool releases) internal {
        GhostOrder storage o = orders[place];
        o.filled = 0;
        if (releases) {
            free[o.account] += o.open * _lockRate(o.slot, o.side, o.limit);
            o.open = 0;
        }
        if (o.open != 0) return;
        uint256 i;
        while (live[i] != place) ++i;
        for (; i + 1 < live.length; ++i) live[i] = live[i + 1];
        live.pop();
    }

    /// @dev What anyone may do to an order: its fill is claimed, and after the gate it ends.
    function _claimOrder(uint256 place) internal {
        _closeOrder(place, !_tradable(orders[place].slot));
    }

    function _openOrders(uint256 account, uint32 slot) internal view returns (uint256 count) {
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.account == account && o.slot == slot) ++count;
        }
    }

    /// @dev Energy of an account in a slot that waits in filled orders.
    function _claimable(uint256 account, uint32 slot) internal view returns (uint256 sold, uint256 bought) {
        for (uint256 i; i < live.length; ++i) {
            GhostOrder storage o = orders[live[i]];
            if (o.account != account || o.slot != slot) continue;
            if (o.side == Side.Sell) sold += o.filled;
            else bought += o.filled;
        }
    }

    function _isActive(uint256 account, uint32 slot) internal view returns (bool) {
        Holds storage h = holds[account][slot];
        return h.sold + h.bought != 0 || _openOrders(account, slot) != 0;
    }

    // --- slots ----------------------------------------------------------------------------------------------------

    function _addSlot(uint32 slot, int24 long, int24 short, uint256 tariff3) internal {
        GhostSlot storage s = slotOf[slot];
        (s.long, s.short) = (long, short);
        uint256[5] memory tariffs = [uint256(3), 2, 4, tariff3, 1];
        for (uint256 z; z < ZONES; ++z) s.zones[z].tariff = tariffs[z];
        slots.push(slot);
        if (firstSlot == 0) firstSlot = slot;
        for (uint32 older = slot - uint32(RING); older >= firstSlot; older -= uint32(RING)) {
            if (slotOf[older].short == slotOf[older].long || slotOf[older].left) continue;
            _collected(older);
            slotOf[older].left = true;
        }
    }

    function _collected(uint32 slot) internal {
        GhostSlot storage s = slotOf[slot];
        if (s.collected) return;
        s.collected = true;
        for (uint256 z; z < ZONES; ++z) {
            owed[_operatorOf(z)] += s.zones[z].fees;
            owed[MARKET] += s.zones[z].volume * MARKET_FEE;
        }
    }
}
