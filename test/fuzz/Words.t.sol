// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Account, AccountLib} from "../../contracts/types/Account.sol";
import {Flow, FlowLib} from "../../contracts/types/Flow.sol";
import {HostFees, HostFeesLib} from "../../contracts/types/HostFees.sol";
import {Level, LevelLib} from "../../contracts/types/Level.sol";
import {Position, PositionLib} from "../../contracts/types/Position.sol";
import {ASK, BID} from "../../contracts/types/Rank.sol";
import {Top, TopLib} from "../../contracts/types/Top.sol";
import {Units} from "../../contracts/types/Units.sol";
import {Bits} from "./Bits.sol";

/// @dev Every setter against a naive one that knows the documented layout only: on any word, it changes its own fields
/// and no other bit. Every getter reads exactly its field.
contract AccountWordTest is Bits {
    function testFuzz_getters(uint256 w) public pure {
        Account a = Account.wrap(w);
        same(uint160(a.owner()), field(w, 0, 160));
        same(a.free(), field(w, 160, 61));
        same(a.discount(), field(w, 221, 3));
        same(a.zone(), field(w, 224, 4));
        same(a.activeSlots(), field(w, 228, 12));
        same(a.indebted() ? 1 : 0, field(w, 240, 1));
        same(a.clearedUntil(), field(w, 241, 15) * 86_400);
    }

    function testFuzz_setters(uint256 w, address owner, uint256 zone, bool indebted) public pure {
        Account a = Account.wrap(w);
        zone = fit(zone, 4);
        same(Account.unwrap(a.withOwner(owner)), put(w, 0, 160, uint160(owner)));
        same(Account.unwrap(a.withZone(zone)), put(w, 224, 4, zone));
        same(Account.unwrap(a.withIndebted(indebted)), put(w, 240, 1, indebted ? 1 : 0));
    }

    function testFuzz_discount(uint256 w, uint256 discount) public pure {
        discount = upTo(discount, AccountLib.DISCOUNT_MAX);
        same(Account.unwrap(Account.wrap(w).withDiscount(discount)), put(w, 221, 3, discount));
    }

    function testFuzz_clearance(uint256 w, uint256 until) public pure {
        until = fit(until, 40);
        uint256 day = until / 86_400 > 32_767 ? 32_767 : until / 86_400;
        same(Account.unwrap(Account.wrap(w).withClearedUntil(until)), put(w, 241, 15, day));
    }

    function testFuzz_money(uint256 w, uint256 credit, uint256 debit) public pure {
        Account a = Account.wrap(w);
        uint256 free = field(w, 160, 61);
        credit = upTo(credit, AccountLib.FREE_MAX - free);
        debit = upTo(debit, free);
        same(Account.unwrap(a.withCredit(credit)), put(w, 160, 61, free + credit));
        same(Account.unwrap(a.withDebit(debit)), put(w, 160, 61, free - debit));
    }

    function testFuzz_activity(uint256 w, uint256 slots, bool before, bool now_) public pure {
        slots = 1 + upTo(slots, Units.RING - 2);
        w = put(w, 228, 12, slots);
        uint256 after_ =
            before == now_
                ? slots
                : now_
                    ? slots + 1
                    : slots - 1;
        same(Account.unwrap(Account.wrap(w).withActivity(before, now_)), put(w, 228, 12, after_));
    }
}

contract HostFeesWordTest is Bits {
    function testFuzz_getters(uint256 w) public pure {
        HostFees f = HostFees.wrap(w);
        same(f.share(), field(w, 0, 16));
        same(f.licence(), field(w, 16, 32));
        same(f.owed(), field(w, 48, 80));
        same(f.kept(), field(w, 128, 128));
    }

    function testFuzz_share(uint256 w, uint256 licence, uint256 share) public pure {
        (licence, share) = (fit(licence, 32), upTo(share, HostFeesLib.SHARE_MAX));
        same(HostFees.unwrap(HostFees.wrap(w).withShare(licence, share)), put(put(w, 16, 32, licence), 0, 16, share));
    }

    /// @dev The host's part is its share of what was paid; the market goes without it and without what was waived.
    function testFuzz_fees(uint256 w, uint256 paid, uint256 waived) public pure {
        w = put(w, 0, 16, upTo(field(w, 0, 16), HostFeesLib.SHARE_MAX));
        (paid, waived) = (fit(paid, 48), fit(waived, 48));
        w = put(put(w, 48, 80, field(w, 48, 79)), 128, 128, field(w, 128, 127));
        uint256 part = paid * field(w, 0, 16);
        uint256 expected = put(w, 48, 80, field(w, 48, 80) + part);
        expected = put(expected, 128, 128, field(w, 128, 128) + part + waived * 10_000);
        same(HostFees.unwrap(HostFees.wrap(w).withFees(paid, waived)), expected);
        require(2 * part <= paid * 10_000, "more than half of what was paid");
    }

    function testFuzz_withdrawn(uint256 w) public pure {
        (HostFees rest, uint256 units) = HostFees.wrap(w).withdrawnRoundedDown();
        same(units, field(w, 48, 80) / 10_000);
        same(HostFees.unwrap(rest), put(w, 48, 80, field(w, 48, 80) % 10_000));
    }
}

