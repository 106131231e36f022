// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderId, OrderIdLib} from "../../contracts/types/OrderId.sol";
import {QueuedOrder, QueuedOrderLib} from "../../contracts/types/QueuedOrder.sol";
import {ASK, BID, RankLib} from "../../contracts/types/Rank.sol";
import {Units} from "../../contracts/types/Units.sol";
import {Bits} from "./Bits.sol";

/// @dev What names an order and what lies in its queue, against the documented layouts.
contract OrderWordTest is Bits {
    function testFuzz_queued(
        uint256 w,
        uint256 place,
        uint32 account,
        uint16 host,
        bool postOnly,
        uint256 e
    ) public pure {
        e = upTo(e, Units.MAX_ORDER_ENERGY);
        place = upTo(place, 2);
        uint256 packed = put(put(put(put(0, 0, 32, account), 32, 16, host), 48, 1, postOnly ? 1 : 0), 49, 36, e);
        same(QueuedOrder.unwrap(QueuedOrderLib.pack(account, host, postOnly, e)), packed);
        w = put(w, 85 * place, 85, packed);
        QueuedOrder order = QueuedOrderLib.unpack(w, place);
        same(QueuedOrder.unwrap(order), packed);
        same(order.account(), account);
        same(order.host(), host);
        same(order.postOnly() ? 1 : 0, postOnly ? 1 : 0);
        same(order.energy(), e);
        uint256 less = upTo(w, e);
        same(w - QueuedOrderLib.energyAt(less, place), put(w, 85 * place + 49, 36, e - less));
    }

    function test_threeOrdersFitAWord() public pure {
        require(3 * QueuedOrderLib.BITS <= 256, "orders of a word");
    }

    function testFuzz_id(uint16 index, uint256 rank, bool ask, uint256 zone, uint32 slot) public pure {
        rank = fit(rank, 18);
        zone = fit(zone, 4);
        uint256 side = ask ? ASK : BID;
        uint256 level = put(put(put(put(0, 0, 18, rank), 18, 1, side), 19, 4, zone), 23, 32, slot);
        same(OrderIdLib.level(slot, zone, side, rank), level);
        OrderId id = OrderIdLib.pack(level, index);
        same(OrderId.unwrap(id), put(put(0, 0, 16, index), 16, 55, level));
        same(id.index(), index);
        same(id.rank(), rank);
        same(id.side(), side);
        same(id.zone(), zone);
        same(id.slot(), slot);
    }

    function testFuzz_rank(uint256 price, bool ask) public pure {
        int256 tick = int256(upTo(price, 199_998)) - Units.MAX_TICK;
        uint256 side = ask ? ASK : BID;
        uint256 rank = RankLib.rankOf(tick, side);
        require(rank >= 1 && rank <= 199_999, "a rank out of range");
        require(RankLib.tickOf(rank, side) == tick, "a tick lost by its rank");
        same(RankLib.biasedOf(rank, side), uint256(tick + 100_000));
        require(RankLib.tickOfBiased(RankLib.biasedOf(rank, side)) == tick, "a tick lost by its bias");
        same(RankLib.SUM - rank, RankLib.rankOf(tick, 1 - side));
        if (tick < Units.MAX_TICK) {
            bool better = RankLib.rankOf(tick + 1, side) > rank;
            require(better == (side == BID), "a better price has no higher rank");
        }
    }

    function testFuzz_stamp(uint32 slot) public pure {
        same(Units.ringOf(slot) + Units.RING * (slot / Units.RING), slot);
        same(Units.stampOf(slot), slot / 2048);
    }
}
