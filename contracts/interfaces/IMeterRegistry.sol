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
    // RATINGS-VIEWS: the exchange and the settlement module read these.

    /// @notice What the meters of an account in a slot can measure at most.
    /// @return meters how many count for it in the slot; 0: the account reads 0
    /// @return ratedImport {Wh} @return ratedExport {Wh} sums over its meters
    function ratingOf(
        uint256 account,
        uint256 slot
    ) external view returns (uint256 meters, uint256 ratedImport, uint256 ratedExport);

    /// @notice Of a market area in a slot: how many accounts have a meter, and what they can feed in at most.
    /// @return accounts with at least one meter @return ratedExport {Wh} sum over their meters
    function totalsOf(address exchange, uint256 slot) external view returns (uint256 accounts, uint256 ratedExport);
}
