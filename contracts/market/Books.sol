// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Level, LevelLib} from "../types/Level.sol";
import {OrderId} from "../types/OrderId.sol";
import {QueuedOrder, QueuedOrderLib} from "../types/QueuedOrder.sol";
import {RankLib} from "../types/Rank.sol";
import {Units} from "../types/Units.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {RankBits} from "../libraries/RankBits.sol";
import {Ledger} from "./Ledger.sol";

/// @title Books
/// @notice Price levels, their queues, and the bitmaps that find the next best price.
///
/// A queue is never walked by a taker. A level counts the energy placed and the energy taken; an order's fill is what
/// of `taken` reaches past the energy in front of it. Whoever ends or claims an order takes its energy out of the
/// counters again, so the sum in front of every other order stays right. To find that sum, the queue is cut into groups
/// of 48 orders (16 words of 3): groups before the last keep their sums, six to a word, and within a group at most 16
/// words are read.
///
/// All of it lies in a ring over slots (see Units.RING). A level whose orders of an older slot are not all ended is left
/// as it is; the newer slot's level then lies under a key of its own.
///
/// Arithmetic is unchecked: every sum is bounded by the widths in Level, every subtraction takes back what was added.
abstract contract Books is Ledger {
    uint256 internal constant GROUP = 48;
    uint256 internal constant SUMS_PER_WORD = 6;
    uint256 private constant SUM_BITS = 42;
    uint256 private constant SUM_MASK = (1 << SUM_BITS) - 1;
    /// @dev Words that a taker reads at most to find its own orders, all levels together.
    uint256 internal constant MAX_SCAN = 128;

    // --- levels ---------------------------------------------------------------------------------------------------

    /// @dev The level of a slot that is known to have one.
    function _findLevel(uint256 ringKey, uint256 stamp) internal view returns (uint256 key, Level level) {
        key = ringKey;
        level = _levels[key];
        if (level.stamp() != stamp) {
            key = BookKeys.displaced(ringKey, stamp);
            level = _levels[key];
        }
    }

    /// @dev The level of a slot for a new order: as it is, or fresh.
    function _openLevel(uint256 ringKey, uint256 stamp) private returns (uint256 key, Level level) {
        key = ringKey;
        level = _levels[key];
        if (level.stamp() == stamp) return (key, level);
        bool free = level.count() == level.closed();
        if (free && level.displacedBy() != stamp) return (key, LevelLib.fresh(stamp));
        if (level.displacedBy() != stamp) _levels[key] = level.withDisplacedBy(stamp);
        key = BookKeys.displaced(ringKey, stamp);
        level = _levels[key];
        if (level.stamp() != stamp) level = LevelLib.fresh(stamp);
    }

    /// @dev A resting order with its level; its energy is 0 if it is ended or never was.
    function _findOrder(OrderId id) internal view returns (uint256 key, Level level, QueuedOrder order) {
        if (!id.isValid()) return (key, level, order);
        uint256 stamp = Units.stampOf(id.slot());
        uint256 bookKey = BookKeys.book(Units.ringOf(id.slot()), id.zone(), id.side());
        (key, level) = _findLevel(BookKeys.level(bookKey, id.rank()), stamp);
        if (level.stamp() != stamp || id.index() >= level.count()) return (key, level, order);
        order = QueuedOrderLib.unpack(_queues[BookKeys.queue(key, id.index())], id.index() % 3);
    }

    // --- queues ---------------------------------------------------------------------------------------------------

    /// @dev Puts an order at the back of its level.
    /// @return index its place in the queue
    /// @return first whether the level had no energy on offer
    function _enqueue(uint256 ringKey, uint256 stamp, QueuedOrder order) internal returns (uint256 index, bool first) {
        unchecked {
            (uint256 key, Level level) = _openLevel(ringKey, stamp);
            index = level.count();
            if (index == LevelLib.MAX_COUNT) {
                uint256 side = (ringKey >> 18) & 1;
                revert LevelFull((ringKey >> 19) & 0xF, side, RankLib.tickOf(ringKey & 0x3FFFF, side));
            }
            first = level.live() == 0;
            uint256 place = index % 3;
            uint256 word = BookKeys.queue(key, index);
            if (place == 0) {
                if (index != 0 && index % GROUP == 0) {
                    _setSum(key, index / GROUP - 1, level.placed() - level.tailStart());
                    level = level.withTailAtEnd();
                }
                _queues[word] = QueuedOrder.unwrap(order);
            } else {
                uint256 shift = QueuedOrderLib.BITS * place;
                _queues[word] = (_queues[word] & ((1 << shift) - 1)) | (QueuedOrder.unwrap(order) << shift);
            }
            _levels[key] = level.withPlaced(order.energy());
        }
    }

    /// @dev {Wh} how much of an order with this energy in the queue is taken.
    function _filledOf(uint256 key, Level level, uint256 index, uint256 energy) internal view returns (uint256) {
        unchecked {
            uint256 taken = level.taken();
            if (taken == 0) return 0;
            if (taken == level.placed()) return energy;
            uint256 start = _energyBefore(key, level, index);
            if (taken <= start) return 0;
            return taken - start < energy ? taken - start : energy;
        }
    }

    /// @dev {Wh} energy in the queue in front of an order.
    function _energyBefore(uint256 key, Level level, uint256 index) private view returns (uint256 start) {
        unchecked {
            uint256 group = index / GROUP;
            if (group == (level.count() - 1) / GROUP) start = level.tailStart();
            else for (uint256 g; g < group; ++g) start += _sumOf(key, g);
            for (uint256 i = group * GROUP; i < index; i += 3) {
                uint256 word = _queues[BookKeys.queue(key, i)];
                for (uint256 place; place < 3 && i + place < index; ++place) {
                    start += QueuedOrderLib.unpack(word, place).energy();
                }
            }
        }
    }

    /// @dev Takes energy out of an order and of all sums: `filled` that was taken, `released` that was not.
    function _shrink(
        uint256 key,
        Level level,
        uint256 index,
        uint256 filled,
        uint256 released
    ) internal returns (Level) {
        unchecked {
            uint256 energy = filled + released;
            uint256 word = BookKeys.queue(key, index);
            uint256 orders = _queues[word] - QueuedOrderLib.energyAt(energy, index % 3);
            _queues[word] = orders;
            level = level.without(filled, released);
            if (index / GROUP != (level.count() - 1) / GROUP) {
                _setSum(key, index / GROUP, _sumOf(key, index / GROUP) - energy);
                level = level.withTailBefore(energy);
            }
            if (QueuedOrderLib.unpack(orders, index % 3).energy() == 0) level = level.withClosed();
            _levels[key] = level;
            return level;
        }
    }

    /// @dev {Wh} how much of `wanted` a taker may take from a level before it meets its own live order. Where MAX_SCAN words
    /// do not suffice, what lies beyond counts as its own.
    /// @param reads words that the taker has read so far; and with those read here
    function _beforeOwn(
        uint256 key,
        Level level,
        uint256 account,
        uint256 wanted,
        uint256 reads
    ) internal view returns (uint256 available, bool meetsOwn, uint256) {
        unchecked {
            uint256 taken = level.taken();
            uint256 passed;
            uint256 group;
            for (uint256 last = (level.count() - 1) / GROUP; group < last; ++group) {
                if (group % SUMS_PER_WORD == 0 && ++reads > MAX_SCAN) return (0, true, reads);
                uint256 sum = _sumOf(key, group);
                if (passed + sum > taken) break;
                passed += sum;
            }
            uint256 word;
            uint256 count = level.count();
            for (uint256 i = group * GROUP; i < count; ++i) {
                if (i % 3 == 0) {
                    if (++reads > MAX_SCAN) return (passed > taken ? passed - taken : 0, true, reads);
                    word = _queues[BookKeys.queue(key, i)];
                }
                QueuedOrder order = QueuedOrderLib.unpack(word, i % 3);
                uint256 end = passed + order.energy();
                if (end > taken && order.energy() != 0) {
                    if (order.account() == account) return (passed > taken ? passed - taken : 0, true, reads);
                    if (end - taken >= wanted) return (wanted, false, reads);
                }
                passed = end;
            }
            return (wanted, false, reads);
        }
    }

    function _sumOf(uint256 key, uint256 group) private view returns (uint256) {
        unchecked {
            return (_sums[BookKeys.sums(key, group)] >> (SUM_BITS * (group % SUMS_PER_WORD))) & SUM_MASK;
        }
    }

    function _setSum(uint256 key, uint256 group, uint256 sum) private {
        unchecked {
            uint256 word = BookKeys.sums(key, group);
            uint256 shift = SUM_BITS * (group % SUMS_PER_WORD);
            _sums[word] = (_sums[word] & ~(SUM_MASK << shift)) | (sum << shift);
        }
    }

    // --- best prices ----------------------------------------------------------------------------------------------
    // A book's best rank stands in the slot's top word, the ranks of its other levels as bits in leaves of 242 ranks.
    // Leaves with bits are listed in summary words of 242 leaves, but for the leaf of the best rank, which may be
    // missing there. So the first order of a book touches no bitmap, and one within a leaf no summary.
    //
    // In the leaf of the best rank, its own bit and those above it mean nothing: they are left over from levels that
    // were the best. They are cleared when the best moves up within the leaf or out of it.

    /// @dev Lists a level that has just got energy on offer.
    /// @param best the book's best rank before, 0 where it was empty
    function _list(uint256 bookKey, uint256 stamp, uint256 rank, uint256 best) internal {
        unchecked {
            if (best == 0) return;
            // The lower of the two is not the best from now on.
            uint256 listed = rank < best ? rank : best;
            uint256 leaf = listed / RankBits.WIDTH;
            uint256 leafKey = BookKeys.leaf(bookKey, leaf);
            uint256 bits = RankBits.read(_leaves[leafKey], stamp);
            if (listed == best) bits &= RankBits.below(best);
            _leaves[leafKey] = RankBits.write(bits | (1 << (listed % RankBits.WIDTH)), stamp);
            uint256 bestLeaf = (rank < best ? best : rank) / RankBits.WIDTH;
            if (leaf != bestLeaf && (bits == 0 || listed == best)) _setListed(bookKey, stamp, leaf, true);
        }
    }

    /// @dev Takes a level without energy on offer off the lists.
    /// @return the book's best rank after, 0 where it is empty
    function _unlist(uint256 bookKey, uint256 stamp, uint256 rank, uint256 best) internal returns (uint256) {
        unchecked {
            uint256 leaf = rank / RankBits.WIDTH;
            uint256 leafKey = BookKeys.leaf(bookKey, leaf);
            uint256 bits = RankBits.read(_leaves[leafKey], stamp);
            if (rank == best) {
                uint256 lower = bits & RankBits.below(rank);
                if (lower != 0) return leaf * RankBits.WIDTH + RankBits.highest(lower);
                if (bits != 0) _leaves[leafKey] = RankBits.write(0, stamp);
                _setListed(bookKey, stamp, leaf, false);
                return _bestBelow(bookKey, stamp, leaf);
            }
            bits &= ~(1 << (rank % RankBits.WIDTH));
            _leaves[leafKey] = RankBits.write(bits, stamp);
            if (bits == 0 && leaf != best / RankBits.WIDTH) _setListed(bookKey, stamp, leaf, false);
            return best;
        }
    }

    /// @dev The best rank in the leaves below one.
    function _bestBelow(uint256 bookKey, uint256 stamp, uint256 leaf) private view returns (uint256) {
        unchecked {
            uint256 place = leaf / RankBits.WIDTH;
            uint256 mask = (1 << (leaf % RankBits.WIDTH)) - 1;
            while (true) {
                uint256 bits = RankBits.read(_summaries[BookKeys.summary(bookKey, place)], stamp) & mask;
                if (bits != 0) {
                    leaf = place * RankBits.WIDTH + RankBits.highest(bits);
                    bits = RankBits.read(_leaves[BookKeys.leaf(bookKey, leaf)], stamp);
                    return leaf * RankBits.WIDTH + RankBits.highest(bits);
                }
                if (place == 0) return 0;
                --place;
                mask = type(uint256).max;
            }
            return 0;
        }
    }

    /// @dev The best rank not above a given one that is below the book's best.
    function _rankAtOrBelow(uint256 bookKey, uint256 stamp, uint256 rank) internal view returns (uint256) {
        unchecked {
            uint256 leaf = rank / RankBits.WIDTH;
            uint256 leafKey = BookKeys.leaf(bookKey, leaf);
            uint256 bits = RankBits.read(_leaves[leafKey], stamp) & (RankBits.below(rank) * 2 + 1);
            if (bits != 0) return leaf * RankBits.WIDTH + RankBits.highest(bits);
            return _bestBelow(bookKey, stamp, leaf);
        }
    }

    function _setListed(uint256 bookKey, uint256 stamp, uint256 leaf, bool listed) private {
        uint256 key = BookKeys.summary(bookKey, leaf / RankBits.WIDTH);
        uint256 bits = RankBits.read(_summaries[key], stamp);
        uint256 bit = 1 << (leaf % RankBits.WIDTH);
        if ((bits & bit != 0) != listed) _summaries[key] = RankBits.write(bits ^ bit, stamp);
    }
}
