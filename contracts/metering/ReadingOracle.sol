// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IMeterRegistry, Reading} from "../interfaces/IMeterRegistry.sol";
import {IOperatorSet} from "../interfaces/IOperatorSet.sol";
import {Accusation, Attestation, IReadingOracle, Leaf, Span} from "../interfaces/IReadingOracle.sol";
import {Leaves} from "../libraries/Leaves.sol";
import {Quorum} from "../libraries/Quorum.sol";
import {Registers} from "../libraries/Registers.sol";
import {Units} from "../types/Units.sol";

/// @title Reading oracle
/// @notice See {IReadingOracle}. Roots lie in a ring over slots, as all that belongs to a slot.
contract ReadingOracle is IReadingOracle, AccessManaged, EIP712 {
    using Leaves for Leaf;
    using Registers for Attestation;

    bytes32 private constant ROOT_TYPEHASH = keccak256(
        "SlotRoot(uint32 slot,bytes32 root,uint64 sequence,bytes32 configuration)"
    );
    /// @dev {s} in which operators can be cleared of a fault.
    uint256 private constant DEFENCE = 1 days;
    /// @dev {s} A report is mined within it: who sees one has no time to commit to the same.
    uint256 private constant COMMITMENT_AGE = 1 minutes;
    /// @dev {s} With the longest horizon, 7 days, all of a slot's life fits the ring of 21.3 days.
    uint256 private constant DEADLINE_MIN = 1 hours;
    uint256 private constant DEADLINE_MAX = 3 days;
    uint256 private constant WINDOW_MIN = 1 hours;
    uint256 private constant WINDOW_MAX = 7 days;
    /// @dev Of a word on a root's signers, the places of those of the set whose configuration stands above.
    uint256 private constant PLACES = type(uint64).max;

    struct SlotRoot {
        bytes32 root;
        uint32 slot;
        uint64 sequence;
    }

    enum State {
        None,
        Accused,
        Cleared,
        Proven
    }

    /// @dev What was attested of a meter at a boundary.
    struct Fault {
        uint32 slot;
        uint32 meter;
        uint32 boundary;
        uint64 importRegister;
        uint64 exportRegister;
        State state;
        uint40 until;
        address reporter;
        bytes32 root;
    }

    IMeterRegistry public immutable METERS;
    /// @notice {s} after a slot's end, until which readings are waited for.
    uint256 public immutable READING_DEADLINE;
    /// @notice {s} after that, in which newer readings correct.
    uint256 public immutable CORRECTION_WINDOW;

    /// @inheritdoc IReadingOracle
    IOperatorSet public operatorSet;
    SlotRoot[2048] private _roots;
    /// @dev Those of the set that signed first: its configuration, of which the last 64 bits make room for their places.
    mapping(uint32 slot => mapping(bytes32 root => uint256)) private _signers;
    /// @dev Those of other sets, which signed the same root later.
    mapping(uint32 slot => mapping(bytes32 root => mapping(bytes32 configuration => uint64))) private _laterSigners;
    mapping(bytes32 id => Fault) private _faults;
    mapping(bytes32 commitment => uint256) private _committedAt;
    /// @inheritdoc IReadingOracle
    mapping(uint32 meter => mapping(uint32 boundary => bool)) public isContradicted;

    constructor(
        address authority,
        IMeterRegistry meters,
        IOperatorSet set,
        uint256 readingDeadline,
        uint256 correctionWindow
    ) AccessManaged(authority) EIP712("Gridwatt Oracle", "1") {
        if (
            readingDeadline < DEADLINE_MIN ||
            readingDeadline > DEADLINE_MAX ||
            correctionWindow < WINDOW_MIN ||
            correctionWindow > WINDOW_MAX
        ) revert InvalidWindows(readingDeadline, correctionWindow);
        (METERS, operatorSet) = (meters, set);
        (READING_DEADLINE, CORRECTION_WINDOW) = (readingDeadline, correctionWindow);
        emit OperatorSetSet(address(set));
    }

    // --- roots ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IReadingOracle
    function submitRoot(uint32 slot, bytes32 root, uint64 sequence, bytes[] calldata signatures) external {
        (uint256 end, , uint256 finalAt) = timesOf(slot);
        if (block.timestamp < end) revert SlotNotOver(slot);
        if (block.timestamp >= finalAt) revert ReadingsFinal(slot, finalAt);
        if (root == 0) revert InvalidRoot();
        SlotRoot storage place = _roots[Units.ringOf(slot)];
        uint256 last = place.slot == slot ? place.sequence : 0;
        if (sequence <= last) revert SequenceNotNewer(sequence, last);
        IOperatorSet set = operatorSet;
        bytes32 configuration = set.configuration();
        bytes32 digest = digestOf(slot, root, sequence, configuration);
        (address[] memory signers, uint64 places) = Quorum.requireSigned(set, digest, signatures);
        (place.root, place.slot, place.sequence) = (root, slot, sequence);
        _addSigners(slot, root, configuration, places);
        emit RootSubmitted(slot, root, sequence, signers);
    }

    /// @inheritdoc IReadingOracle
    function addSignature(
        uint32 slot,
        uint256 version,
        address[] calldata operators,
        uint256 place,
        bytes calldata signature
    ) external {
        (, , uint256 finalAt) = timesOf(slot);
        if (block.timestamp >= finalAt) revert ReadingsFinal(slot, finalAt);
        (bytes32 root, uint256 sequence) = rootOf(slot);
        bytes32 configuration = Quorum.configurationOf(operatorSet, version, operators);
        uint64 places = signersOf(slot, root, configuration);
        bytes32 digest = digestOf(slot, root, uint64(sequence), configuration);
        (address signer, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        bool isNew = places != 0 && place < operators.length && places & (1 << place) == 0;
        if (!isNew || signer != operators[place]) revert SignatureNotNew(slot, place);
        _addSigners(slot, root, configuration, uint64(1 << place));
        emit SignatureAdded(slot, root, signer);
    }

    /// @inheritdoc IReadingOracle
    function setOperatorSet(address set) external restricted {
        if (set.code.length == 0) revert IExchangeBase.NotAContract(set);
        operatorSet = IOperatorSet(set);
        emit OperatorSetSet(set);
    }

    // --- faults ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IReadingOracle
    function commit(bytes32 commitment) external {
        if (_committedAt[commitment] == 0) _committedAt[commitment] = block.timestamp;
    }

    /// @inheritdoc IReadingOracle
    function accuse(
        Attestation calldata attested,
        Reading calldata reading,
        bytes calldata signature
    ) external returns (bytes32 fault) {
        checkAttestation(attested);
        bool atBegin = reading.slot == attested.slot;
        if (!atBegin && reading.slot != attested.slot + 1) revert NoContradiction(reading.meter, reading.slot);
        Span calldata span = _spanOf(attested.spans, reading);
        (uint64 imported, uint64 exported) = atBegin
            ? (span.importBegin, span.exportBegin)
            : (span.importEnd, span.exportEnd);
        bool differs = imported != reading.importRegister || exported != reading.exportRegister;
        if (!differs || !METERS.isSigned(reading, signature)) revert NoContradiction(reading.meter, reading.slot);
        uint40 until = uint40(block.timestamp + DEFENCE);
        (uint32 slot, bytes32 root) = (attested.slot, attested.root);
        (uint32 meter, uint32 boundary) = (reading.meter, reading.slot);
        return _open(Fault(slot, meter, boundary, imported, exported, State.Accused, until, msg.sender, root));
    }

    /// @inheritdoc IReadingOracle
    function accuseNet(Attestation calldata attested) external returns (bytes32 fault) {
        checkAttestation(attested);
        if (!attested.isNetFalse(METERS)) revert NetNotFalse(attested.leaf.account, attested.slot);
        uint40 until = uint40(block.timestamp);
        return _open(Fault(attested.slot, 0, 0, 0, 0, State.Accused, until, msg.sender, attested.root));
    }

    /// @inheritdoc IReadingOracle
    function defend(bytes32 fault, Reading calldata reading, bytes calldata signature) external {
        Fault storage f = _faults[fault];
        if (f.state != State.Accused) revert FaultNotOpen(fault);
        if (block.timestamp >= f.until) revert DefenceOver(fault, f.until);
        bool equals =
            reading.meter == f.meter &&
                reading.slot == f.boundary &&
                reading.importRegister == f.importRegister &&
                reading.exportRegister == f.exportRegister;
        if (!equals || !METERS.isSigned(reading, signature)) revert NoDefence(reading.meter, reading.slot);
        f.state = State.Cleared;
        emit FaultCleared(fault);
        _contradict(f.meter, f.boundary);
    }

    /// @inheritdoc IReadingOracle
    function convict(bytes32 fault) external {
        Fault storage f = _faults[fault];
        if (f.state != State.Accused) revert FaultNotOpen(fault);
        if (block.timestamp < f.until) revert DefenceOpen(fault, f.until);
        f.state = State.Proven;
        emit FaultProven(fault, f.slot, f.root, f.meter);
        operatorSet.reportFault(f.slot, f.root, f.meter);
    }

    /// @inheritdoc IReadingOracle
    function accuseDevice(
        Reading calldata first,
        bytes calldata firstSignature,
        Reading calldata second,
        bytes calldata secondSignature
    ) external {
        bool sameBoundary = first.meter == second.meter && first.slot == second.slot;
        bool differs = first.importRegister != second.importRegister || first.exportRegister != second.exportRegister;
        if (
            !sameBoundary ||
            !differs ||
            !METERS.isSigned(first, firstSignature) ||
            !METERS.isSigned(second, secondSignature)
        ) revert NoContradiction(first.meter, first.slot);
        _contradict(first.meter, first.slot);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IReadingOracle
    function rootOf(uint256 slot) public view returns (bytes32 root, uint256 sequence) {
        SlotRoot storage place = _roots[Units.ringOf(slot)];
        if (place.slot != slot) return (0, 0);
        return (place.root, place.sequence);
    }

    /// @inheritdoc IReadingOracle
    function wasRoot(uint32 slot, bytes32 root) public view returns (bool) {
        return _signers[slot][root] != 0;
    }

    /// @inheritdoc IReadingOracle
    function signersOf(uint32 slot, bytes32 root, bytes32 configuration) public view returns (uint64 places) {
        uint256 word = _signers[slot][root];
        places = _laterSigners[slot][root][configuration];
        if ((word ^ uint256(configuration)) <= PLACES) places |= uint64(word);
    }

    /// @inheritdoc IReadingOracle
    function faultOf(bytes32 fault) external view returns (Accusation memory) {
        Fault storage f = _faults[fault];
        return Accusation(f.slot, f.meter, f.boundary, f.reporter, f.state == State.Proven, f.root);
    }

    /// @inheritdoc IReadingOracle
    function digestOf(uint32 slot, bytes32 root, uint64 sequence, bytes32 configuration) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ROOT_TYPEHASH, slot, root, sequence, configuration)));
    }

    /// @inheritdoc IReadingOracle
    function timesOf(uint256 slot) public view returns (uint256 end, uint256 deadline, uint256 finalAt) {
        end = (slot + 1) * Units.SLOT_SECONDS;
        deadline = end + READING_DEADLINE;
        finalAt = deadline + CORRECTION_WINDOW;
    }

    /// @inheritdoc IReadingOracle
    function hashOf(Leaf calldata leaf) external pure returns (bytes32) {
        return leaf.hash();
    }

    /// @inheritdoc IReadingOracle
    function commitmentOf(bytes32 salt, Span[] calldata spans) public pure returns (bytes32) {
        return keccak256(abi.encode(salt, spans));
    }

    /// @inheritdoc IReadingOracle
    function checkCommitted(address sender, bytes calldata report) public view {
        bytes32 commitment = keccak256(abi.encode(sender, report));
        uint256 since = _committedAt[commitment];
        if (since == 0 || block.timestamp < since + COMMITMENT_AGE) revert NotCommitted(commitment, since);
    }

    /// @inheritdoc IReadingOracle
    function checkAttestation(Attestation calldata a) public view {
        if (!wasRoot(a.slot, a.root)) revert UnknownRoot(a.slot, a.root);
        bool inRoot = MerkleProof.verifyCalldata(a.proof, a.root, a.leaf.hash());
        if (!inRoot || commitmentOf(a.salt, a.spans) != a.leaf.commitment) {
            revert InvalidAttestation(a.slot, a.leaf.account);
        }
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev Opens a fault that its reporter has committed to.
    function _open(Fault memory f) private returns (bytes32 fault) {
        fault = keccak256(abi.encode(f.slot, f.root, f.meter, f.boundary));
        if (_faults[fault].state != State.None) revert FaultKnown(fault);
        checkCommitted(msg.sender, msg.data);
        _faults[fault] = f;
        emit FaultAccused(fault, f.slot, f.root, f.meter, f.until);
    }

    function _contradict(uint32 meter, uint32 boundary) private {
        isContradicted[meter][boundary] = true;
        emit DeviceContradicted(meter, boundary);
    }

    /// @dev A root that another set signs again keeps the signers that it had.
    function _addSigners(uint32 slot, bytes32 root, bytes32 configuration, uint64 places) private {
        uint256 word = _signers[slot][root];
        if (word == 0) word = uint256(configuration) & ~PLACES;
        if ((word ^ uint256(configuration)) <= PLACES) _signers[slot][root] = word | places;
        else _laterSigners[slot][root][configuration] |= places;
    }

    function _spanOf(Span[] calldata spans, Reading calldata reading) private pure returns (Span calldata) {
        for (uint256 i; i < spans.length; ++i) if (spans[i].meter == reading.meter) return spans[i];
        revert NoContradiction(reading.meter, reading.slot);
    }
}
