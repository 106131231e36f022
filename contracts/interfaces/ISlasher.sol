// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FormerSet} from "./IElection.sol";
import {Reading} from "./IMeterRegistry.sol";
import {Attestation} from "./IReadingOracle.sol";

/// @notice What an operator can be slashed for: a root that contradicts a meter, or two roots for one slot and sequence.
enum Kind {
    FalseRoot,
    Equivocation
}

enum Stage {
    None,
    Open,
    Cancelled,
    Executed,
    Expired
}

/// @notice An offence of the operators of some pools, who were elected together.
/// @param fraction {bps} of what was exposed
/// @param epoch of the election: its exposures are slashed
/// @param slot @param root of a false root; 0 of an equivocation
/// @param executableAt {s} until when it can be cancelled @param endsAt {s} when nothing more can be taken for it
/// @param pools of the operators, a bit for each @param held those of them that wait for its execution
/// @param pot number of the pot it pays into
/// @param taken {wad} so far
/// @param reporterPaid whether the reporter has got its share
struct Offence {
    Kind kind;
    Stage stage;
    uint16 fraction;
    uint32 epoch;
    uint32 slot;
    uint40 executableAt;
    uint40 endsAt;
    uint64 pools;
    address reporter;
    uint64 held;
    bool reporterPaid;
    uint64 pot;
    uint96 taken;
    bytes32 root;
}

/// @notice What is taken for the offences of one election that come to light together.
/// @param closesAt {s} from when on it is paid out @param taken {wad}
/// @param reporterShare {bps} of what victims leave @param compensation {wad} for each {unit} lost
/// @param restPaid whether what is left was paid out @param losses {wad} that victims have shown
struct Pot {
    uint40 closesAt;
    uint96 taken;
    uint16 reporterShare;
    uint64 compensation;
    bool restPaid;
    uint128 losses;
}

/// @notice What an election exposed, by its winners in the order of their pools; {IElection-bestOf} has the hash.
/// @param owns {gwei} staked in the winner's pool, rounded up
/// @param chains hash over the nominators behind the winner, see {Backing}
struct Exposures {
    uint64[] owns;
    bytes32[] chains;
}

/// @notice A link of a winner's chain: keccak256(abi.encode(link before, nominator, weight)), from 0 on.
/// @param weight {gwei}
struct Backing {
    address nominator;
    uint64 weight;
}

/// @notice Two roots for one slot and sequence that an operator signed, with its signatures.
/// @param place of the operator in the set
struct TwoRoots {
    uint32 slot;
    uint64 sequence;
    uint256 place;
    bytes32 first;
    bytes firstSignature;
    bytes32 second;
    bytes secondSignature;
}

/// @notice What a meter signed at both ends of a slot.
struct SignedSpan {
    Reading begin;
    bytes beginSignature;
    Reading end;
    bytes endSignature;
}

/// @title Slashing of oracle operators
/// @notice Operators whom an election named answer for what can be proven: a root that contradicts what a meter signed, and
/// two roots for one slot and sequence. A part of what was behind them in that election is taken, of their pools and of
/// each nominator, as the election has it.
///
/// For all offences of one election together an operator loses no more than for the gravest: a further one only takes
/// what its fraction exceeds the largest before. An offence waits for an appeal before it is executed; meanwhile the
/// pools' withdrawals wait, and those of nominators who are shown to be concerned, where it will take anything. What has begun
/// ends by itself. Reports are taken as long as nobody who was exposed can have withdrawn: later ones would reach only
/// who has staked since.
///
/// Victims of a final false root are compensated first, then who reported has a share; the rest goes to the insurance.
interface ISlasher {
    // --- events ---------------------------------------------------------------------------------------------------

