// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Kind, Order, Side} from "../interfaces/IExchangeBase.sol";
import {Account} from "../types/Account.sol";
import {HostFees, HostFeesLib} from "../types/HostFees.sol";
import {OrderId, OrderIdLib} from "../types/OrderId.sol";
import {Position, PositionLib} from "../types/Position.sol";
import {QueuedOrderLib} from "../types/QueuedOrder.sol";
import {BID, RankLib} from "../types/Rank.sol";
import {Terms} from "../types/Terms.sol";
import {Top} from "../types/Top.sol";
import {TradeRules, TradeRulesLib} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {Matching, Taker} from "./Matching.sol";

/// @title Placing of an order
/// @notice An order is admitted and backed, meets the best prices of all zones, and its rest lies in the book of its zone.
abstract contract Placing is Matching {
    /// @dev What an order meets when it is placed, and what comes of it.
    /// @param wasActive whether the account had open orders or energy in the slot before
    /// @param terms with the market fee that the account pays as a taker
    /// @param waived {tick} of the market fee, what the account does not pay
    /// @param rate {tick} what a Wh of the order locks
    /// @param cost {unit} what the order takes from free funds
    struct Entry {
        Terms terms;
        TradeRules rules;
        Top bids;
        Top asks;
        Account account;
        Position position;
        bool wasActive;
        uint256 waived;
        uint256 rate;
        uint256 cost;
    }

    function _place(Order memory order, address trader) internal returns (OrderId id, uint256 filled) {
        unchecked {
            Entry memory e;
            _admit(order, trader, e);
            bool rests;
            (filled, rests) = _take(order, e);
            if (filled < order.minFill) revert MinimumFillNotReached(filled, order.minFill);
            if (filled != order.energy) {
                if (order.kind == Kind.FillOrKill) revert FillOrKillUnfilled(filled, order.energy);
                if (rests) id = _rest(order, order.energy - filled, e);
                else if (filled == 0) return (id, 0);
            }
            if ((order.host | e.waived) != 0 && filled != 0) _countFees(order.host, filled, e);
            if (RESIDUAL_SUPPLY && filled != 0) _reserveBought(e.position, filled);
            _positions[_positionKey(order.account, order.slot)] = e.position;
            _accounts[order.account] = e.account.withDebit(e.cost).withActivity(e.wasActive, true);
        }
    }

    /// @dev Checks all that does not depend on the state of the book.
    function _admit(Order memory order, address trader, Entry memory e) private view {
        unchecked {
            Terms current = _current;
            if (!current.unrestricted() && _restrictions.pause.isOn()) revert NewRiskPaused();
            _meet(order, current, e);
            Account a = _accountOf(order.account);
            e.account = a;
            if (a.discount() != 0) _waive(e, a);
            _requireTrader(order.account, a, trader);
            _requireClearance(order, a, e.rules);
            if (current.debts()) _requireNoDebt(a.owner());
            if (order.zone != a.zone()) revert WrongZone(order.account, order.zone, a.zone());
            Position p = _positionOf(order.account, order.slot, e.bids, e.asks);
            (e.position, e.wasActive) = (p, p.active());
            e.rate = p.lockRate(uint256(order.side), uint256(order.limit + Units.BIAS));
            uint256 needed = e.rate * order.energy;
            uint256 available = _availableOf(order.account, a);
            if (needed > available) revert InsufficientFree(order.account, available, needed);
        }
    }

    /// @dev The books and terms that an order meets, for which it must be of the right form.
    function _meet(Order memory order, Terms current, Entry memory e) internal view {
        (Top bids, Top asks) = _tradable(order.slot);
        Terms terms = _termsOf(bids, current);
        (e.bids, e.asks, e.terms) = (bids, asks, terms);
        if (order.zone >= terms.zoneCount()) revert UnknownZone(order.zone);
        e.rules = current.unrestricted() ? TradeRulesLib.FREE : _restrictions.tradeRules[order.zone];
        if (order.energy < terms.minEnergy()) revert EnergyBelowMinimum(order.energy, terms.minEnergy());
        if (order.energy > Units.MAX_ORDER_ENERGY) {
            revert EnergyTooLarge(order.energy, Units.MAX_ORDER_ENERGY);
        }
        int256 long = RankLib.tickOfBiased(bids.pairPrice());
        int256 short = RankLib.tickOfBiased(asks.pairPrice());
        if (order.limit < long || order.limit > short) revert LimitOutsidePair(order.limit, long, short);
        if (order.kind == Kind.PostOnly && order.minFill != 0) revert InvalidKind(order.kind, order.minFill);
    }

    /// @dev Lowers the market fee by the account's discount.
    function _waive(Entry memory e, Account a) internal pure {
        unchecked {
            uint256 discount = a.discount();
            uint256 fee = e.terms.marketFee();
            e.waived = discount < fee ? discount : fee;
            e.terms = e.terms.withMarketFee(fee - e.waived);
        }
    }

    /// @dev Counts what the market does not get of an order's fees, with its host where that has a share.
    function _countFees(uint256 host, uint256 filled, Entry memory e) private {
        unchecked {
            if (host > HostFeesLib.MAX_HOST) host = 0;
            HostFees fees = _hostFees[host];
            if (fees.share() == 0) {
                if (e.waived == 0) return;
                if (host != 0) (host, fees) = (0, _hostFees[0]);
            }
            _hostFees[host] = fees.withFees(filled * e.terms.marketFee(), filled * e.waived);
        }
    }

    /// @dev The owner may take new risk, and the limit is within what its tier may bid or ask.
    function _requireClearance(Order memory order, Account a, TradeRules rules) private view {
        unchecked {
            if (!_isCleared(a)) revert AccountNotCleared(order.account);
            if (!rules.isBounded()) return;
            uint256 tier = _restrictions.tiers[order.account];
            if (!rules.allows(tier, uint256(order.side), uint256(order.limit + Units.BIAS))) {
                revert LimitOutsideTier(order.limit, tier);
            }
        }
    }

    /// @dev Trades what an order can trade at once.
    /// @return filled {Wh}
    /// @return rests whether what remains may rest
    function _take(Order memory order, Entry memory e) private returns (uint256 filled, bool rests) {
        unchecked {
            rests = order.kind <= Kind.PostOnly;
            uint256 candidates = _candidates(order, e);
            if (candidates == 0) return (0, rests);
            Taker memory t = _taker(order, e, candidates);
            if (order.kind == Kind.PostOnly) {
                (uint256 best, ) = _bestZone(t);
                if (best != 0) revert PostOnlyWouldMatch();
                return (0, true);
            }
            Top before = t.top;
            _match(t);
            filled = order.energy - t.remaining;
            e.position = e.position.withHeld(t.side, filled);
            e.cost = t.cost;
            if (Top.unwrap(t.top) != Top.unwrap(before)) _tops[2 * t.ring + 1 - t.side] = t.top;
            return (filled, rests && !t.stopped);
        }
    }

    /// @dev Zones with which the order may trade and that it could match at the least fee there is: its own zone's tariff
    /// and the market fee.
    function _candidates(Order memory order, Entry memory e) internal pure returns (uint256 zones) {
        unchecked {
            Top top = order.side == Side.Buy ? e.asks : e.bids;
            zones = top.atLeast(_limitRank(order) + e.terms.tariffOf(order.zone) + e.terms.marketFee());
            if (zones != 0 && !e.rules.isFree()) zones &= e.rules.candidates();
        }
    }

    /// @dev The order as a taker. What a Wh bought at price p with fee f costs free funds is p + f - min(long, 0), and
    /// a maker's effective rank is BIAS - (p + f), so the cost is BIAS - min(long, 0) less that rank; for a sale
    /// max(short, 0) - (p - f) with rank BIAS + (p - f) gives max(short, 0) + BIAS.
    function _taker(Order memory order, Entry memory e, uint256 candidates) internal pure returns (Taker memory t) {
        unchecked {
            uint256 side = uint256(order.side);
            Position p = e.position;
            t.terms = e.terms;
            t.top = side == BID ? e.asks : e.bids;
            t.slot = order.slot;
            t.ring = Units.ringOf(order.slot);
            t.stamp = p.stamp();
            t.account = order.account;
            t.zone = order.zone;
            t.side = side;
            t.limit = _limitRank(order);
            t.remaining = order.energy;
            t.base = uint256(Units.BIAS) + (side == BID ? p.longDepth() : p.shortFloor());
            t.ownBound = p.bound(1 - side);
            t.tail =
                OrderIdLib.level(order.slot, 0, 1 - side, 0) |
                (uint256(order.account) << 99) |
                (uint256(order.zone) << 131) |
                (e.terms.marketFee() << 153) |
                (uint256(order.host) << 165);
            t.candidates = candidates;
        }
    }

    /// @dev Puts what is left of an order at the back of its level.
    function _rest(Order memory order, uint256 energy, Entry memory e) private returns (OrderId id) {
        unchecked {
            uint256 side = uint256(order.side);
            uint256 rank = RankLib.SUM - _limitRank(order);
            Position p = e.position;
            if (p.openOrders() == PositionLib.MAX_OPEN) revert TooManyOpenOrders(order.account, order.slot);
            bool postOnly = order.kind == Kind.PostOnly;
            uint256 bookKey = BookKeys.book(Units.ringOf(order.slot), order.zone, side);
            (uint256 index, bool first) = _enqueue(
                BookKeys.level(bookKey, rank),
                p.stamp(),
                QueuedOrderLib.pack(order.account, order.host, postOnly, energy)
            );
            if (first) {
                Top top = side == BID ? e.bids : e.asks;
                uint256 best = top.best(order.zone);
                _list(bookKey, p.stamp(), rank, best);
                if (rank > best) _tops[2 * Units.ringOf(order.slot) + side] = top.withBest(order.zone, rank);
            }
            e.position = p.withOpened(side, rank);
            e.cost += e.rate * energy;
            id = OrderIdLib.pack(OrderIdLib.level(order.slot, order.zone, side, rank), index);
            emit OrderPlaced(
                OrderId.unwrap(id) |
                    (uint256(order.account) << 71) |
                    (energy << 103) |
                    (postOnly ? 1 << 139 : 0) |
                    (uint256(order.host) << 140)
            );
        }
    }

    /// @dev Least rank of the other side that the order's limit accepts.
    function _limitRank(Order memory order) private pure returns (uint256) {
        return RankLib.rankOf(order.limit, 1 - uint256(order.side));
    }

    /// @dev The account's position in a slot in which it may take more.
    function _positionOf(uint256 account, uint256 slot, Top bids, Top asks) internal view returns (Position p) {
        p = _positions[_positionKey(account, slot)];
        if (p.stamp() != asks.stamp()) {
            if (p.active()) revert UnsettledPosition(account, slot - (asks.stamp() - p.stamp()) * Units.RING);
            p = PositionLib.fresh(bids.pairPrice(), asks.pairPrice(), asks.stamp());
        }
        if ((p.sold() | p.bought()) >= PositionLib.MAX_HELD) revert PositionTooLarge(account, slot);
    }
}
