// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Flow, FlowLib} from "../types/Flow.sol";
import {Level} from "../types/Level.sol";
import {OrderIdLib} from "../types/OrderId.sol";
import {Link, Terms} from "../types/Terms.sol";
import {Top} from "../types/Top.sol";
import {BID, RankLib} from "../types/Rank.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {ZoneArray} from "../libraries/ZoneArray.sol";
import {Books} from "./Books.sol";

/// @dev An incoming order while it is matched.
/// @param top best ranks of the books that it meets; kept up to date
/// @param limit least effective rank of a maker that it accepts
/// @param remaining {Wh}
/// @param base {tick} what a Wh costs the taker's free funds is base - effective rank
/// @param cost {unit} what the fills so far cost its free funds
/// @param worst effective rank of the last fill
/// @param ownBound no own order of the books that it meets ranks higher; 0 where there is none
/// @param host application that brought the order
/// @param room {Wh} that the path of the zone in hand still carries
/// @param stopped the match ended before its own order or at a cap: what remains must not rest
/// @param knownLinks zones whose link has been read
/// @param knownFlows zones whose flow has been read
/// @param movedFlows zones whose flow has changed
struct Taker {
    Terms terms;
    Top top;
    uint256 slot;
    uint256 ring;
    uint256 stamp;
    uint256 account;
    uint256 zone;
    uint256 side;
    uint256 limit;
    uint256 remaining;
    uint256 base;
    uint256 cost;
    uint256 worst;
    uint256 ownBound;
    uint256 host;
    uint256 room;
    bool stopped;
    uint256 knownLinks;
    uint256 knownFlows;
    uint256 movedFlows;
    uint256[12] fees;
    uint256[12] rooms;
    uint256[12] surcharges;
    uint256[12] links;
    uint256[12] flows;
}