    event OffenceRecorded(
        bytes32 indexed id,
        Kind indexed kind,
        uint32 indexed epoch,
        uint64 pools,
        address reporter,
        uint256 fraction,
        uint256 executableAt,
        uint256 pot
    );
    event OffenceCancelled(bytes32 indexed id);
    event OffenceExpired(bytes32 indexed id);
    /// @notice It was executed in a pool. @param from {bps} what offences before have taken @param taken {wad}
    event PoolPunished(bytes32 indexed id, uint32 indexed pool, uint256 from, uint256 taken);
    /// @notice Nominators of a page were slashed. @param left the chain's link up to which it is left to do
    event BackersPunished(bytes32 indexed id, uint32 indexed pool, bytes32 left, uint256 taken);
    event BackersHeld(bytes32 indexed id, uint32 indexed pool, bytes32 left);
    /// @notice A victim has shown its loss. @param units {unit} @param amount {wad} @param call calldata of {showLoss}
    event LossShown(
        uint256 indexed pot,
        uint32 indexed account,
        uint32 indexed slot,
        uint256 units,
        uint256 amount,
        bytes call
    );
    /// @notice A meter of it signed two readings: the loss counts no longer. @param amount {wad}
    event LossRefuted(uint256 indexed pot, uint32 indexed account, uint32 indexed slot, uint256 amount);
    event VictimPaid(uint256 indexed pot, uint32 indexed account, address to, uint256 amount);
    event ReporterPaid(bytes32 indexed id, address to, uint256 amount);
    event RestPaid(uint256 indexed pot, address to, uint256 amount);
    event FractionSet(Kind indexed kind, uint256 fraction);
    event DeferralSet(uint256 deferral);
    event ReporterShareSet(uint256 share);
    event CompensationSet(uint256 perUnit);
    event InsuranceSet(address insurance);

    // --- errors ---------------------------------------------------------------------------------------------------

    error FaultNotProven(bytes32 fault);
    /// @notice Nobody of the set signed the root.
    error RootNotSigned(uint256 slot, bytes32 root);
    /// @notice The roots are the same, or not both signed by that operator.
    error NoEquivocation(uint256 slot, uint256 sequence);
    /// @notice All who are guilty of it are recorded.
    error OffenceKnown(bytes32 matter);
    /// @notice Offences of the election were taken up until this time {s}: a day before the first who was exposed can have
    /// withdrawn, see {IStaking-reachUntil}.
    error ReportTooLate(uint256 epoch, uint256 reportableUntil);
    error OffenceNotOpen(bytes32 id, Stage stage);
    error OffenceNotExecuted(bytes32 id, Stage stage);
    /// @notice It can be executed from this time {s} on.
    error OffenceDeferred(bytes32 id, uint256 executableAt);
    /// @notice It came to an end at this time {s}.
    error OffenceOver(bytes32 id, uint256 endsAt);
    error OffenceNotOver(bytes32 id, uint256 endsAt);
    /// @notice They are not what the election has the hash of.
    error WrongExposures(uint256 epoch);
    /// @notice The pool's operator has no part in it, or lost as much before by the same election.
    error PoolNotConcerned(bytes32 id, uint256 pool);
    /// @notice The nominators do not stand last among those left.
    error WrongBackers(bytes32 id, uint256 pool);
    /// @notice Only the owner of an account shows its loss.
    error NotAccountOwner(uint256 account, address caller);
    /// @notice The account was not settled for good with a leaf of that false root, or lost nothing that can be told; or a
    /// meter signed two readings.
    error LossUnproven(uint256 account, uint256 slot);
    error LossKnown(uint256 account, uint256 slot);
    /// @notice The account has shown no loss in the slot, or it was refuted.
    error LossUnknown(uint256 account, uint256 slot);
    /// @notice The meter signed one reading only, as far as the oracle has heard, or does not decide what the account lost.
    error LossNotRefuted(uint256 account, uint256 slot);
    error PotOpen(uint256 pot, uint256 closesAt);
    /// @notice It takes no losses, or no refutations, since {s}.
    error PotClosed(uint256 pot, uint256 closesAt);
    /// @notice There is nothing (more) to pay.
    error NothingDue(uint256 pot);
    error FractionOutOfRange(uint256 fraction, uint256 least, uint256 most);
    error DeferralOutOfRange(uint256 deferral, uint256 least, uint256 most);
    error ReporterShareTooHigh(uint256 share, uint256 most);
    error CompensationTooHigh(uint256 perUnit, uint256 most);
    error InvalidInsurance();

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @notice Records that a fault is proven against those of an elected set who signed the root, and of whom that is not
    /// recorded. Anyone may; who accused is its reporter.
    function reportFalseRoot(bytes32 fault, FormerSet calldata set) external returns (bytes32 id);

