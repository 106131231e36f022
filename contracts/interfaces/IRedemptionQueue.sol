// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The life of a redemption. It ends as Paid, or as Returned.
enum RedemptionState {
    None,
    /// @dev In the queue, or set aside while its holder is frozen.
    Requested,
    /// @dev The operator pays it, or has.
    Paying,
    /// @dev Paid and burned.
    Paid,
    /// @dev The holder has the WATT again.
    Returned
}

/// @notice A redemption.
/// @param holder who gets the money, or the WATT back
/// @param deadline {s} past which the holder may take the WATT back
/// @param amount {wad} WATT that is held for it, then burned
/// @param payout {wad} fiat money that is paid for it; 0 before it is marked
/// @param payTo commitment to the bank account that is paid
struct Redemption {
    address holder;
    uint40 deadline;
    RedemptionState state;
    uint128 amount;
    uint128 payout;
    bytes32 payTo;
}

/// @notice All redemptions that are being paid.
/// @param amount {wad} WATT that is held for them
/// @param payout {wad} fiat money that is paid for them
struct Promised {
    uint128 amount;
    uint128 payout;
}

/// @title Redemption queue
/// @notice Gives fiat money back for WATT, first come, first served. It is never paused, and needs no fresh attestation.
///
/// A request takes the WATT at once. The operator marks requests in their order before it pays them, so that nobody takes
/// WATT back that is being paid; it confirms with the bank's reference, which burns the WATT. What is not marked by its
/// deadline, or not confirmed by the next, the holder takes back. Where the reserve is lower than the supply, everybody gets
/// the same share of it.
interface IRedemptionQueue {
    /// @notice Somebody asked for fiat money.
    event RedemptionRequested(
        uint256 indexed id,
        address indexed holder,
        uint256 amount,
        bytes32 payTo,
        uint256 deadline
    );
    /// @notice The operator is about to pay.
    /// @param payout {wad} how much @param deadline {s} by when it must be confirmed
    event RedemptionMarked(uint256 indexed id, uint256 payout, uint256 deadline);
    /// @notice The queue goes on without this redemption, whose holder is frozen or for which nothing is left in the
    /// reserve; it can be marked later.
    event RedemptionSetAside(uint256 indexed id);
    /// @notice The holder has been paid, and the WATT is gone.
    event RedemptionPaid(uint256 indexed id, uint256 amount, uint256 payout, bytes32 indexed paymentReference);
    /// @notice The holder has the WATT again.
    event RedemptionReturned(uint256 indexed id, address indexed holder, uint256 amount);

    /// @notice Not a whole number of the currency's smallest coin, or less than the least redemption.
    error InvalidRedemption(uint256 amount, uint256 least, uint256 coin);
    /// @notice Somebody must be paid somewhere.
    error NoPayee();
    /// @notice The redemption is in another state.
    error WrongState(uint256 id, RedemptionState state);
    /// @notice The redemption still waits for its turn.
    error NotYetDue(uint256 id);
    /// @notice The holder's WATT is frozen.
    error HolderFrozen(uint256 id, address holder);
    /// @notice The reserve is too low to pay anything for it.
    error NothingToPay(uint256 id);
    /// @notice The holder cannot take the WATT back before this time {s}.
    error DeadlineNotOver(uint256 id, uint256 deadline);
    /// @notice Not the holder of this redemption.
    error NotHolder(uint256 id, address caller);
    /// @notice As many references as redemptions.
    error LengthMismatch(uint256 ids, uint256 references);

    /// @notice Asks for fiat money for WATT of the caller, which must have approved this contract.
    /// @param amount {wad} a multiple of COIN, at least LEAST
    /// @param payTo commitment to the bank account: hash of its identification and a secret, told to the operator alone
    function request(uint256 amount, bytes32 payTo) external returns (uint256 id);

    /// @notice As {request}, for a holder who signed an ERC-3009 receive authorization whose nonce is
    /// keccak256(abi.encode(payTo, salt)). Anyone may submit it.
    function requestWithAuthorization(
        address holder,
        uint256 amount,
        bytes32 payTo,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external returns (uint256 id);

    /// @notice Marks the next redemptions as being paid; those that cannot be paid are set aside. Role of the off-ramp's
    /// operators.
    /// @param count at most so many are looked at
    function markNext(uint256 count) external;

    /// @notice Marks a redemption whose turn has passed while its holder was frozen. Role of the off-ramp's operators.
    function markSetAside(uint256 id) external;

    /// @notice Confirms payments, each with the bank's reference, which works once. Role of the off-ramp's operators.
    function confirm(uint256[] calldata ids, bytes32[] calldata references) external;

    /// @notice Gives the WATT back where the bank has refused the payment. Role of the off-ramp's operators.
    function giveBack(uint256 id) external;

    /// @notice Gives the holder the WATT back past the redemption's deadline. Only the holder may call.
    function takeBack(uint256 id) external;

    /// @notice What is known of a redemption; all 0 if there is none.
    function redemptionOf(uint256 id) external view returns (Redemption memory);

    /// @notice {wad} what would be paid for so much WATT now: its share of what stands behind all WATT that is not being
    /// paid already.
    function payoutOf(uint256 amount) external view returns (uint256);

    /// @notice Number of the redemption whose turn is next.
    function next() external view returns (uint256);

    /// @notice How many redemptions there have been: also the number of the latest.
    function count() external view returns (uint256);

    /// @notice {wad} WATT held for redemptions that have not ended.
    function held() external view returns (uint256);

    /// @notice What is held and paid for redemptions that are marked.
    function promised() external view returns (uint128 amount, uint128 payout);

    /// @notice Whether a payment's reference has served.
    function isUsed(bytes32 paymentReference) external view returns (bool);
}