/// @title Matching
/// @notice Takes the best effective prices of all zones, accrues grid fees along the path, and counts volume and flow.
///
/// Links and flows are read only where they matter: a link that has not been read counts as free and without
/// surcharge, which can only make a zone look better than it is; before a zone is taken its path is read, and if that
/// changed anything the choice is made again.
abstract contract Matching is Books {
    using ZoneArray for uint256[12];

    /// @dev Levels, or parts of levels at a band's edge, that one order takes at most.
    uint256 internal constant MAX_STEPS = 128;
    uint256 private constant NONE = type(uint256).max;
    uint256 private constant FEE_MASK = 0x3FFFF;

    /// @dev Trades until the order is done, its limit is reached, or it must stop; writes flows, not the top.
    function _match(Taker memory t) internal {
        uint256 steps;
        while (t.remaining != 0 && !t.stopped) {
            (uint256 zone, uint256 runnerUp) = _bestZone(t);
            if (zone == NONE) break;
            if (steps == MAX_STEPS) {
                t.stopped = true;
                break;
            }
            steps = _takeZone(t, zone, runnerUp, steps);
        }
        for (uint256 moved = t.movedFlows; moved != 0; moved &= moved - 1) {
            uint256 zone = _lowest(moved);
            _flows[16 * t.ring + zone] = _flow(t, zone);
        }
    }

    /// @dev The zone with the best effective price within the limit and room on the path, path read; NONE if none.
    /// @return zone best zone
    /// @return runnerUp key of the second best, see _keyOf
    function _bestZone(Taker memory t) internal view returns (uint256 zone, uint256 runnerUp) {
        if (t.rooms.get(t.zone) == 0) _pathFees(t);
        uint256 count = t.terms.zoneCount();
        uint256 marketFee = t.terms.marketFee();
        while (true) {
            uint256 bestKey;
            runnerUp = 0;
            zone = NONE;
            for (uint256 z; z < count; ++z) {
                uint256 rank = t.top.best(z);
                uint256 fee = t.fees.get(z) + marketFee;
                if (rank < t.limit + fee || rank == 0 || t.rooms.get(z) == 0) continue;
                uint256 key = _keyOf(rank, fee, z);
                if (key > bestKey) {
                    (runnerUp, bestKey, zone) = (bestKey, key, z);
                } else if (key > runnerUp) {
                    runnerUp = key;
                }
            }
            if (zone == NONE || !t.terms.limited() || !_readPath(t, zone)) return (zone, runnerUp);
            _pathFees(t);
        }
    }

    /// @dev Orders makers for a taker: effective price, then the lower path fee, then the lower zone.
    function _keyOf(uint256 rank, uint256 fee, uint256 zone) private pure returns (uint256) {
        return ((rank - fee) << 22) | ((FEE_MASK - fee) << 4) | (15 - zone);
    }

    /// @dev Path fee and room from the taker's zone to every zone, by what is known of the links: up its own
    /// ancestors, then down from them, parents before children.
    function _pathFees(Taker memory t) private pure {
        Terms terms = t.terms;
        uint256 zone = t.zone;
        uint256 chain = 1 << zone;
        uint256 fee = terms.tariffOf(zone);
        uint256 room = type(uint128).max;
        t.fees.set(zone, fee);
        t.rooms.set(zone, room);
        while (zone != 0) {
            room = _addLink(t, zone, room);
            fee += t.surcharges.get(zone);
            zone = terms.parentOf(zone);
            fee += terms.tariffOf(zone);
            t.fees.set(zone, fee);
            t.rooms.set(zone, room);
            chain |= 1 << zone;
        }
        uint256 count = terms.zoneCount();
        for (zone = 1; zone < count; ++zone) {
            if ((chain >> zone) & 1 != 0) continue;
            uint256 parent = terms.parentOf(zone);
            t.rooms.set(zone, _addLink(t, zone, t.rooms.get(parent)));
            t.fees.set(zone, t.fees.get(parent) + t.surcharges.get(zone) + terms.tariffOf(zone));
        }
    }

    /// @dev Room that is left when the path also uses the zone's link; sets the link's surcharge.
    function _addLink(Taker memory t, uint256 zone, uint256 room) private pure returns (uint256) {
        if ((t.knownLinks >> zone) & 1 == 0) return room;
        Link link = Link.wrap(t.links.get(zone));
        (uint256 surcharge, uint256 own) = link.stateOf(_flow(t, zone).net(), _isUpward(t, zone));
        t.surcharges.set(zone, surcharge);
        return own < room ? own : room;
    }

    /// @dev Direction in which a trade of this taker uses a zone's link: energy leaves the seller's side upward.
    function _isUpward(Taker memory t, uint256 zone) private pure returns (bool) {
        return _isAncestor(t, zone) == (t.side != BID);
    }

    /// @dev Whether a zone is the taker's or one above it.
    function _isAncestor(Taker memory t, uint256 zone) private pure returns (bool) {
        uint256 above = t.zone;
        while (above > zone) above = t.terms.parentOf(above);
        return above == zone;
    }

    /// @dev The links between the taker's zone and another, as bits, and the zone where the path turns.
    function _pathTo(Taker memory t, uint256 zone) private pure returns (uint256 links, uint256 top) {
        top = t.zone;
        while (top != zone) {
            if (top > zone) {
                links |= 1 << top;
                top = t.terms.parentOf(top);
            } else {
                links |= 1 << zone;
                zone = t.terms.parentOf(zone);
            }
        }
    }

    /// @dev Reads the links of a path that have not been read. Returns whether there were any.
    function _readPath(Taker memory t, uint256 zone) private view returns (bool) {
        (uint256 links, ) = _pathTo(t, zone);
        links &= ~t.knownLinks;
        if (links == 0) return false;
        t.knownLinks |= links;
        for (; links != 0; links &= links - 1) {
            zone = _lowest(links);
            Link link = _links[(t.terms.version() << 4) | zone];
            t.links.set(zone, Link.unwrap(link));
            if (link.isLimited()) _readFlow(t, zone);
        }
        return true;
    }

    function _flow(Taker memory t, uint256 zone) internal pure returns (Flow) {
        return Flow.wrap(t.flows.get(zone));
    }

    function _setFlow(Taker memory t, uint256 zone, Flow flow) private pure {
        t.flows.set(zone, Flow.unwrap(flow));
    }

    function _readFlow(Taker memory t, uint256 zone) internal view returns (Flow flow) {
        if ((t.knownFlows >> zone) & 1 != 0) return _flow(t, zone);
        flow = _flows[16 * t.ring + zone];
        if (flow.stamp() != t.stamp) flow = FlowLib.fresh(t.stamp);
        _setFlow(t, zone, flow);
        t.knownFlows |= 1 << zone;
    }

    /// @dev Takes the levels of one zone while they are better than the runner-up's.
    /// @return steps how many steps the order has made
    function _takeZone(Taker memory t, uint256 zone, uint256 runnerUp, uint256 steps) private returns (uint256) {
        uint256 before = t.remaining;
        uint256 fee = t.fees.get(zone) + t.terms.marketFee();
        uint256 rank = t.top.best(zone);
        t.room = t.rooms.get(zone);
        _readFlow(t, zone);
        do {
            _takeLevel(t, zone, rank, fee);
            if (t.stopped || t.remaining == 0 || t.room == 0 || ++steps == MAX_STEPS) break;
            rank = t.top.best(zone);
        } while (rank != 0 && rank >= t.limit + fee && _keyOf(rank, fee, zone) > runnerUp);
        if (t.remaining != before) _accrue(t, zone, before - t.remaining);
        return steps;
    }

    /// @dev Takes from the front of one level; takes it off the lists when it is empty.
    function _takeLevel(Taker memory t, uint256 zone, uint256 rank, uint256 fee) private {
        uint256 bookKey = BookKeys.book(t.ring, zone, 1 - t.side);
        (uint256 key, Level level) = _findLevel(BookKeys.level(bookKey, rank), t.stamp);
        uint256 energy = t.remaining < t.room ? t.remaining : t.room;
        if (energy > level.live()) energy = level.live();
        if (rank <= t.ownBound && zone == t.zone) {
            (energy, t.stopped) = _beforeOwn(key, level, t.account, energy);
        }
        energy = _countTrade(t, zone, rank, energy);
        if (energy == 0) return;

        t.remaining -= energy;
        t.room -= energy;
        t.cost += (t.base + fee - rank) * energy;
        t.worst = rank - fee;
        level = level.withTaken(energy);
        _levels[key] = level;
        if (level.live() == 0) t.top = t.top.withBest(zone, _unlist(bookKey, t.stamp, rank, rank));
        emit Trade(
            OrderIdLib.level(t.slot, zone, 1 - t.side, rank) |
                (energy << 55) |
                (t.account << 99) |
                (t.zone << 131) |
                (t.fees.get(zone) << 135) |
                (t.terms.marketFee() << 153) |
                (t.host << 165)
        );
    }

    /// @dev Counts a trade in the makers' zone. Returns its energy, less where the volume would pass its field; then
    /// the taker stops.
    function _countTrade(Taker memory t, uint256 zone, uint256 rank, uint256 energy) private pure returns (uint256) {
        Flow flow = _flow(t, zone);
        uint256 left = FlowLib.VOLUME_MAX - flow.volume();
        if (energy > left) (energy, t.stopped) = (left, true);
        if (energy != 0) _setFlow(t, zone, flow.withTrade(energy, RankLib.biasedOf(rank, 1 - t.side)));
        return energy;
    }

    /// @dev Gives every zone of a path its tariff, and moves the energy over the links between.
    function _accrue(Taker memory t, uint256 zone, uint256 energy) private view {
        (uint256 links, uint256 top) = _pathTo(t, zone);
        _setFlow(t, top, _readFlow(t, top).withFees(t.terms.tariffOf(top) * energy));
        t.movedFlows |= links | (1 << top) | (1 << zone);
        for (uint256 left = links; left != 0; left &= left - 1) {
            zone = _lowest(left);
            Flow flow = _readFlow(t, zone);
            flow = _isUpward(t, zone) ? flow.withUpward(energy) : flow.withDownward(energy);
            _setFlow(t, zone, flow.withFees((t.terms.tariffOf(zone) + t.surcharges.get(zone)) * energy));
        }
        if (links & t.knownLinks != 0) _pathFees(t);
    }

    /// @dev Place of the lowest bit; bits must not be 0.
    function _lowest(uint256 bits) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := sub(255, clz(and(bits, sub(0, bits))))
        }
    }
}
