// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IDiscounts} from "../interfaces/IDiscounts.sol";
import {Account} from "../types/Account.sol";
import {Clearing, PriceSum, SlotClearing, SlotCredits} from "../types/Clearing.sol";
import {Flow} from "../types/Flow.sol";
import {HostFees, HostFeesLib} from "../types/HostFees.sol";
import {Position} from "../types/Position.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {Deviation} from "../libraries/Deviation.sol";
import {ExchangeStorage} from "./ExchangeStorage.sol";

/// @notice What of the market's fees is not the market's.
/// @param discounts says which discount somebody has; zero where nobody has one
/// @param lastHost highest number of a host that ever had a share
/// @param taken {unit} of what hosts and discounts kept, what was taken off the fees that the market was paid
struct Hosting {
    IDiscounts discounts;
    uint8 lastHost;
    uint256 taken;
}

/// @title Ledger
/// @notice What accounts may use of their free funds, what they and hosts are owed or owe, and how far slots are settled.
abstract contract Ledger is ExchangeStorage {
    Clearing internal _clearing;
    SlotClearing[2048] internal _slotClearings;
    SlotCredits[2048] internal _slotCredits;
    /// @dev What corrections of a slot have moved, for whoever answers for wrong readings.
    mapping(uint256 slot => uint256 units) internal _corrected;
    mapping(uint256 account => uint256 units) internal _debts;
    mapping(address owner => uint256 units) internal _ownerDebts;
    mapping(uint256 account => uint256 units) internal _receivables;
    /// @dev Of max(short, 0) over the slots that have begun; with residual supply.
    PriceSum internal _priceSum;
    /// @dev {tick} of that sum, what lies before an account's first meter or is settled for it.
    mapping(uint256 account => uint256 ticks) internal _covered;
    HostFees[256] internal _hostFees;
    Hosting internal _hosting;

    /// @dev The account with units more. What it owes it pays first, to the balancing party.
    function _credited(uint256 account, Account a, uint256 units) internal returns (Account) {
        a = a.withCredit(units);
        if (!a.indebted()) return a;
        uint256 repaid;
        (a, repaid) = _repaid(account, a, a.free());
        _accounts[Units.PARTY] = _accounts[Units.PARTY].withCredit(repaid);
        return a.withDebit(repaid);
    }

    /// @dev The account with its debt paid down by at most `units`; where they come from is the caller's.
    function _repaid(uint256 account, Account a, uint256 units) internal returns (Account, uint256 repaid) {
        uint256 debt = _debts[account];
        repaid = units < debt ? units : debt;
        if (repaid == 0) return (a, 0);
        _changeDebt(account, a.owner(), -int256(repaid));
        emit DebtRepaid(uint32(account), repaid);
        return (a.withIndebted(repaid != debt), repaid);
    }

    /// @dev What the balancing party owes an account, paid down by at most `units`; where they come from is the caller's.
    function _receivablePaid(uint256 account, uint256 units) internal returns (uint256 paid) {
        uint256 owed = _receivables[account];
        paid = units < owed ? units : owed;
        if (paid == 0) return 0;
        _receivables[account] = owed - paid;
        _clearing.receivables -= uint64(paid);
        emit ReceivablePaid(uint32(account), paid);
    }

    /// @param change {unit}
    function _changeDebt(uint256 account, address owner, int256 change) internal {
        _debts[account] = uint256(int256(_debts[account]) + change);
        _ownerDebts[owner] = uint256(int256(_ownerDebts[owner]) + change);
        uint256 debts = uint256(int256(uint256(_clearing.debts)) + change);
        _clearing.debts = uint64(debts);
        if (_current.debts() != (debts != 0)) _current = _current.withDebts(debts != 0);
    }

    /// @dev {unit} of the market's fees, what hosts and discounts kept and what was not yet taken off; rounded up. It is
    /// counted with each trade, so it may be of fees that are still to be collected. At most 256 words are added up.
    function _keptRoundedUp() internal view returns (uint256 units) {
        unchecked {
            uint256 last = _hosting.lastHost;
            for (uint256 host; host <= last; ++host) units += _hostFees[host].kept();
            return Math.ceilDiv(units, HostFeesLib.BASIS) - _hosting.taken;
        }
    }

    function _requireNoDebt(address owner) internal view {
        uint256 debt = _ownerDebts[owner];
        if (debt != 0) revert OwnerInDebt(owner, debt);
    }

    /// @dev {unit} free funds that an account may use.
    function _availableOf(uint256 account, Account a) internal view returns (uint256) {
        if (!RESIDUAL_SUPPLY) return a.free();
        uint256 reserve = _reserveOf(account);
        return a.free() > reserve ? a.free() - reserve : 0;
    }

    /// @dev {unit} what residual supply makes an account keep: the balancing party its collateral and what it owes,
    /// others rated import x max(short, 0) for every slot that has begun and is not settled for them.
    function _reserveOf(uint256 account) internal view returns (uint256) {
        if (account == Units.PARTY) return uint256(_clearing.collateral) + _clearing.receivables;
        uint256 ticks = _begunPrice().sum - _covered[account];
        if (ticks == 0) return 0;
        (, uint256 ratedImport, ) = METERS.ratingOf(account, block.timestamp / Units.SLOT_SECONDS);
        return ratedImport * ticks;
    }

    /// @dev The sum of max(short, 0) {tick} over all slots that have begun. Pairs of such slots are final; as every
    /// opening and settlement stores the sum, at most the slots of one horizon are added up here.
    function _begunPrice() internal view returns (PriceSum memory s) {
        unchecked {
            s = _priceSum;
            uint256 current = block.timestamp / Units.SLOT_SECONDS;
            // Before the first opening there is nothing to add up.
            uint256 slot = s.slot == 0 ? current + 1 : s.slot + 1;
            uint256 oldest = current + 1 - Units.RING;
            for (slot = slot < oldest ? oldest : slot; slot <= current; ++slot) {
                Top asks = _tops[2 * Units.ringOf(slot) + 1];
                if (asks.stamp() != Units.stampOf(slot)) continue;
                int256 short = int256(asks.pairPrice()) - Units.BIAS;
                if (short > 0) s.sum += uint64(uint256(short));
            }
            s.slot = uint32(current);
        }
    }

    /// @dev Reserves the balancing party's collateral for energy bought.
    function _reserveBought(Position p, uint256 energy) internal {
        (int24 long, ) = p.pair();
        if (long > 0) _clearing.collateral += uint64(uint256(int256(long)) * energy);
    }

    /// @dev {unit} what an account is credited where its meters counted so much; charged where negative.
    function _amountOf(Position p, int256 metered) internal view returns (int256) {
        (int24 long, int24 short) = p.pair();
        return Deviation.amountOf(RESIDUAL_SUPPLY, long, short, p.net(), metered);
    }

    /// @dev {unit} of a credit, what the pot of its slot has for it.
    function _shareRoundedDown(uint256 credit, SlotCredits memory credits) internal pure returns (uint256) {
        return (credit * credits.pot) / credits.credits;
    }

    /// @dev {Wh} sold, and bought, in all zones of a slot.
    function _volumeOf(uint256 slot, Top bids) internal view returns (uint256 volume) {
        uint256 zones = _terms[bids.version()].zoneCount();
        for (uint256 z; z < zones; ++z) {
            Flow flow = _flows[16 * Units.ringOf(slot) + z];
            if (flow.stamp() == Units.stampOf(slot)) volume += flow.volume();
        }
    }

    /// @dev The clearing words of a slot, fresh where its place in the ring was last an older slot's.
    function _slotClearingOf(uint256 slot) internal view returns (SlotClearing memory c) {
        c = _slotClearings[Units.ringOf(slot)];
        if (c.stamp < Units.stampOf(slot)) c = SlotClearing(uint16(Units.stampOf(slot)), false, 0, 0, 0, 0, 0);
    }
}
