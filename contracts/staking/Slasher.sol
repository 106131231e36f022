// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {IElection} from "../interfaces/IElection.sol";
import {IExchangeParts} from "../interfaces/IExchangeParts.sol";
import {IMarketData, PositionData, SlotData} from "../interfaces/IMarketData.sol";
import {IMeterRegistry, Meter} from "../interfaces/IMeterRegistry.sol";
import {IOperatorSet} from "../interfaces/IOperatorSet.sol";
import {Attestation, IReadingOracle} from "../interfaces/IReadingOracle.sol";
import {ISlasher, Kind, Offence, Pot, SignedSpan, Stage} from "../interfaces/ISlasher.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {Deviation} from "../libraries/Deviation.sol";
import {Registers} from "../libraries/Registers.sol";
import {Offences} from "./Offences.sol";

/// @title Slasher
/// @notice See {ISlasher}. It holds no GRID: {IStaking} keeps what was slashed until it is paid, each receiver by a call of
/// its own, so that none can stop another.
contract Slasher is Offences {
    using Registers for Meter;
    using SafeCast for uint256;

    uint256 private constant REPORTER_SHARE_MAX = 2_000;
    /// @dev {wad} for a unit: a thousand GRID for a WATT of 1e7 units.
    uint256 private constant COMPENSATION_MAX = 1e14;

    /// @dev What an account has shown. @param pot its number, also when the loss was refuted @param amount {wad}
    struct Loss {
        uint64 pot;
        uint128 amount;
    }

    IMeterRegistry public immutable METERS;
    IAccountRegistry public immutable ACCOUNTS;

    /// @notice {bps} what reporters get of what victims leave.
    uint16 public reporterShare = 1_000;
    /// @notice {wad} what victims get for each {unit} lost.
    uint64 public compensation;
    /// @notice Who gets what is left.
    address public insurance;
    /// @inheritdoc ISlasher
    mapping(uint64 pot => mapping(uint32 account => uint256)) public lossOf;
    mapping(uint32 slot => mapping(uint32 account => Loss)) private _losses;

    /// @param authority AccessManager that says who hears appeals and sets parameters
    /// @param compensation_ {wad} for each {unit} lost
    constructor(
        address authority,
        IStaking staking,
        IElection election,
        IOperatorSet operators,
        IReadingOracle oracle,
        IMeterRegistry meters,
        IAccountRegistry accounts,
        address insurance_,
        uint64 compensation_
    ) AccessManaged(authority) Offences(staking, election, operators, oracle) {
        (METERS, ACCOUNTS) = (meters, accounts);
        _setInsurance(insurance_);
        _setCompensation(compensation_);
    }

    // --- victims --------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function showLoss(bytes32 id, Attestation calldata attested, SignedSpan[] calldata spans) external {
        Offence storage o = _offences[id];
        if (o.stage != Stage.Executed) revert OffenceNotExecuted(id, o.stage);
        Pot storage pot = _pots[o.pot - 1];
        uint256 until = pot.closesAt - REFUTATION;
        if (block.timestamp >= until) revert PotClosed(o.pot, until);
        uint32 account = attested.leaf.account;
        (address owner, , , ) = ACCOUNTS.accountOf(account);
        if (msg.sender != owner) revert NotAccountOwner(account, msg.sender);
        Loss storage loss = _losses[attested.slot][account];
        if (loss.pot != 0) revert LossKnown(account, attested.slot);
        bool isOfOffence = o.kind == Kind.FalseRoot && attested.slot == o.slot && attested.root == o.root;
        (bytes32 root, ) = ORACLE.rootOf(attested.slot);
        (, , uint256 finalAt) = ORACLE.timesOf(attested.slot);
        if (!isOfOffence || root != attested.root || block.timestamp < finalAt) {
            revert LossUnproven(account, attested.slot);
        }
        ORACLE.checkAttestation(attested);
        uint256 units = _lossOf(attested, spans);
        uint128 amount = (units * pot.compensation).toUint128();
        (loss.pot, loss.amount) = (o.pot, amount);
        lossOf[o.pot][account] += amount;
        pot.losses += amount;
        emit LossShown(o.pot, account, attested.slot, units, amount, msg.data);
    }

    /// @inheritdoc ISlasher
    function refuteLoss(uint32 account, uint32 slot, uint32 meter) external {
        Loss storage loss = _losses[slot][account];
        (uint64 number, uint128 amount) = (loss.pot, loss.amount);
        if (amount == 0) revert LossUnknown(account, slot);
        Pot storage pot = _pots[number - 1];
        if (block.timestamp >= pot.closesAt) revert PotClosed(number, pot.closesAt);
        Meter memory m = METERS.meterOf(meter);
        bool isConcerned = m.countsIn(slot) && (m.account == account || _isBehind(m, account));
        if (!isConcerned || !_isContradicted(meter, slot)) revert LossNotRefuted(account, slot);
        loss.amount = 0;
        lossOf[number][account] -= amount;
        pot.losses -= amount;
        emit LossRefuted(number, account, slot, amount);
    }

    // --- payments -------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function payVictim(uint64 pot, uint32 account) external {
        Pot storage p = _requireClosed(pot);
        uint256 amount = lossOf[pot][account];
        if (p.losses > p.taken) amount = Math.mulDiv(amount, p.taken, p.losses);
        if (amount == 0) revert NothingDue(pot);
        lossOf[pot][account] = 0;
        (address owner, , , ) = ACCOUNTS.accountOf(account);
        STAKING.paySlashed(owner, amount);
        emit VictimPaid(pot, account, owner, amount);
    }

    /// @inheritdoc ISlasher
    function payReporter(bytes32 id) external {
        Offence storage o = _offences[id];
        if (o.stage != Stage.Executed) revert OffenceNotExecuted(id, o.stage);
        Pot storage p = _requireClosed(o.pot);
        (uint256 share, ) = _shared(p);
        uint256 amount = p.taken == 0 ? 0 : Math.mulDiv(share, o.taken, p.taken);
        if (o.reporterPaid || amount == 0) revert NothingDue(o.pot);
        o.reporterPaid = true;
        STAKING.paySlashed(o.reporter, amount);
        emit ReporterPaid(id, o.reporter, amount);
    }

    /// @inheritdoc ISlasher
    function payRest(uint64 pot) external {
        Pot storage p = _requireClosed(pot);
        (, uint256 rest) = _shared(p);
        if (p.restPaid || rest == 0) revert NothingDue(pot);
        p.restPaid = true;
        STAKING.paySlashed(insurance, rest);
        emit RestPaid(pot, insurance, rest);
    }

    // --- parameters -----------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function setReporterShare(uint16 share) external restricted {
        if (share > REPORTER_SHARE_MAX) revert ReporterShareTooHigh(share, REPORTER_SHARE_MAX);
        reporterShare = share;
        emit ReporterShareSet(share);
    }

    /// @inheritdoc ISlasher
    function setCompensation(uint64 perUnit) external restricted {
        _setCompensation(perUnit);
    }

    /// @inheritdoc ISlasher
    function setInsurance(address insurance_) external restricted {
        _setInsurance(insurance_);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function potOf(uint64 pot) external view returns (Pot memory) {
        return _pots[pot - 1];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _newPot(uint256 closesAt) internal view override returns (Pot memory pot) {
        (pot.closesAt, pot.reporterShare, pot.compensation) = (uint40(closesAt), reporterShare, compensation);
    }

    /// @dev {Wh} What an account's meters, all of them, signed in a slot, less what all meters behind them did: so it does
    /// not matter what the false root says of any.
    /// @return wh so much @return low {Wh} @return high {Wh} what they can measure
    function _meteredOf(
        uint32 account,
        uint32 slot,
        SignedSpan[] calldata spans
    ) private view returns (int256 wh, int256 low, int256 high) {
        (uint256 ownLeft, , ) = METERS.ratingOf(account, slot);
        int256 behindLeft;
        uint32 last;
        for (uint256 i; i < spans.length; ++i) {
            SignedSpan calldata span = spans[i];
            uint32 meter = span.begin.meter;
            Meter memory m = METERS.meterOf(meter);
            // A meter of the account behind another of its own is both.
            bool isOwn = m.account == account;
            bool isBehind = _isBehind(m, account);
            bool counts =
                meter > last &&
                    (isOwn || isBehind) &&
                    m.countsIn(slot) &&
                    span.begin.slot == slot &&
                    !_isContradicted(meter, slot) &&
                    METERS.isSigned(span.begin, span.beginSignature) &&
                    METERS.isSigned(span.end, span.endSignature);
            if (!counts) revert LossUnproven(account, slot);
            (uint256 imported, uint256 exported) = METERS.energyOf(span.begin, span.end);
            int256 net = int256(exported) - int256(imported);
            (int256 ratedImport, int256 ratedExport) = (int256(uint256(m.ratedImport)), int256(uint256(m.ratedExport)));
            if (isOwn) {
                (uint256 behind, , ) = METERS.metersBehind(meter, slot);
                (ownLeft, behindLeft) = (ownLeft - 1, behindLeft + int256(behind));
                (wh, low, high) = (wh + net, low - ratedImport, high + ratedExport);
            }
            if (isBehind) {
                (wh, low, high) = (wh - net, low - ratedExport, high + ratedImport);
                --behindLeft;
            }
            last = meter;
        }
        if (ownLeft != 0 || behindLeft != 0) revert LossUnproven(account, slot);
    }

    /// @dev Whether a meter signed two readings of either end of a slot.
    function _isContradicted(uint32 meter, uint32 slot) private view returns (bool) {
        return ORACLE.isContradicted(meter, slot) || ORACLE.isContradicted(meter, slot + 1);
    }

    /// @dev Whether a meter hangs behind one of the account.
    function _isBehind(Meter memory m, uint32 account) private view returns (bool) {
        return m.parent != 0 && METERS.meterOf(m.parent).account == account;
    }

    /// @dev {unit} What being settled with a leaf rather than with what was metered cost the account. Neither counts for
    /// more than these meters can measure: no false root makes a loss that is larger than a slot's energy is worth.
    function _lossOf(Attestation calldata attested, SignedSpan[] calldata spans) private view returns (uint256) {
        (uint32 account, uint32 slot) = (attested.leaf.account, attested.slot);
        (int256 metered, int256 low, int256 high) = _meteredOf(account, slot, spans);
        if (spans.length == 0) revert LossUnproven(account, slot);
        address exchange = METERS.meterOf(spans[0].begin.meter).exchange;
        PositionData memory p = IMarketData(exchange).positionData(account, slot);
        SlotData memory s = IMarketData(exchange).slotData(slot);
        bool isSettled = s.open && p.settled && !p.assumed && p.metered == attested.leaf.net;
        if (!isSettled) revert LossUnproven(account, slot);
        bool residual = IExchangeParts(exchange).RESIDUAL_SUPPLY();
        int256 net = int256(p.sold) - int256(p.bought);
        int256 settledWith = SignedMath.max(low, SignedMath.min(high, p.metered));
        int256 loss =
            Deviation.amountOf(residual, s.long, s.short, net, metered) -
                Deviation.amountOf(residual, s.long, s.short, net, settledWith);
        if (loss <= 0) revert LossUnproven(account, slot);
        return uint256(loss);
    }

    function _requireClosed(uint64 pot) private view returns (Pot storage p) {
        p = _pots[pot - 1];
        if (block.timestamp < p.closesAt) revert PotOpen(pot, p.closesAt);
    }

    /// @dev {wad} What the reporters, and what the insurance gets of a pot.
    function _shared(Pot storage p) private view returns (uint256 reporters, uint256 rest) {
        uint256 left = p.losses < p.taken ? p.taken - p.losses : 0;
        reporters = (left * p.reporterShare) / BPS;
        rest = left - reporters;
    }

    function _setCompensation(uint64 perUnit) private {
        if (perUnit > COMPENSATION_MAX) revert CompensationTooHigh(perUnit, COMPENSATION_MAX);
        compensation = perUnit;
        emit CompensationSet(perUnit);
    }

    function _setInsurance(address insurance_) private {
        if (insurance_ == address(0)) revert InvalidInsurance();
        insurance = insurance_;
        emit InsuranceSet(insurance_);
    }
}
