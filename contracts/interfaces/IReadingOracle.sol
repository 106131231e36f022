// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Reading} from "./IMeterRegistry.sol";
import {IOperatorSet} from "./IOperatorSet.sol";

/// @notice What an oracle's tree says of one account in a slot. Leaves are sorted by account and name their successor, so
/// that a leaf also proves that the accounts between have complete readings from nobody. The first leaf is that of
/// account 0, which stands for no account; the last names type(uint32).max as its successor.
/// @param account number of the account
/// @param next account of the following leaf
/// @param net {Wh} metered export less import, all meters of the account summed
/// @param commitment salted hash of the registers at both ends of the slot, see {IReadingOracle-commitmentOf}
struct Leaf {
    uint32 account;
    uint32 next;
    int48 net;
    bytes32 commitment;
}

/// @notice What the readings of a meter at both ends of a slot were, for {IReadingOracle-commitmentOf}.
struct Span {
    uint32 meter;
    uint64 importBegin;
    uint64 exportBegin;
    uint64 importEnd;
    uint64 exportEnd;
}

/// @notice A leaf with all that opens it: its place in a root of a slot, and the registers behind its commitment.
/// @param root that was the slot's newest once
/// @param proof from the leaf to the root
/// @param salt of the commitment, which the household and the operators know
struct Attestation {
    uint32 slot;
    bytes32 root;
    Leaf leaf;
    bytes32[] proof;
    bytes32 salt;
    Span[] spans;
}

/// @notice What a reading contradicts: what was attested of a meter at a boundary. Both are 0 where a leaf contradicts itself.
/// @param reporter who accused
/// @param isProven whether nobody cleared the operators in time
struct Accusation {
    uint32 slot;
    uint32 meter;
    uint32 boundary;
    address reporter;
    bool isProven;
    bytes32 root;
}

/// @title Reading oracle
/// @notice Takes one Merkle root of a slot's readings, signed by a quorum of operators, and hears proofs that it was false.
///
/// A meter's signed reading that differs from what operators attested at that boundary is such a proof. Whoever knows a
/// signed reading of that meter and boundary which equals the attested one clears them within a day: then the device signed
/// two readings, and the fault is the device's. A leaf that is not the sum of its own registers is one by itself.
interface IReadingOracle {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice A quorum attested the readings of a slot.
    event RootSubmitted(uint32 indexed slot, bytes32 indexed root, uint64 sequence, address[] signers);
    /// @notice An operator has signed a slot's newest root too.
    event SignatureAdded(uint32 indexed slot, bytes32 indexed root, address indexed signer);
    /// @notice A signed reading contradicts what was attested. Meter 0: what was attested contradicts itself.
    event FaultAccused(bytes32 indexed fault, uint32 indexed slot, bytes32 root, uint32 meter, uint256 until);
    /// @notice A signed reading equals what was attested.
    event FaultCleared(bytes32 indexed fault);
    /// @notice Nobody cleared the operators in time.
    event FaultProven(bytes32 indexed fault, uint32 indexed slot, bytes32 root, uint32 meter);
    /// @notice A device signed two different readings of one boundary.
    event DeviceContradicted(uint32 indexed meter, uint32 indexed slot);
    /// @notice Another set of operators attests from now on.
    event OperatorSetSet(address operatorSet);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice Windows {s} outside their bounds.
    error InvalidWindows(uint256 readingDeadline, uint256 correctionWindow);
    /// @notice The slot is not over.
    error SlotNotOver(uint256 slot);
    /// @notice The slot's readings are final.
    error ReadingsFinal(uint256 slot, uint256 finalAt);
    /// @notice A root of zero.
    error InvalidRoot();
    /// @notice Not newer than the slot's root.
    error SequenceNotNewer(uint256 sequence, uint256 last);
    /// @notice The root was never the slot's.
    error UnknownRoot(uint256 slot, bytes32 root);
    /// @notice Not signed by that operator of a set that signed the slot's newest root, or signed already.
    error SignatureNotNew(uint256 slot, uint256 place);
    /// @notice The leaf is not in the root, or the registers are not behind its commitment.
    error InvalidAttestation(uint256 slot, uint256 account);
    /// @notice The reading is of no attested boundary of that meter, equals what was attested, or is not signed by it.
    error NoContradiction(uint256 meter, uint256 slot);
    /// @notice The leaf's net is what its registers say, or as near as meters of others behind its own can make it.
    error NetNotFalse(uint256 account, uint256 slot);
    /// @notice The reading does not equal what was attested, or is not signed by the meter.
    error NoDefence(uint256 meter, uint256 slot);
    /// @notice The report was not committed to, or later than a minute ago. @param since {s} when, 0 for never
    error NotCommitted(bytes32 commitment, uint256 since);
    /// @notice The fault is known.
    error FaultKnown(bytes32 fault);
    /// @notice No such fault waits for a decision.
    error FaultNotOpen(bytes32 fault);
    /// @notice The fault may be defended until {s}.
    error DefenceOpen(bytes32 fault, uint256 until);
    /// @notice The time to defend is over since {s}.
    error DefenceOver(bytes32 fault, uint256 until);

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @notice Makes a root the slot's newest. Anyone may submit it, from the slot's end until its readings are final.
    /// @param sequence above the last one's
    /// @param signatures of SlotRoot(uint32 slot,bytes32 root,uint64 sequence,bytes32 configuration), by operators in rising
    /// order of address, more than two thirds of the present set
    function submitRoot(uint32 slot, bytes32 root, uint64 sequence, bytes[] calldata signatures) external;

