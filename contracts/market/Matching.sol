// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Flow, FlowLib} from "../types/Flow.sol";
import {Level} from "../types/Level.sol";
import {Link, Terms} from "../types/Terms.sol";
import {Top} from "../types/Top.sol";
import {ASK, BID, RankLib} from "../types/Rank.sol";
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
/// @param weight {rank x Wh} of the fills in the zone in hand
/// @param last rank of the last fill
/// @param ownBound no own order of the books that it meets ranks higher; 0 where there is none
/// @param scanned words read to find own orders
/// @param tail the part of the word of `Trade` that all its trades share: slot, side, taker, market fee, host
/// @param candidates bit 18z for every zone z whose best price it may still accept
/// @param room {Wh} that the path of the zone in hand still carries
/// @param stopped the match ended before its own order or at a cap: what remains must not rest
/// @param knownLinks zones whose link has been read
/// @param limitedLinks those of them whose link is limited
/// @param knownFlows zones whose flow has been read
/// @param movedFlows zones whose flow has changed
/// @param paths what is known of the way to each zone, see _pathTo
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
    uint256 weight;
    uint256 last;
    uint256 ownBound;
    uint256 scanned;
    uint256 tail;
    uint256 candidates;
    uint256 room;
    bool stopped;
    uint256 knownLinks;
    uint256 limitedLinks;
    uint256 knownFlows;
    uint256 movedFlows;
    uint256[12] paths;
    uint256[12] links;
    uint256[12] flows;
}

