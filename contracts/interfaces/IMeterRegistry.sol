// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Curve of a meter's signing key.
enum Curve {
    Secp256k1,
    P256
}

/// @notice A meter's public key.
/// @param x secp256k1: the key's address, as a number; P-256: the point's x
/// @param y secp256k1: 0; P-256: the point's y
struct MeterKey {
    Curve curve;
    bytes32 x;
    bytes32 y;
}

/// @notice A meter as it hangs on the wall.
/// @param account whose energy it counts
/// @param exchange the market area of that account when the meter was registered
/// @param parent the meter behind which it hangs, 0 for none: what it counts is taken off that meter's account
/// @param ratedImport {Wh} most that it can draw in a slot
/// @param ratedExport {Wh} most that it can feed in in a slot
/// @param importDigits the import register rolls over at 10^digits Wh
/// @param exportDigits the export register rolls over at 10^digits Wh
/// @param validFrom first slot that it counts for
/// @param validTo first slot that it does not count for any more, 0 while it is in use
struct Meter {
    uint32 account;
    address exchange;
    uint32 parent;
    uint40 ratedImport;
    uint40 ratedExport;
    uint8 importDigits;
    uint8 exportDigits;
    uint32 validFrom;
    uint32 validTo;
    MeterKey key;
}

/// @notice Registers of a meter at a slot's begin, as its key signs them (EIP-712).
/// @param slot the slot that begins at that moment; the register at its end is that of the next slot
/// @param importRegister {Wh} @param exportRegister {Wh} cumulative, roll over
/// @param sequence counts the meter's readings
struct Reading {
    uint32 meter;
    uint32 slot;
    uint64 importRegister;
    uint64 exportRegister;
    uint64 sequence;
}

/// @title Meter registry
/// @notice Which meters count for which account, with what they can measure at most. A change takes effect with the
/// next slot, so that what a slot was metered by never changes afterwards.
interface IMeterRegistry {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice A meter was mounted; it counts from `meter.validFrom` on.
    event MeterRegistered(uint32 indexed meter, uint32 indexed account, Meter registered);
    /// @notice A meter was taken down; `validTo` is the first slot that it does not count for.
    event MeterRetired(uint32 indexed meter, uint32 indexed account, uint32 validTo);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice No meter of this number is in use.
    error MeterNotInUse(uint256 meter);
    /// @notice The account has no zone in any market area.
    error AccountWithoutZone(uint256 account);
    /// @notice The caller is not the registrar of the account's zone.
    error NotMeterRegistrar(uint256 account, address caller);
    /// @notice The key is on no curve that meters use, or no point of it.
    error InvalidKey(Curve curve, bytes32 x, bytes32 y);
    /// @notice Another meter in use has this key, or one whose account is in debt had it.
    error KeyInUse(uint256 meter);
    /// @notice A register of fewer than 6 or more than 18 digits.
    error InvalidDigits(uint256 importDigits, uint256 exportDigits);
    /// @notice Ratings {Wh} that are both zero, or that a register could not tell from a full turn.
    error InvalidRating(uint256 ratedImport, uint256 ratedExport);
    /// @notice The parent is not in use in the account's area.
    error InvalidParentMeter(uint256 parent);
    /// @notice Meters in use hang behind this one; they go first.
    error MeterHasChildren(uint256 meter, uint256 children);
    /// @notice Two readings that do not span one slot of one meter.
    error NotOneSlot(Reading begin, Reading end);
    /// @notice A register {Wh} that the meter cannot show.
    error RegisterOutOfRange(uint256 meter, uint256 register, uint256 digits);
    /// @notice More energy {Wh} in a slot than the meter can measure.
    error EnergyAboveRating(uint256 meter, uint256 energy, uint256 rated);

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @notice Mounts a meter for an account. Only the registrar of the account's zone.
    /// @param parent meter in use of the same area behind which it hangs, 0 for none
    /// @param key not in use; one that served another account must come from an account without debt
    /// @param ratedImport {Wh} @param ratedExport {Wh} most in a slot; not both 0, each below a full turn of its register
    /// @param importDigits @param exportDigits 6..18
    /// @return meter its number, from 1 on
    function registerMeter(
        uint32 account,
        uint32 parent,
        MeterKey calldata key,
        uint40 ratedImport,
        uint40 ratedExport,
        uint8 importDigits,
        uint8 exportDigits
    ) external returns (uint32 meter);

    /// @notice Takes a meter down; it counts until the end of the present slot. Only the registrar of its account's zone.
    function retireMeter(uint32 meter) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice A meter; zeros for a number that none has.
    function meterOf(uint32 meter) external view returns (Meter memory);

    /// @notice How many meters there ever were.
    function meterCount() external view returns (uint32);

    /// @notice Numbers of the meters that an account ever had, a page at a time.
    function metersOf(uint32 account, uint256 from, uint256 count) external view returns (uint32[] memory meters);

    /// @notice What hangs behind a meter in a slot: what it counts is taken off what the meter's account is settled with.
    /// @return meters how many
    /// @return ratedImport {Wh} sum over them
    /// @return ratedExport {Wh} sum over them
    function metersBehind(
        uint32 meter,
        uint256 slot
    ) external view returns (uint256 meters, uint256 ratedImport, uint256 ratedExport);

    /// @notice What the meters of an account in a slot can measure at most.
    /// @return meters how many count for it in the slot; 0: the account reads 0
    /// @return ratedImport {Wh} sum over its meters
    /// @return ratedExport {Wh} sum over its meters
    function ratingOf(
        uint256 account,
        uint256 slot
    ) external view returns (uint256 meters, uint256 ratedImport, uint256 ratedExport);

    /// @notice What the meters of a market area in a slot are.
    /// @return accounts with at least one meter
    /// @return ratedExport {Wh} sum over their meters
    function totalsOf(address exchange, uint256 slot) external view returns (uint256 accounts, uint256 ratedExport);

    /// @notice What a meter's key signs (EIP-712).
    function digestOf(Reading calldata reading) external view returns (bytes32);

    /// @notice Whether a reading is signed by its meter's key, s in its lower half: on secp256k1 65 bytes r, s, v over the
    /// digest, on P-256 64 bytes r, s over the SHA-256 of the digest. Never reverts.
    function isSigned(Reading calldata reading, bytes calldata signature) external view returns (bool);

    /// @notice Energy between two readings of a meter at the ends of a slot. Registers roll over; the rating tells a roll-over
    /// from a register that fell.
    /// @return imported {Wh} at most the rating
    /// @return exported {Wh} at most the rating
    function energyOf(
        Reading calldata begin,
        Reading calldata end
    ) external view returns (uint256 imported, uint256 exported);
}