    /// @notice Adds an operator's signature to a slot's newest root, so that nobody's is left out. Anyone may, until the
    /// slot's readings are final.
    /// @param version of the set that signed it @param operators of that set
    /// @param place of the signer among them
    function addSignature(
        uint32 slot,
        uint256 version,
        address[] calldata operators,
        uint256 place,
        bytes calldata signature
    ) external;

    /// @notice Commits to a report that the caller, or somebody else, will make. Whoever reports has a share of what is
    /// slashed for it; so a report is committed to a minute ahead, and who sees it before it is mined comes too late with
    /// the same. What is committed to keeps nobody from anything, and need not be done.
    /// @param commitment keccak256(abi.encode(sender of the report, calldata of the report))
    function commit(bytes32 commitment) external;

    /// @notice Opens a fault: a meter signed other registers than a root attested. The caller has committed to the call.
    function accuse(
        Attestation calldata attested,
        Reading calldata reading,
        bytes calldata signature
    ) external returns (bytes32 fault);

    /// @notice Opens a fault that nobody can clear: a leaf says another net than its own registers, or leaves a meter of its
    /// account out, or has registers that its meter cannot show. The caller has committed to the call. Spans stand by
    /// rising meter. Where meters of others hang behind the account's, its net may differ by what they can measure.
    function accuseNet(Attestation calldata attested) external returns (bytes32 fault);

    /// @notice Clears the operators of a fault by a signed reading that equals what they attested.
    function defend(bytes32 fault, Reading calldata reading, bytes calldata signature) external;

    /// @notice Reports a fault that nobody has cleared in time to the set of operators.
    function convict(bytes32 fault) external;

    /// @notice Shows that a device signed two different readings of one boundary.
    function accuseDevice(
        Reading calldata first,
        bytes calldata firstSignature,
        Reading calldata second,
        bytes calldata secondSignature
    ) external;

    /// @notice Names the set of operators. Role of the oracle's manager.
    function setOperatorSet(address operatorSet) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice Whose quorum attests.
    function operatorSet() external view returns (IOperatorSet);

    /// @notice The newest root of a slot.
    /// @return root of the tree over all {Leaf}s; 0 while there is none
    /// @return sequence of the root, 0 while there is none; a newer root has a higher one
    function rootOf(uint256 slot) external view returns (bytes32 root, uint256 sequence);

    /// @notice Whether a root was ever a slot's newest.
    function wasRoot(uint32 slot, bytes32 root) external view returns (bool);

    /// @notice Who of a set signed a root that was a slot's newest, under whatever sequence.
    /// @return places of them among the set's operators, a bit for each
    function signersOf(uint32 slot, bytes32 root, bytes32 configuration) external view returns (uint64 places);

    /// @notice A fault; zeros for one that is not known.
    function faultOf(bytes32 fault) external view returns (Accusation memory);

    /// @notice Whether a meter is known to have signed two different readings of a boundary.
    function isContradicted(uint32 meter, uint32 boundary) external view returns (bool);

    /// @notice Reverts unless a report by a sender was committed to a minute ago or earlier.
    /// @param report its calldata
    function checkCommitted(address sender, bytes calldata report) external view;

    /// @notice Reverts unless what is attested is in a root that was the slot's newest.
    function checkAttestation(Attestation calldata attested) external view;

    /// @notice What operators sign (EIP-712): SlotRoot(uint32 slot,bytes32 root,uint64 sequence,bytes32 configuration).
    function digestOf(
        uint32 slot,
        bytes32 root,
        uint64 sequence,
        bytes32 configuration
    ) external view returns (bytes32);

    /// @notice When a slot's readings are due and when they are final.
    /// @return end {s} of delivery
    /// @return deadline {s} from which a missing reading counts as what gives its account least
    /// @return finalAt {s} from which no other root is taken
    function timesOf(uint256 slot) external view returns (uint256 end, uint256 deadline, uint256 finalAt);

    /// @notice Hash of a leaf: keccak256(bytes.concat(keccak256(abi.encode(account, next, net, commitment)))).
    function hashOf(Leaf calldata leaf) external pure returns (bytes32);

    /// @notice What a leaf shows of registers: keccak256(abi.encode(salt, spans)).
    function commitmentOf(bytes32 salt, Span[] calldata spans) external pure returns (bytes32);
}