contract LevelWordTest is Bits {
    function testFuzz_getters(uint256 w) public pure {
        w = put(w, 52, 52, upTo(field(w, 52, 52), field(w, 0, 52)));
        Level l = Level.wrap(w);
        same(l.placed(), field(w, 0, 52));
        same(l.taken(), field(w, 52, 52));
        same(l.tailStart(), field(w, 104, 52));
        same(l.count(), field(w, 156, 16));
        same(l.closed(), field(w, 172, 16));
        same(l.stamp(), field(w, 188, 14));
        same(l.displacedBy(), field(w, 202, 14));
        same(l.live(), field(w, 0, 52) - field(w, 52, 52));
        same(Level.unwrap(LevelLib.fresh(l.stamp())), put(0, 188, 14, l.stamp()));
    }

    function testFuzz_placedAndTaken(uint256 w, uint256 placed, uint256 taken, uint256 energy) public pure {
        energy = upTo(energy, Units.MAX_ORDER_ENERGY);
        placed = upTo(placed, 2 ** 52 - 1 - energy);
        taken = upTo(taken, placed);
        uint256 count = upTo(field(w, 156, 16), LevelLib.MAX_COUNT - 1);
        w = put(put(put(w, 0, 52, placed), 52, 52, taken), 156, 16, count);
        Level l = Level.wrap(w);
        same(Level.unwrap(l.withPlaced(energy)), put(put(w, 0, 52, placed + energy), 156, 16, count + 1));
        uint256 more = upTo(energy, placed - taken);
        same(Level.unwrap(l.withTaken(more)), put(w, 52, 52, taken + more));
        uint256 filled = upTo(energy, taken);
        uint256 released = upTo(energy, placed - taken);
        w = put(put(w, 0, 52, placed - filled - released), 52, 52, taken - filled);
        same(Level.unwrap(l.without(filled, released)), w);
    }

    function testFuzz_queue(uint256 w, uint256 energy, uint256 stamp) public pure {
        stamp = fit(stamp, 14);
        energy = upTo(energy, field(w, 104, 52));
        w = put(w, 172, 16, upTo(field(w, 172, 16), LevelLib.MAX_COUNT - 1));
        Level l = Level.wrap(w);
        same(Level.unwrap(l.withClosed()), put(w, 172, 16, field(w, 172, 16) + 1));
        same(Level.unwrap(l.withTailAtEnd()), put(w, 104, 52, field(w, 0, 52)));
        same(Level.unwrap(l.withTailBefore(energy)), put(w, 104, 52, field(w, 104, 52) - energy));
        same(Level.unwrap(l.withDisplacedBy(stamp)), put(w, 202, 14, stamp));
    }

    /// @dev As many orders as a level takes, each as large as an order can be, and the sums of a group.
    function test_widthsHoldTheMost() public pure {
        require(LevelLib.MAX_COUNT * Units.MAX_ORDER_ENERGY < 2 ** 52, "placed");
        require(48 * Units.MAX_ORDER_ENERGY < 2 ** 42, "sum of a group");
        require(6 * 42 <= 256, "sums of a word");
    }
}