    /// @notice Records that an operator of an elected set signed two roots for one slot and sequence. The caller, who has
    /// committed to the call, see {IReadingOracle-commit}, is its reporter.
    function reportTwoRoots(TwoRoots calldata roots, FormerSet calldata set) external returns (bytes32 id);

    /// @notice Cancels an offence that was not executed. Role of appeals, which can nothing else.
    function cancel(bytes32 id) external;

    /// @notice Lets what nominators of a pool withdraw from the neutral pool wait until the offence is over. Anyone may.
    /// @param before the chain's link before the page
    /// @param page the last of those left, in their order
    function holdBackers(
        bytes32 id,
        uint32 pool,
        Exposures calldata exposures,
        bytes32 before,
        Backing[] calldata page
    ) external;

    /// @notice Ends the waiting of nominators for an offence that was cancelled or is over: who waits for no other can
    /// withdraw. Anyone may.
    function releaseBackers(bytes32 id, address[] calldata nominators) external;

    /// @notice Executes an offence after its deferral: the pools at once, their nominators by {slashBackers}. Anyone may.
    function execute(bytes32 id, Exposures calldata exposures) external;

    /// @notice Slashes nominators of a pool, from the last to the first. Anyone may.
    /// @param before the chain's link before the page
    /// @param page the last of those left, in their order
    function slashBackers(bytes32 id, uint32 pool, bytes32 before, Backing[] calldata page) external;

    /// @notice Ends an offence that nobody executed in time, so that no pool waits for it any longer. Anyone may.
    function expire(bytes32 id) external;

    /// @notice Shows what the caller's account lost by being settled for good with a false root of an offence, until a day
    /// before its pot closes.
    /// @param attested what that root says of the account
    /// @param spans what all meters of the account signed instead, and all meters behind them, by rising number
    function showLoss(bytes32 id, Attestation calldata attested, SignedSpan[] calldata spans) external;

    /// @notice Takes a loss back of which a meter signed two readings of an end of the slot, as {IReadingOracle-accuseDevice}
    /// has heard, until its pot closes: the meter's word shows nothing. Anyone may.
    /// @param meter of the account in the slot, or behind one of its meters
    function refuteLoss(uint32 account, uint32 slot, uint32 meter) external;

    /// @notice Pays a victim out of a closed pot, in proportion where losses exceed it. Anyone may.
    function payVictim(uint64 pot, uint32 account) external;

    /// @notice Pays the reporter of an offence its share of what victims leave. Anyone may.
    function payReporter(bytes32 id) external;

    /// @notice Pays what is left in a closed pot to the insurance. Anyone may.
    function payRest(uint64 pot) external;

    // --- parameters -----------------------------------------------------------------------------------------------

    /// @notice Sets what part of the exposure an offence takes {bps}, 100..5,000. Role of governance.
    function setFraction(Kind kind, uint16 fraction) external;

    /// @notice Sets how long offences wait for an appeal {s}, 1..7 days; open ones keep their time. Role of governance.
    function setDeferral(uint40 deferral) external;

    /// @notice Sets what reporters get of what victims leave {bps}, at most 2,000. Role of governance.
    function setReporterShare(uint16 share) external;

    /// @notice Sets what victims get for a money unit lost {wad}, at most 1e14. Role of governance.
    function setCompensation(uint64 perUnit) external;

    /// @notice Names who gets what is left. Role of governance.
    function setInsurance(address insurance) external;

    // --- views ----------------------------------------------------------------------------------------------------

    function offenceOf(bytes32 id) external view returns (Offence memory);

    function potOf(uint64 pot) external view returns (Pot memory);

    /// @notice {bps} taken so far of what an election exposed behind a pool.
    function takenOf(uint32 epoch, uint32 pool) external view returns (uint16);

    /// @notice The chain's link up to which nominators of a pool are left to be slashed; 0 when all are.
    function backersLeft(bytes32 id, uint32 pool) external view returns (bytes32);

    /// @notice {wad} the loss that an account has shown and was not paid for yet.
    function lossOf(uint64 pot, uint32 account) external view returns (uint256);
}
