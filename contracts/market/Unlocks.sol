// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IUnlocks, Unlock} from "../interfaces/IUnlocks.sol";
import {SlotClearing} from "../types/Clearing.sol";
import {Level} from "../types/Level.sol";
import {OrderId} from "../types/OrderId.sol";
import {Position} from "../types/Position.sol";
import {QueuedOrder} from "../types/QueuedOrder.sol";
import {RankLib} from "../types/Rank.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {Books} from "./Books.sol";
import {MarketIndex} from "./MarketIndex.sol";

/// @title Unlock schedule
/// @notice What an account's orders, positions and credits hold, slot by slot.
///
/// An account's orders are not listed anywhere, so a caller names them, as {IExchangeBase-OrderPlaced} told them.
abstract contract Unlocks is IUnlocks, MarketIndex, Books {
    /// @inheritdoc IUnlocks
    function unlocksOf(
        uint32 account,
        uint32 firstSlot,
        uint256 count,
        OrderId[] calldata orders
    ) external view returns (Unlock[] memory unlocks) {
        _accountOf(account);
        _requireRange(count);
        unlocks = new Unlock[](count);
        Position[] memory positions = new Position[](count);
        for (uint256 i; i < count; ++i) positions[i] = _positionOf(account, firstSlot + i);
        for (uint256 i; i < orders.length; ++i) {
            uint256 slot = orders[i].slot();
            if (slot < firstSlot || slot >= firstSlot + count) continue;
            uint256 place = slot - firstSlot;
            uint256 locked;
            (positions[place], locked) = _withOrder(account, orders[i], positions[place]);
            unlocks[place].orders += locked;
        }
        uint256 found;
        for (uint256 i; i < count; ++i) {
            Unlock memory u = unlocks[i];
            _fill(u, account, firstSlot + i, positions[i]);
            if (u.orders | u.netting | u.sets | u.reserve | u.credit != 0) unlocks[found++] = u;
        }
        assembly ("memory-safe") {
            mstore(unlocks, found)
        }
    }

    /// @dev 0 where the account's position is not the slot's.
    function _positionOf(uint256 account, uint256 slot) private view returns (Position p) {
        p = _positions[_positionKey(account, slot)];
        if (p.stamp() != Units.stampOf(slot)) p = Position.wrap(0);
    }

    /// @dev The position with an order's fill claimed, and what its open energy locks {unit}.
    function _withOrder(uint256 account, OrderId id, Position p) private view returns (Position, uint256 locked) {
        (uint256 key, Level level, QueuedOrder order) = _findOrder(id);
        if (order.energy() == 0 || order.account() != account) return (p, 0);
        uint256 filled = _filledOf(key, level, id.index(), order.energy());
        locked = (order.energy() - filled) * p.lockRate(id.side(), RankLib.biasedOf(id.rank(), id.side()));
        return (p.withHeld(id.side(), filled), locked);
    }

    function _fill(Unlock memory u, uint256 account, uint256 slot, Position p) private view {
        (, Top asks) = _topsOf(slot);
        bool isOpen = _isOpen(slot, asks);
        u.slot = uint32(slot);
        u.gate = isOpen ? _gateOf(slot, asks) : slot * Units.SLOT_SECONDS;
        u.end = (slot + 1) * Units.SLOT_SECONDS;
        if (!p.settled()) {
            u.netting = p.setRate() * (p.sold() < p.bought() ? p.sold() : p.bought());
            u.sets = p.setsValue() - u.netting;
            if (RESIDUAL_SUPPLY && isOpen) u.reserve = _reserveIn(account, slot, asks);
        } else if (p.creditDue()) {
            (u.credit, u.isFinanced) = _creditOf(slot, p);
        }
    }

    /// @dev {unit} the part of {Ledger-_reserveOf} that is kept for a slot which is not settled for the account.
    function _reserveIn(uint256 account, uint256 slot, Top asks) private view returns (uint256) {
        int256 short = RankLib.tickOfBiased(asks.pairPrice());
        if (slot * Units.SLOT_SECONDS > block.timestamp || short <= 0) return 0;
        (uint256 meters, , ) = METERS.ratingOf(account, slot);
        if (meters == 0) return 0;
        (, uint256 ratedImport, ) = METERS.ratingOf(account, block.timestamp / Units.SLOT_SECONDS);
        return ratedImport * uint256(short);
    }

    /// @dev {unit}
    function _creditOf(uint256 slot, Position p) private view returns (uint256 credit, bool isFinanced) {
        credit = uint256(_amountOf(p, p.metered()));
        SlotClearing memory c = _slotClearingOf(slot);
        isFinanced = c.financed && c.stamp == Units.stampOf(slot);
        if (!isFinanced) return (credit, false);
        credit = _shareRoundedDown(credit, _slotCredits[Units.ringOf(slot)]);
    }
}
