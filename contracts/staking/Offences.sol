// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FormerSet, IElection} from "../interfaces/IElection.sol";
import {IOperatorSet} from "../interfaces/IOperatorSet.sol";
import {Accusation, IReadingOracle} from "../interfaces/IReadingOracle.sol";
import {Backing, Exposures, ISlasher, Kind, Offence, Pot, Stage, TwoRoots} from "../interfaces/ISlasher.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {FormerSets} from "../libraries/FormerSets.sol";
import {PoolBits} from "../libraries/PoolBits.sol";

/// @title Offences of oracle operators, from the report to the last nominator
/// @notice Nominators are slashed from the end of an election's chain to its begin: so each page is proven when it comes.
abstract contract Offences is ISlasher, AccessManaged {
    using FormerSets for FormerSet;
    using PoolBits for uint64;

    uint256 internal constant BPS = 10_000;
    uint256 private constant FRACTION_MIN = 100;
    uint256 private constant FRACTION_MAX = 5_000;
    /// @dev {s} With {EXECUTION} below the shortest unbonding: who leaves after the report does not escape.
    uint256 private constant DEFERRAL_MIN = 1 days;
    uint256 private constant DEFERRAL_MAX = 7 days;
    /// @dev {s} after the deferral, in which an offence is executed with all its pages.
    uint256 private constant EXECUTION = 3 days;
    /// @dev {s} How long a pot stays open at least, for victims, after all is taken and after the slot is final.
    uint256 private constant CLAIMS = 4 days;
    uint256 private constant CLAIMS_MIN = 2 days;
    /// @dev {s} of it at its end, in which losses are only refuted.
    uint256 internal constant REFUTATION = 1 days;
    /// @dev {s} before the first who was exposed can withdraw: nominators wait only once somebody has shown who they are.
    uint256 private constant HOLDING = 1 days;
    /// @dev {wad} of a gwei and a basis point: so nothing of an exposure is rounded.
    uint256 private constant GWEI_BPS = 1e9 / BPS;

    /// @dev An offence in one pool. @param left of the chain @param from {bps} what offences before have taken
    struct Pass {
        bytes32 left;
        uint16 from;
    }

    IStaking public immutable STAKING;
    IElection public immutable ELECTION;
    IOperatorSet public immutable OPERATORS;
    IReadingOracle public immutable ORACLE;

    /// @notice {s} How long an offence waits for an appeal.
    uint40 public deferral = 3 days;
    /// @notice {bps} of what was exposed, by the kind of offence.
    mapping(Kind => uint16) public fractionOf;
    mapping(bytes32 id => Offence) internal _offences;
    Pot[] internal _pots;
    /// @dev Places of the set's operators against whom a matter is recorded.
    mapping(bytes32 matter => uint64 places) private _recorded;
    /// @inheritdoc ISlasher
    mapping(uint32 epoch => mapping(uint32 pool => uint16)) public takenOf;
    /// @dev Number of the pot, from 1, that offences of an election pay into at present.
    mapping(uint32 epoch => uint64) private _potOf;
    mapping(bytes32 id => mapping(uint32 pool => Pass)) private _passes;
    /// @dev The chain's link up to which nominators are left to be held; 0 before and after.
    mapping(bytes32 id => mapping(uint32 pool => bytes32)) private _toHold;
    /// @dev Whether a nominator waits for an offence.
    mapping(bytes32 id => mapping(address nominator => bool)) private _isHeld;

    constructor(IStaking staking, IElection election, IOperatorSet operators, IReadingOracle oracle) {
        (STAKING, ELECTION, OPERATORS, ORACLE) = (staking, election, operators, oracle);
        _setFraction(Kind.FalseRoot, 500);
        _setFraction(Kind.Equivocation, 1_000);
    }

    // --- reports --------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function reportFalseRoot(bytes32 fault, FormerSet calldata set) external returns (bytes32 id) {
        Accusation memory a = ORACLE.faultOf(fault);
        if (!a.isProven) revert FaultNotProven(fault);
        (bytes32 configuration, uint32 epoch) = _requireReportable(set);
        uint64 places = ORACLE.signersOf(a.slot, a.root, configuration);
        if (places == 0) revert RootNotSigned(a.slot, a.root);
        bytes32 matter = keccak256(abi.encode(Kind.FalseRoot, a.slot, a.root, configuration));
        id = _open(matter, places, set.operators, a.reporter, epoch, Kind.FalseRoot);
        Offence storage o = _offences[id];
        (o.slot, o.root) = (a.slot, a.root);
        (, , uint256 finalAt) = ORACLE.timesOf(a.slot);
        _choosePot(id, o, finalAt);
    }

    /// @inheritdoc ISlasher
    function reportTwoRoots(TwoRoots calldata roots, FormerSet calldata set) external returns (bytes32 id) {
        (bytes32 configuration, uint32 epoch) = _requireReportable(set);
        bool isProven =
            roots.place < set.operators.length &&
                roots.first != roots.second &&
                _hasSigned(roots, configuration, set.operators[roots.place]);
        if (!isProven) revert NoEquivocation(roots.slot, roots.sequence);
        ORACLE.checkCommitted(msg.sender, msg.data);
        uint64 places = uint64(1 << roots.place);
        bytes32 matter = keccak256(abi.encode(Kind.Equivocation, roots.slot, roots.sequence, configuration, places));
        id = _open(matter, places, set.operators, msg.sender, epoch, Kind.Equivocation);
        _offences[id].slot = roots.slot;
        _choosePot(id, _offences[id], 0);
    }

    /// @inheritdoc ISlasher
    function cancel(bytes32 id) external restricted {
        _close(id, Stage.Cancelled);
        emit OffenceCancelled(id);
    }

    /// @inheritdoc ISlasher
    function expire(bytes32 id) external {
        uint256 endsAt = _offences[id].endsAt;
        if (block.timestamp < endsAt) revert OffenceNotOver(id, endsAt);
        _close(id, Stage.Expired);
        emit OffenceExpired(id);
    }

    // --- execution ------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function holdBackers(
        bytes32 id,
        uint32 pool,
        Exposures calldata exposures,
        bytes32 before,
        Backing[] calldata page
    ) external {
        Offence storage o = _requireStage(id, Stage.Open);
        bytes32 left = _toHold[id][pool];
        uint64 winners = _winnersOf(o.epoch, exposures);
        bool isConcerned = o.pools & PoolBits.bitOf(pool) != 0 && o.fraction > takenOf[o.epoch][pool];
        if (!isConcerned) revert PoolNotConcerned(id, pool);
        if (left == 0) left = exposures.chains[_placeOf(pool, winners)];
        if (_linked(before, page) != left) revert WrongBackers(id, pool);
        _toHold[id][pool] = before;
        for (uint256 i; i < page.length; ++i) {
            address nominator = page[i].nominator;
            if (_isHeld[id][nominator]) continue;
            _isHeld[id][nominator] = true;
            STAKING.holdAccount(nominator, o.endsAt);
        }
        emit BackersHeld(id, pool, before);
    }

    /// @inheritdoc ISlasher
    function releaseBackers(bytes32 id, address[] calldata nominators) external {
        Offence storage o = _offences[id];
        if (o.stage != Stage.Cancelled && block.timestamp < o.endsAt) revert OffenceNotOver(id, o.endsAt);
        for (uint256 i; i < nominators.length; ++i) {
            if (!_isHeld[id][nominators[i]]) continue;
            delete _isHeld[id][nominators[i]];
            STAKING.releaseAccount(nominators[i]);
        }
    }

    /// @inheritdoc ISlasher
    function execute(bytes32 id, Exposures calldata exposures) external {
        Offence storage o = _requireStage(id, Stage.Open);
        if (block.timestamp < o.executableAt) revert OffenceDeferred(id, o.executableAt);
        uint64 winners = _winnersOf(o.epoch, exposures);
        uint256 taken;
        for (uint64 left = o.pools; left != 0;) {
            uint32 pool;
            (pool, left) = left.next();
            taken += _punishPool(id, o, pool, exposures, _placeOf(pool, winners));
        }
        _collect(o, taken);
        _end(o, Stage.Executed);
    }

    /// @inheritdoc ISlasher
    function slashBackers(bytes32 id, uint32 pool, bytes32 before, Backing[] calldata page) external {
        Offence storage o = _requireStage(id, Stage.Executed);
        Pass storage pass = _passes[id][pool];
        if (_linked(before, page) != pass.left || page.length == 0) revert WrongBackers(id, pool);
        pass.left = before;
        uint256 part = _partOf(o, pass.from);
        uint256 taken;
        for (uint256 i; i < page.length; ++i) {
            taken += STAKING.slashAccount(page[i].nominator, page[i].weight * part, o.epoch);
        }
        _collect(o, taken);
        emit BackersPunished(id, pool, before, taken);
    }

    // --- parameters -----------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function setFraction(Kind kind, uint16 fraction) external restricted {
        _setFraction(kind, fraction);
    }

    /// @inheritdoc ISlasher
    function setDeferral(uint40 deferral_) external restricted {
        if (deferral_ < DEFERRAL_MIN || deferral_ > DEFERRAL_MAX) {
            revert DeferralOutOfRange(deferral_, DEFERRAL_MIN, DEFERRAL_MAX);
        }
        deferral = deferral_;
        emit DeferralSet(deferral_);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc ISlasher
    function offenceOf(bytes32 id) external view returns (Offence memory) {
        return _offences[id];
    }

    /// @inheritdoc ISlasher
    function backersLeft(bytes32 id, uint32 pool) external view returns (bytes32) {
        return _passes[id][pool].left;
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev What a new pot pays by.
    function _newPot(uint256 closesAt) internal virtual returns (Pot memory);

    /// @dev Operators sign with keys, whatever code their addresses have.
    function _hasSigned(TwoRoots calldata r, bytes32 configuration, address operator) private view returns (bool) {
        bytes32 first = ORACLE.digestOf(r.slot, r.first, r.sequence, configuration);
        bytes32 second = ORACLE.digestOf(r.slot, r.second, r.sequence, configuration);
        (address a, , ) = ECDSA.tryRecoverCalldata(first, r.firstSignature);
        (address b, , ) = ECDSA.tryRecoverCalldata(second, r.secondSignature);
        return a == operator && b == operator;
    }

    /// @dev Later who was exposed may have withdrawn, and who has staked since would pay instead.
    function _requireReportable(FormerSet calldata set) private view returns (bytes32 configuration, uint32 epoch) {
        (configuration, epoch) = set.requireElected(OPERATORS, ELECTION);
        uint256 until = STAKING.reachUntil(epoch) - HOLDING;
        if (block.timestamp >= until) revert ReportTooLate(epoch, until);
    }

    /// @dev Opens an offence of those against whom the matter is not recorded; their pools wait.
    function _open(
        bytes32 matter,
        uint64 places,
        address[] calldata operators,
        address reporter,
        uint32 epoch,
        Kind kind
    ) private returns (bytes32 id) {
        uint64 guilty = places & ~_recorded[matter];
        if (guilty == 0) revert OffenceKnown(matter);
        _recorded[matter] |= guilty;
        id = keccak256(abi.encode(matter, guilty));
        Offence storage o = _offences[id];
        (o.kind, o.stage, o.fraction, o.epoch, o.reporter) = (kind, Stage.Open, fractionOf[kind], epoch, reporter);
        o.executableAt = uint40(block.timestamp) + deferral;
        o.endsAt = o.executableAt + uint40(EXECUTION);
        (uint64 pools, uint64 held) = (0, 0);
        while (guilty != 0) {
            uint32 place;
            (place, guilty) = guilty.next();
            uint32 pool = STAKING.poolOf(operators[place]);
            pools |= PoolBits.bitOf(pool);
            // Nobody stops others again and again by offences that cost nothing more.
            if (o.fraction <= takenOf[epoch][pool]) continue;
            held |= PoolBits.bitOf(pool);
            STAKING.hold(pool);
        }
        (o.pools, o.held) = (pools, held);
    }

    /// @dev Offences of one election share a pot while there is time for all: so it is not the order in which they are
    /// executed that says which victims are paid. @param finalAt {s} from when on victims can show their losses
    function _choosePot(bytes32 id, Offence storage o, uint256 finalAt) private {
        uint64 number = _potOf[o.epoch];
        uint256 least = Math.max(o.endsAt, finalAt);
        if (number == 0 || _pots[number - 1].closesAt < least + CLAIMS_MIN) {
            _pots.push(_newPot(least + CLAIMS));
            number = uint64(_pots.length);
            _potOf[o.epoch] = number;
        }
        o.pot = number;
        emit OffenceRecorded(id, o.kind, o.epoch, o.pools, o.reporter, o.fraction, o.executableAt, number);
    }

    function _close(bytes32 id, Stage stage) private {
        Offence storage o = _offences[id];
        if (o.stage != Stage.Open) revert OffenceNotOpen(id, o.stage);
        _end(o, stage);
    }

    /// @dev No pool waits for the offence any longer.
    function _end(Offence storage o, Stage stage) private {
        uint64 left = o.held;
        (o.stage, o.held) = (stage, 0);
        while (left != 0) {
            uint32 pool;
            (pool, left) = left.next();
            STAKING.release(pool);
        }
    }

    function _requireStage(bytes32 id, Stage stage) private view returns (Offence storage o) {
        o = _offences[id];
        if (o.stage != stage) {
            if (stage == Stage.Open) revert OffenceNotOpen(id, o.stage);
            revert OffenceNotExecuted(id, o.stage);
        }
        if (block.timestamp >= o.endsAt) revert OffenceOver(id, o.endsAt);
    }

    function _punishPool(
        bytes32 id,
        Offence storage o,
        uint32 pool,
        Exposures calldata exposures,
        uint256 winner
    ) private returns (uint256 taken) {
        uint16 from = takenOf[o.epoch][pool];
        if (o.fraction > from) {
            takenOf[o.epoch][pool] = o.fraction;
            _passes[id][pool] = Pass(exposures.chains[winner], from);
            taken = STAKING.slashPool(pool, exposures.owns[winner] * _partOf(o, from), o.epoch);
        }
        emit PoolPunished(id, pool, from, taken);
    }

    /// @dev {wad} of a gwei that was exposed.
    function _partOf(Offence storage o, uint256 from) private view returns (uint256) {
        return (o.fraction - from) * GWEI_BPS;
    }

    function _collect(Offence storage o, uint256 taken) private {
        o.taken += uint96(taken);
        _pots[o.pot - 1].taken += uint96(taken);
    }

    /// @dev The winners of an election, whose exposures these must be.
    function _winnersOf(uint32 epoch, Exposures calldata exposures) private view returns (uint64 winners) {
        bytes32 hash;
        (, winners, hash) = ELECTION.bestOf(epoch);
        if (keccak256(abi.encode(exposures.owns, exposures.chains)) != hash) revert WrongExposures(epoch);
    }

    /// @dev The place of a pool among the winners.
    function _placeOf(uint32 pool, uint64 winners) private pure returns (uint256) {
        return (winners & (PoolBits.bitOf(pool) - 1)).count();
    }

    /// @dev The link of a chain after some more nominators.
    function _linked(bytes32 link, Backing[] calldata page) private pure returns (bytes32) {
        for (uint256 i; i < page.length; ++i) {
            link = keccak256(abi.encode(link, page[i].nominator, page[i].weight));
        }
        return link;
    }

    function _setFraction(Kind kind, uint16 fraction) private {
        if (fraction < FRACTION_MIN || fraction > FRACTION_MAX) {
            revert FractionOutOfRange(fraction, FRACTION_MIN, FRACTION_MAX);
        }
        fractionOf[kind] = fraction;
        emit FractionSet(kind, fraction);
    }
}