contract PositionWordTest is Bits {
    function testFuzz_getters(uint256 w) public pure {
        Position p = Position.wrap(w);
        same(p.sold(), field(w, 0, 48));
        same(p.bought(), field(w, 48, 48));
        same(p.bound(BID), field(w, 96, 18));
        same(p.bound(ASK), field(w, 114, 18));
        same(p.openOn(BID), field(w, 132, 7));
        same(p.openOn(ASK), field(w, 139, 7));
        same(p.openOrders(), field(w, 132, 7) + field(w, 139, 7));
        same(p.stamp(), field(w, 182, 14));
        require(p.net() == int256(p.sold()) - int256(p.bought()), "net");
        same(p.settled() ? 1 : 0, field(w, 196, 1));
        require(p.metered() == int256(field(w, 197, 42)) - 2 ** 41, "metered");
        same(p.creditDue() ? 1 : 0, field(w, 239, 1));
        same(p.assumed() ? 1 : 0, field(w, 240, 1));
    }

    /// @dev Until it is settled a position is active by what it holds; from then on by a credit that waits.
    function testFuzz_active(uint256 w) public pure {
        uint256 open = put(put(w, 196, 1, 0), 239, 1, 0);
        bool holds = field(w, 0, 96) + field(w, 132, 14) != 0;
        require(Position.wrap(open).active() == holds, "active");
        require(!Position.wrap(put(put(open, 0, 96, 0), 132, 14, 0)).active(), "empty");
        require(!Position.wrap(put(open, 196, 1, 1)).active(), "settled");
        require(Position.wrap(put(put(open, 196, 1, 1), 239, 1, 1)).active(), "credit due");
    }

    function testFuzz_settled(uint256 w, int256 metered, bool assumed, bool due) public pure {
        metered = int256(upTo(uint256(metered), 2 ** 42 - 2)) - 2 ** 41 + 1;
        Position p = Position.wrap(w).withSettled(metered, assumed, due);
        uint256 word = put(put(w, 196, 1, 1), 197, 42, uint256(metered + 2 ** 41));
        word = put(put(word, 239, 1, due ? 1 : 0), 240, 1, assumed ? 1 : 0);
        same(Position.unwrap(p), word);
        require(p.metered() == metered, "metered");
        same(Position.unwrap(p.withCreditPaid()), put(word, 239, 1, 0));
    }

    function testFuzz_pair(uint256 a, uint256 b, uint256 stamp, uint256 offset) public pure {
        uint256 long = 1 + upTo(a, 199_998);
        uint256 short = long + upTo(b, 199_999 - long);
        stamp = fit(stamp, 14);
        Position p = PositionLib.fresh(long, short, stamp);
        same(Position.unwrap(p), put(put(put(0, 146, 18, long), 164, 18, short), 182, 14, stamp));
        (int256 l, int256 s) = p.pair();
        require(l == int256(long) - 100_000 && s == int256(short) - 100_000, "pair");
        int256 floor = s > 0 ? s : int256(0);
        int256 depth = l < 0 ? -l : int256(0);
        same(p.shortFloor(), uint256(floor));
        same(p.longDepth(), uint256(depth));
        same(p.setRate(), uint256(floor + depth));
        int256 price = l + int256(upTo(offset, short - long));
        uint256 biased = uint256(price + 100_000);
        same(p.lockRate(BID, biased), uint256(price + depth));
        same(p.lockRate(ASK, biased), uint256(floor - price));
        same(p.lockRate(BID, biased) + p.lockRate(ASK, biased), p.setRate());
    }

    function testFuzz_held(uint256 w, uint256 sold, uint256 bought, uint256 energy) public pure {
        sold = upTo(sold, PositionLib.MAX_HELD - 1);
        bought = upTo(bought, PositionLib.MAX_HELD - 1);
        w = put(put(w, 0, 48, sold), 48, 48, bought);
        Position p = Position.wrap(w);
        same(p.setsValue(), sold * p.shortFloor() + bought * p.longDepth());
        uint256 more = upTo(energy, (PositionLib.MAX_OPEN + 1) * Units.MAX_ORDER_ENERGY);
        same(Position.unwrap(p.withHeld(BID, more)), put(w, 48, 48, bought + more));
        same(Position.unwrap(p.withHeld(ASK, more)), put(w, 0, 48, sold + more));
        uint256 less = upTo(energy, sold < bought ? sold : bought);
        same(Position.unwrap(p.withNetted(less)), put(put(w, 0, 48, sold - less), 48, 48, bought - less));
    }

    function testFuzz_open(uint256 w, uint256 open, uint256 rank, bool ask) public pure {
        uint256 side = ask ? ASK : BID;
        (uint256 count, uint256 bound) = (132 + 7 * side, 96 + 18 * side);
        open = upTo(open, PositionLib.MAX_OPEN - 1);
        rank = 1 + upTo(rank, 199_998);
        w = put(w, count, 7, open);
        if (open == 0) w = put(w, bound, 18, 0);
        uint256 highest = rank > field(w, bound, 18) ? rank : field(w, bound, 18);
        uint256 opened = put(put(w, count, 7, open + 1), bound, 18, highest);
        same(Position.unwrap(Position.wrap(w).withOpened(side, rank)), opened);
        uint256 closed = put(put(opened, count, 7, open), bound, 18, open == 0 ? 0 : highest);
        same(Position.unwrap(Position.wrap(opened).withClosed(side)), closed);
    }
}

