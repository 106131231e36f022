// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Account} from "../types/Account.sol";
import {Level} from "../types/Level.sol";
import {OrderId} from "../types/OrderId.sol";
import {Position} from "../types/Position.sol";
import {QueuedOrder} from "../types/QueuedOrder.sol";
import {ASK, RankLib} from "../types/Rank.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {Books} from "./Books.sol";

/// @title Claims
/// @notice Brings fills of resting orders to the positions of their accounts, and ends orders.
abstract contract Claims is Books {
    /// @dev Claims an order's fill; after gate closure ends it.
    function _claim(OrderId id) internal {
        unchecked {
            (uint256 key, Level level, QueuedOrder order) = _findOrder(id);
            if (order.energy() == 0) return;
            uint256 filled = _filledOf(key, level, id.index(), order.energy());
            uint256 open = order.energy() - filled;
            if (open != 0 && block.timestamp >= _gateOf(id.slot(), _tops[2 * Units.ringOf(id.slot()) + 1])) {
                _end(id, key, level, order, filled, open);
            } else if (filled != 0) {
                _shrink(key, level, id.index(), filled, 0);
                uint256 positionKey = _positionKey(order.account(), id.slot());
                Position p = _positions[positionKey].withHeld(id.side(), filled);
                _positions[positionKey] = open == 0 ? p.withClosed(id.side()) : p;
                emit OrderClaimed(OrderId.unwrap(id) | (order.account() << 71) | (filled << 103));
            }
        }
    }

    function _end(OrderId id, uint256 key, Level level, QueuedOrder order, uint256 filled, uint256 open) internal {
        unchecked {
            level = _shrink(key, level, id.index(), filled, open);
            if (open != 0 && level.live() == 0) _empty(id);
            uint256 positionKey = _positionKey(order.account(), id.slot());
            Position p = _positions[positionKey].withHeld(id.side(), filled).withClosed(id.side());
            _positions[positionKey] = p;
            uint256 units = open * p.lockRate(id.side(), RankLib.biasedOf(id.rank(), id.side()));
            Account a = _credited(order.account(), _accounts[order.account()], units);
            _accounts[order.account()] = a.withActivity(true, p.active());
            emit OrderClosed(OrderId.unwrap(id) | (order.account() << 71) | (filled << 103) | (open << 139));
        }
    }

    /// @dev Takes a level without energy on offer off the book, unless its slot has left the ring.
    function _empty(OrderId id) private {
        unchecked {
            uint256 ring = Units.ringOf(id.slot());
            uint256 stamp = Units.stampOf(id.slot());
            if (_tops[2 * ring + ASK].stamp() != stamp) return;
            Top top = _tops[2 * ring + id.side()];
            uint256 best = top.best(id.zone());
            uint256 next = _unlist(BookKeys.book(ring, id.zone(), id.side()), stamp, id.rank(), best);
            if (next != best) _tops[2 * ring + id.side()] = top.withBest(id.zone(), next);
        }
    }
}