/// @title Matching
/// @notice Takes the best effective prices of all zones, accrues grid fees along the path, and counts volume and flow.
///
/// Links and flows are read only where they matter: a link that has not been read counts as free and without
/// surcharge, which can only make a zone look better than it is; before a zone is taken its path is read, and if that
/// changed anything the choice is made again. A taker uses each link in one direction only, so what it finds gets worse
/// as it goes: a zone that is out of reach, or behind a full link, stays so.
///
/// Arithmetic is unchecked: ranks, fees and energies are bounded by the widths of their words (see the types), and
/// every subtraction follows a comparison.
abstract contract Matching is Books {
    using ZoneArray for uint256[12];

    /// @dev Levels, or parts of levels at a band's edge, that one order takes at most.
    uint256 internal constant MAX_STEPS = 128;
    uint256 private constant FEE_MASK = 0x3FFFF;
    uint256 private constant NO_LIMIT = type(uint128).max;
    uint256 private constant ROOM_SHIFT = 32;
    uint256 private constant KNOWN = 1 << 255;

    /// @dev Trades until the order is done, its limit is reached, or it must stop; writes flows, not the top.
    function _match(Taker memory t) internal {
        uint256 steps;
        while (t.remaining != 0 && !t.stopped) {
            (uint256 best, uint256 runnerUp) = _bestZone(t);
            if (best == 0) break;
            if (steps == MAX_STEPS) {
                t.stopped = true;
                break;
            }
            steps = _takeZone(t, _zoneOf(best), runnerUp, steps);
        }
        for (uint256 moved = t.movedFlows; moved != 0; moved &= moved - 1) {
            uint256 zone = _lowest(moved);
            _flows[16 * t.ring + zone] = _flow(t, zone);
        }
    }

    /// @dev The best offer within the limit and with room on its path, path read.
    /// @return best its key, see _keyOf; 0 if there is none
    /// @return runnerUp key of the second best
    function _bestZone(Taker memory t) internal view returns (uint256 best, uint256 runnerUp) {
        while (true) {
            (best, runnerUp) = (0, 0);
            for (uint256 left = t.candidates; left != 0; left &= left - 1) {
                uint256 key = _offerOf(t, _lowest(left) / 18);
                if (key > best) (best, runnerUp) = (key, best);
                else if (key > runnerUp) runnerUp = key;
            }
            if (best == 0 || !t.terms.limited() || !_readPath(t, _zoneOf(best))) return (best, runnerUp);
        }
    }

    /// @dev Key of a candidate's best price, by what is known of its path; 0, and it is no candidate any more, if it is
    /// out of reach.
    function _offerOf(Taker memory t, uint256 zone) private pure returns (uint256) {
        unchecked {
            uint256 path = t.paths.get(zone);
            if (path == 0) path = _pathTo(t, zone);
            uint256 rank = t.top.best(zone);
            uint256 fee = path & FEE_MASK;
            if (rank == 0 || rank < t.limit + fee || path & ~KNOWN < 1 << ROOM_SHIFT) {
                t.candidates &= ~(1 << (18 * zone));
                return 0;
            }
            return _keyOf(rank, fee, zone);
        }
    }

    /// @dev Orders makers for a taker: effective price, then the lower path fee, then the lower zone.
    function _keyOf(uint256 rank, uint256 fee, uint256 zone) private pure returns (uint256) {
        unchecked {
            return ((rank - fee) << 22) | ((FEE_MASK - fee) << 4) | (15 - zone);
        }
    }

    function _zoneOf(uint256 key) private pure returns (uint256) {
        unchecked {
            return 15 - (key & 15);
        }
    }

    /// @dev Fee of a path with the market's, and the room on it, by what is known of its links: up from both ends to
    /// the zone where they meet.
    /// @return path bits 0-17 fee {tick}, 32-159 room {Wh}, 255 set; kept until a link on any path changes
    function _pathTo(Taker memory t, uint256 zone) private pure returns (uint256 path) {
        unchecked {
            uint256 far = zone;
            uint256 near = t.zone;
            uint256 fee = t.terms.marketFee();
            uint256 room = NO_LIMIT;
            while (near != far) {
                uint256 node = near > far ? near : far;
                if ((t.limitedLinks >> node) & 1 != 0) {
                    (uint256 surcharge, uint256 own) = _linkState(t, node, node == near);
                    fee += surcharge;
                    if (own < room) room = own;
                }
                fee += t.terms.tariffOf(node);
                if (node == near) near = t.terms.parentOf(node);
                else far = t.terms.parentOf(node);
            }
            fee += t.terms.tariffOf(near);
            // A fee that no price can bear is out of reach, whatever it is.
            path = KNOWN | (room << ROOM_SHIFT) | (fee < FEE_MASK ? fee : FEE_MASK);
            t.paths.set(zone, path);
        }
    }

    /// @dev Surcharge {tick} and room {Wh} of a link for this taker. Energy leaves the seller's side upward.
    /// @param near whether the link is on the taker's side of the path
    function _linkState(Taker memory t, uint256 zone, bool near) private pure returns (uint256, uint256) {
        return Link.wrap(t.links.get(zone)).stateOf(_flow(t, zone).net(), near == (t.side == ASK));
    }

    /// @dev Reads the links of a path that have not been read. Returns whether that may change the choice.
    function _readPath(Taker memory t, uint256 zone) private view returns (bool changed) {
        unchecked {
            uint256 near = t.zone;
            while (near != zone) {
                uint256 node = near > zone ? near : zone;
                if ((t.knownLinks >> node) & 1 == 0) {
                    t.knownLinks |= 1 << node;
                    Link link = _links[(t.terms.version() << 4) | node];
                    if (link.isLimited()) {
                        t.limitedLinks |= 1 << node;
                        t.links.set(node, Link.unwrap(link));
                        _readFlow(t, node);
                        changed = true;
                    }
                }
                if (node == near) near = t.terms.parentOf(node);
                else zone = t.terms.parentOf(node);
            }
            if (changed) _forgetPaths(t);
        }
    }

    function _forgetPaths(Taker memory t) private pure {
        unchecked {
            for (uint256 left = t.candidates; left != 0; left &= left - 1) t.paths.set(_lowest(left) / 18, 0);
        }
    }

    /// @dev Takes the levels of one zone while they are better than the runner-up's.
    /// @return how many steps the order has made
    function _takeZone(Taker memory t, uint256 zone, uint256 runnerUp, uint256 steps) private returns (uint256) {
        unchecked {
            uint256 before = t.remaining;
            uint256 fee = t.paths.get(zone) & FEE_MASK;
            uint256 tail = t.tail | (zone << 19) | ((fee - t.terms.marketFee()) << 135);
            uint256 volumeLeft = FlowLib.VOLUME_MAX - _readFlow(t, zone).volume();
            t.room = (t.paths.get(zone) & ~KNOWN) >> ROOM_SHIFT;
            if (volumeLeft < t.room) t.room = volumeLeft;
            t.weight = 0;
            uint256 rank = t.top.best(zone);
            while (t.room != 0) {
                _takeLevel(t, zone, rank, tail);
                ++steps;
                if (t.stopped || t.remaining == 0 || steps == MAX_STEPS) break;
                rank = t.top.best(zone);
                if (rank == 0 || rank < t.limit + fee || _keyOf(rank, fee, zone) < runnerUp) break;
            }
            uint256 energy = before - t.remaining;
            if (energy == volumeLeft) t.stopped = true;
            if (energy == 0) return steps;
            t.cost += (t.base + fee) * energy - t.weight;
            uint256 notional = t.side == BID ? RankLib.SUM * energy - t.weight : t.weight;
            _setFlow(t, zone, _flow(t, zone).withTrades(energy, notional, RankLib.biasedOf(t.last, 1 - t.side)));
            t.worst = t.last - fee;
            _accrue(t, zone, energy);
            return steps;
        }
    }

    /// @dev Takes from the front of one level; takes it off the lists when it is empty.
    function _takeLevel(Taker memory t, uint256 zone, uint256 rank, uint256 tail) private {
        unchecked {
            uint256 bookKey = BookKeys.book(t.ring, zone, 1 - t.side);
            (uint256 key, Level level) = _findLevel(BookKeys.level(bookKey, rank), t.stamp);
            uint256 live = level.live();
            uint256 energy = t.remaining < t.room ? t.remaining : t.room;
            if (energy > live) energy = live;
            if (rank <= t.ownBound && zone == t.zone) {
                (energy, t.stopped, t.scanned) = _beforeOwn(key, level, t.account, energy, t.scanned);
                if (energy == 0) return;
            }
            t.remaining -= energy;
            t.room -= energy;
            t.weight += rank * energy;
            t.last = rank;
            _levels[key] = level.withTaken(energy);
            if (energy == live) t.top = t.top.withBest(zone, _unlist(bookKey, t.stamp, rank, rank));
            emit Trade(tail | rank | (energy << 55));
        }
    }

    /// @dev Gives every zone of a path its tariff, and moves the energy over the links between.
    function _accrue(Taker memory t, uint256 zone, uint256 energy) private view {
        unchecked {
            uint256 near = t.zone;
            uint256 moved = (1 << zone) | (1 << near);
            uint256 links;
            while (near != zone) {
                uint256 node = near > zone ? near : zone;
                bool isNear = node == near;
                uint256 fee = t.terms.tariffOf(node);
                Flow flow = _readFlow(t, node);
                if ((t.limitedLinks >> node) & 1 != 0) {
                    (uint256 surcharge, ) = _linkState(t, node, isNear);
                    fee += surcharge;
                }
                flow = isNear == (t.side == ASK) ? flow.withUpward(energy) : flow.withDownward(energy);
                _setFlow(t, node, flow.withFees(fee * energy));
                links |= 1 << node;
                if (isNear) near = t.terms.parentOf(node);
                else zone = t.terms.parentOf(node);
            }
            _setFlow(t, near, _readFlow(t, near).withFees(t.terms.tariffOf(near) * energy));
            t.movedFlows |= moved | links | (1 << near);
            if (links & t.limitedLinks != 0) _forgetPaths(t);
        }
    }

    function _flow(Taker memory t, uint256 zone) internal pure returns (Flow) {
        return Flow.wrap(t.flows.get(zone));
    }

    function _setFlow(Taker memory t, uint256 zone, Flow flow) private pure {
        t.flows.set(zone, Flow.unwrap(flow));
    }

    function _readFlow(Taker memory t, uint256 zone) internal view returns (Flow flow) {
        unchecked {
            if ((t.knownFlows >> zone) & 1 != 0) return _flow(t, zone);
            flow = _flows[16 * t.ring + zone];
            if (flow.stamp() != t.stamp) flow = FlowLib.fresh(t.stamp);
            _setFlow(t, zone, flow);
            t.knownFlows |= 1 << zone;
        }
    }

    /// @dev Place of the lowest bit; bits must not be 0.
    function _lowest(uint256 bits) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := sub(255, clz(and(bits, sub(0, bits))))
        }
    }
}