contract FlowWordTest is Bits {
    function testFuzz_getters(uint256 w, uint256 stamp) public pure {
        Flow f = Flow.wrap(w);
        same(f.volume(), field(w, 0, 44));
        same(f.notional(), field(w, 44, 62));
        require(f.net() == int256(field(w, 106, 48)) - 2 ** 47, "net");
        same(f.fees(), field(w, 154, 63));
        same(f.last(), field(w, 217, 18));
        same(f.stamp(), field(w, 235, 14));
        stamp = fit(stamp, 14);
        same(Flow.unwrap(FlowLib.fresh(stamp)), put(put(0, 106, 48, 2 ** 47), 235, 14, stamp));
        require(FlowLib.fresh(stamp).net() == 0, "a fresh flow is not 0");
    }

    function testFuzz_trade(uint256 w, uint256 volume, uint256 average, uint256 energy, uint256 price) public pure {
        volume = upTo(volume, FlowLib.VOLUME_MAX);
        energy = upTo(energy, FlowLib.VOLUME_MAX - volume);
        price = 1 + upTo(price, 199_998);
        uint256 notional = volume * (1 + upTo(average, 199_998));
        w = put(put(w, 0, 44, volume), 44, 62, notional);
        uint256 traded = put(put(w, 0, 44, volume + energy), 44, 62, notional + energy * price);
        same(Flow.unwrap(Flow.wrap(w).withTrades(energy, energy * price, price)), put(traded, 217, 18, price));
    }

    function testFuzz_flowAndFees(uint256 w, uint256 net, uint256 fees, uint256 energy, uint256 rate) public pure {
        // What all twelve zones can trade lies between the bounds of both fields.
        uint256 most = 12 * FlowLib.VOLUME_MAX;
        energy = upTo(energy, most);
        net = 2 ** 47 - (most - energy) + upTo(net, 2 * (most - energy));
        rate = upTo(rate, 2 * 0x3FFF);
        fees = upTo(fees, (most - energy) * 2 * 0x3FFF);
        w = put(put(w, 106, 48, net), 154, 63, fees);
        Flow f = Flow.wrap(w);
        same(Flow.unwrap(f.withUpward(energy)), put(w, 106, 48, net + energy));
        same(Flow.unwrap(f.withDownward(energy)), put(w, 106, 48, net - energy));
        same(Flow.unwrap(f.withFees(rate * energy)), put(w, 154, 63, fees + rate * energy));
        require(f.withUpward(energy).net() == f.net() + int256(energy), "upward is positive");
    }
}

contract TopWordTest is Bits {
    function testFuzz_getters(uint256 w, uint256 zone, uint256 rank) public pure {
        Top t = Top.wrap(w);
        zone = upTo(zone, 11);
        rank = fit(rank, 18);
        same(t.best(zone), field(w, 18 * zone, 18));
        same(Top.unwrap(t.withBest(zone, rank)), put(w, 18 * zone, 18, rank));
        same(t.pairPrice(), field(w, 216, 18));
        same(t.version(), field(w, 234, 12));
        same(t.collected() ? 1 : 0, field(w, 246, 1));
        same(Top.unwrap(t.withCollected()), put(w, 246, 1, 1));
        same(t.stamp(), field(w, 234, 14));
        same(t.gate(), 60 * field(w, 248, 8));
    }

    function testFuzz_atLeast(uint256 w, uint256 rank, uint256 other, uint256 zone) public pure {
        rank = 1 + upTo(rank, 2 ** 18 - 2);
        // One zone close to the rank, so that both sides of the comparison are met.
        uint256 close = rank - 1 + upTo(other, 2);
        if (close < 2 ** 18) w = put(w, 18 * upTo(zone, 11), 18, close);
        uint256 zones;
        for (uint256 z; z < 12; ++z) if (field(w, 18 * z, 18) >= rank) zones = put(zones, 18 * z, 1, 1);
        same(Top.wrap(w).atLeast(rank), zones);
    }

    function testFuzz_opening(uint256 price, uint256 version, uint256 stamp, uint8 gate) public pure {
        price = fit(price, 18);
        version = fit(version, 12);
        stamp = fit(stamp, 14);
        same(Top.unwrap(TopLib.openBids(price, version)), put(put(0, 216, 18, price), 234, 12, version));
        uint256 asks = put(put(put(0, 216, 18, price), 234, 14, stamp), 248, 8, gate);
        same(Top.unwrap(TopLib.openAsks(price, stamp, gate)), asks);
    }
}
