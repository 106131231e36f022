// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ISettling} from "../interfaces/ISettling.sol";
import {Delivery, Holding, Metered} from "../interfaces/ISettlement.sol";
import {Account} from "../types/Account.sol";
import {Clearing, SlotClearing, SlotCredits} from "../types/Clearing.sol";
import {OrderId} from "../types/OrderId.sol";
import {Position, PositionLib} from "../types/Position.sol";
import {RankLib} from "../types/Rank.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {Claims} from "./Claims.sol";
import {ExchangeParameters, ExchangeStorage} from "./ExchangeStorage.sol";
import {HostShares} from "./HostShares.sol";
import {Unlocks} from "./Unlocks.sol";

/// @title Settling of the exchange
/// @notice Delivery against payment: sets are paid out and deviations charged once a slot is metered. It runs in the
/// exchange's storage, called by its extension; on its own it holds nothing. It also pays hosts, and answers
/// for the index and the unlock schedule.
///
/// The balancing party is the counterparty of every deviation. Charges are taken at once, from what the account has;
/// what it has not is its debt, and nobody else's loss but the balancing party's. Credits, which only residual supply
/// knows, wait until all accounts of the slot and of all slots before it are settled; so neither the order in which
/// accounts are settled nor how they are batched changes what anyone gets.
///
/// A settled position keeps what it was settled with, so that newer readings only move the difference.
contract ExchangeSettling is ISettling, HostShares, Unlocks, Claims {
    /// @dev Slots that a settlement finances on its way.
    uint256 private constant FINANCED_PER_SETTLEMENT = 4;

    /// @dev A batch while it is settled.
    /// @param charged {unit} taken from the batch's accounts for it
    /// @param credits {unit} more, or less, than the slot had before
    struct Batch {
        uint32 slot;
        uint256 charged;
        int256 credits;
        SlotClearing clearing;
        Position fresh;
    }

    /// @dev What comes of an account's readings.
    /// @param metered {Wh} export less import
    /// @param amount {unit} credited for the deviation, charged where negative
    struct Outcome {
        Delivery delivery;
        bool missing;
        int256 metered;
        int256 amount;
    }

    constructor(ExchangeParameters memory parameters) ExchangeStorage(parameters) {}

    /// @inheritdoc ISettling
    function settle(
        uint32 slot,
        uint32[] calldata accounts,
        OrderId[] calldata orders,
        bytes calldata data
    ) external nonReentrant {
        for (uint256 i; i < orders.length; ++i) _claim(orders[i]);
        Batch memory b;
        b.slot = slot;
        b.clearing = _slotClearingOf(slot);
        (Top bids, Top asks) = _topsOf(slot);
        // With residual supply an account has a deviation also where it has not traded.
        if (RESIDUAL_SUPPLY && _isOpen(slot, asks)) {
            b.fresh = PositionLib.fresh(bids.pairPrice(), asks.pairPrice(), asks.stamp());
        }
        Holding[] memory holdings = _holdingsOf(accounts, b);
        if (holdings.length != 0) {
            Metered[] memory metered = _settlement.meteredOf(slot, holdings, data);
            if (metered.length != holdings.length) revert SettlementMismatch();
            for (uint256 i; i < metered.length; ++i) _settleAccount(holdings[i].account, metered[i], b);
            _closeBatch(b);
        }
        if (RESIDUAL_SUPPLY) _finance(FINANCED_PER_SETTLEMENT);
    }

    /// @inheritdoc ISettling
    function financeSlots(uint256 count) external nonReentrant {
        if (RESIDUAL_SUPPLY) _finance(count);
    }

    /// @inheritdoc ISettling
    function payCredits(uint32 slot, uint32[] calldata accounts) external nonReentrant {
        SlotClearing memory c = _slotClearingOf(slot);
        if (!c.financed || c.stamp != Units.stampOf(slot)) return;
        SlotCredits memory credits = _slotCredits[Units.ringOf(slot)];
        for (uint256 i; i < accounts.length; ++i) {
            Position p = _positions[_positionKey(accounts[i], slot)];
            if (p.stamp() != c.stamp || !p.creditDue()) continue;
            _positions[_positionKey(accounts[i], slot)] = p.withCreditPaid();
            _payCredit(slot, accounts[i], p, credits);
        }
        _storeCredits(slot, credits);
    }

    /// @inheritdoc ISettling
    function payReceivables(uint32[] calldata accounts) external nonReentrant {
        for (uint256 i; i < accounts.length; ++i) {
            uint256 units = _receivablePaid(accounts[i], _accounts[Units.PARTY].free());
            if (units == 0) continue;
            _accounts[Units.PARTY] = _accounts[Units.PARTY].withDebit(units);
            _accounts[accounts[i]] = _credited(accounts[i], _accounts[accounts[i]], units);
        }
    }

    // --- accounts -------------------------------------------------------------------------------------------------

    /// @dev The accounts that there is something to ask about: those without open orders that hold energy, are settled
    /// already, or may have a deviation nevertheless.
    function _holdingsOf(uint32[] calldata accounts, Batch memory b) private view returns (Holding[] memory holdings) {
        holdings = new Holding[](accounts.length);
        uint256 count;
        for (uint256 i; i < accounts.length; ++i) {
            Position p = _positionIn(accounts[i], b);
            if (p.stamp() == 0 || p.openOrders() != 0) continue;
            if (!RESIDUAL_SUPPLY && !p.settled() && !p.active()) continue;
            holdings[count++] = Holding(uint32(i), accounts[i], p.net(), p.settled());
        }
        assembly ("memory-safe") {
            mstore(holdings, count)
        }
    }

    /// @dev The account's position in the slot of the batch; 0 where there is none and none may be begun.
    function _positionIn(uint32 account, Batch memory b) private view returns (Position p) {
        p = _positions[_positionKey(account, b.slot)];
        if (p.stamp() == Units.stampOf(b.slot)) return p;
        if (p.active() || _accounts[account].owner() == address(0)) return Position.wrap(0);
        return b.fresh;
    }

    /// @dev Settles an account, or corrects it. It reads the position again, so that an account that is named twice is
    /// settled once.
    function _settleAccount(uint32 account, Metered memory m, Batch memory b) private {
        if (m.delivery == Delivery.Unknown) return;
        Position p = _positionIn(account, b);
        Outcome memory o = _outcomeOf(p, m, account == Units.PARTY);
        if (p.settled()) {
            if (p.metered() != o.metered || p.assumed() != o.missing) _correct(account, p, o, b);
        } else if (p.active() || m.delivery != Delivery.Unmetered) {
            _settleFirst(account, p, o, b);
        }
    }

    /// @dev Of a missing reading whatever gives the account least holds: nothing delivered and nothing used, or with
    /// residual supply one of the bounds, as the amount has no least value between them (long <= short).
    function _outcomeOf(Position p, Metered memory m, bool isParty) private view returns (Outcome memory o) {
        (o.delivery, o.missing) = (m.delivery, m.delivery == Delivery.Missing);
        if (isParty) {
            o.metered = p.net();
        } else if (!o.missing) {
            o.metered = m.low;
            o.amount = _amountOf(p, m.low);
        } else if (!RESIDUAL_SUPPLY) {
            o.amount = _amountOf(p, 0);
        } else {
            (int256 low, int256 high) = (_amountOf(p, m.low), _amountOf(p, m.high));
            (o.metered, o.amount) = low <= high ? (int256(m.low), low) : (int256(m.high), high);
        }
    }

    function _settleFirst(uint32 account, Position p, Outcome memory o, Batch memory b) private {
        // One without meters that a root speaks of, and that has not traded, may come after its slot was financed.
        bool due = o.amount > 0 && !b.clearing.financed;
        unchecked {
            _positions[_positionKey(account, b.slot)] = p.withSettled(o.metered, o.missing, due);
            b.clearing.sold += uint48(p.sold());
            b.clearing.bought += uint48(p.bought());
            if (!RESIDUAL_SUPPLY) {
                if (o.delivery != Delivery.Unmetered) ++b.clearing.accounts;
            } else if (o.delivery == Delivery.Missing || (o.delivery == Delivery.Read && _isMetered(account, b.slot))) {
                ++b.clearing.accounts;
                _covered[account] += p.shortFloor();
            }
            uint256 sets = p.setsValue();
            Account a = _accounts[account].withCredit(sets);
            if (o.amount < 0) a = _charge(account, a, uint256(-o.amount), b);
            else if (due) b.credits += o.amount;
            if (a.indebted()) a = _credited(account, a, 0);
            _accounts[account] = a.withActivity(p.active(), due);
            emit Settled(account, b.slot, p.sold(), p.bought(), sets, o.metered, o.missing, o.amount);
        }
        if (o.amount > 0 && !due) _move(account, o.amount, b);
    }

    /// @dev With residual supply an account without meters must not stand for another that has some.
    function _isMetered(uint32 account, uint32 slot) private view returns (bool) {
        (uint256 meters, , ) = METERS.ratingOf(account, slot);
        return meters != 0;
    }

    /// @dev Takes units from an account for the balancing party. What the account has not is set off against what the party
    /// owes it, and becomes its debt.
    function _charge(uint32 account, Account a, uint256 units, Batch memory b) private returns (Account) {
        uint256 paid = units < a.free() ? units : a.free();
        b.charged += paid;
        a = a.withDebit(paid);
        uint256 rest = units - paid;
        if (rest != 0) rest -= _receivablePaid(account, rest);
        if (rest == 0) return a;
        _changeDebt(account, a.owner(), int256(rest));
        emit DebtIncurred(account, rest);
        return a.withIndebted(true);
    }

    /// @dev Moves the difference that a newer reading makes. Credits that have not been set aside only change their sum;
    /// what has been paid, or charged, is paid back or charged more.
    function _correct(uint32 account, Position p, Outcome memory o, Batch memory b) private {
        int256 before = account == Units.PARTY ? int256(0) : _amountOf(p, p.metered());
        bool due = o.amount > 0 && !b.clearing.financed;
        _positions[_positionKey(account, b.slot)] = p.withSettled(o.metered, o.missing, due);
        if (b.clearing.financed) {
            if (p.creditDue()) _payDue(account, p, b.slot);
            _move(account, o.amount - before, b);
        } else {
            b.credits += int256(_positive(o.amount)) - int256(_positive(before));
            _accounts[account] = _accounts[account].withActivity(p.creditDue(), due);
            _move(account, int256(_positive(-before)) - int256(_positive(-o.amount)), b);
        }
        _corrected[b.slot] += o.amount > before ? uint256(o.amount - before) : uint256(before - o.amount);
        emit Corrected(account, b.slot, o.metered, o.missing, o.amount, before);
    }

    /// @dev Moves units between the balancing party and an account that was settled before: to the account first off its
    /// debt, then as far as the party's free funds reach, the rest becoming a receivable.
    function _move(uint32 account, int256 change, Batch memory b) private {
        if (change < 0) {
            Account charged = _charge(account, _accounts[account], uint256(-change), b);
            _accounts[account] = charged;
        }
        if (change <= 0) return;
        _flush(b);
        uint256 units = uint256(change);
        (Account a, uint256 repaid) = _repaid(account, _accounts[account], units);
        units -= repaid;
        Account party = _accounts[Units.PARTY];
        uint256 paid = units < party.free() ? units : party.free();
        _accounts[Units.PARTY] = party.withDebit(paid);
        _accounts[account] = a.withCredit(paid);
        if (paid == units) return;
        _receivables[account] += units - paid;
        _clearing.receivables += uint64(units - paid);
        emit ReceivableIncurred(account, units - paid);
    }

    /// @dev Gives the balancing party what was charged so far.
    function _flush(Batch memory b) private {
        if (b.charged == 0) return;
        _accounts[Units.PARTY] = _accounts[Units.PARTY].withCredit(b.charged);
        b.charged = 0;
    }

    function _closeBatch(Batch memory b) private {
        _flush(b);
        if (b.clearing.stamp == Units.stampOf(b.slot)) _slotClearings[Units.ringOf(b.slot)] = b.clearing;
        if (!RESIDUAL_SUPPLY) return;
        _priceSum = _begunPrice();
        if (b.credits == 0) return;
        SlotCredits memory credits = _slotCredits[Units.ringOf(b.slot)];
        credits.credits = uint64(uint256(int256(uint256(credits.credits)) + b.credits));
        credits.unpaid = credits.credits;
        _slotCredits[Units.ringOf(b.slot)] = credits;
    }

    // --- credits --------------------------------------------------------------------------------------------------

    /// @dev Finances slot after slot, up to the first that has not begun or of which an account is not settled.
    function _finance(uint256 steps) private {
        uint256 first = _clearing.nextSlot;
        uint256 slot = first;
        if (slot == 0) return;
        for (; steps != 0 && slot * Units.SLOT_SECONDS <= block.timestamp; --steps) {
            (Top bids, Top asks) = _topsOf(slot);
            if (_isOpen(slot, asks) && !_financeSlot(uint32(slot), bids)) break;
            ++slot;
        }
        if (slot != first) _clearing.nextSlot = uint32(slot);
    }

    function _financeSlot(uint32 slot, Top bids) private returns (bool) {
        SlotClearing memory c = _slotClearingOf(slot);
        (uint256 accounts, ) = METERS.totalsOf(address(this), slot);
        if (c.accounts < accounts) return false;
        uint256 held = _volumeOf(slot, bids) - c.netted;
        if (c.sold != held || c.bought != held) return false;
        c.financed = true;
        _slotClearings[Units.ringOf(slot)] = c;
        Clearing memory all = _clearing;
        SlotCredits memory credits = _slotCredits[Units.ringOf(slot)];
        Account party = _accounts[Units.PARTY];
        credits.pot = uint64(party.free() < credits.credits ? party.free() : credits.credits);
        _slotCredits[Units.ringOf(slot)] = credits;
        _accounts[Units.PARTY] = party.withDebit(credits.pot);
        int256 long = RankLib.tickOfBiased(bids.pairPrice());
        if (long > 0) all.collateral -= uint64(uint256(long) * (held + c.ratedExport));
        all.receivables += credits.credits - credits.pot;
        _clearing = all;
        emit SlotFinanced(slot, credits.credits, credits.pot);
        return true;
    }

    function _payDue(uint32 account, Position p, uint32 slot) private {
        SlotCredits memory credits = _slotCredits[Units.ringOf(slot)];
        _payCredit(slot, account, p, credits);
        _storeCredits(slot, credits);
    }

    /// @dev Pays a credit out of the pot of its slot, in proportion.
    function _payCredit(uint32 slot, uint32 account, Position p, SlotCredits memory credits) private {
        uint256 credit = _positive(_amountOf(p, p.metered()));
        uint256 units = _shareRoundedDown(credit, credits);
        credits.unpaid -= uint64(credit);
        credits.paid += uint64(units);
        if (units != credit) _receivables[account] += credit - units;
        _accounts[account] = _credited(account, _accounts[account], units).withActivity(true, false);
        emit CreditPaid(account, slot, units, credit - units);
    }

    /// @dev With the last credit, what rounding left of the pot goes back to the balancing party, which owes as much.
    function _storeCredits(uint32 slot, SlotCredits memory credits) private {
        uint256 dust = credits.pot - credits.paid;
        if (credits.unpaid == 0 && dust != 0) {
            credits.paid = credits.pot;
            _accounts[Units.PARTY] = _accounts[Units.PARTY].withCredit(dust);
            _clearing.receivables += uint64(dust);
            emit SlotPaid(slot, dust);
        }
        _slotCredits[Units.ringOf(slot)] = credits;
    }

    function _positive(int256 value) private pure returns (uint256) {
        return value > 0 ? uint256(value) : 0;
    }
}
