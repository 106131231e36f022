// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a call needs to know of an account, in one word.
///
///   bits      field
///   0-159     owner
///   160-223   free funds {unit}
///   224-227   home zone
///   228-239   slots in which the account has open orders or unsettled energy
///   240       barred from new risk
///   241       in debt: what it is credited pays its debt first
type Account is uint256;

using AccountLib for Account global;

library AccountLib {
    uint256 private constant BARRED = 1 << 240;
    uint256 private constant INDEBTED = 1 << 241;
    uint256 private constant ZONE = uint256(0xF) << 224;
    uint256 internal constant FREE_MAX = type(uint64).max;

    function owner(Account a) internal pure returns (address) {
        return address(uint160(Account.unwrap(a)));
    }

    /// @notice {unit}
    function free(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 160) & FREE_MAX;
    }

    function zone(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 224) & 0xF;
    }

    function activeSlots(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 228) & 0xFFF;
    }

    function barred(Account a) internal pure returns (bool) {
        return Account.unwrap(a) & BARRED != 0;
    }

    function indebted(Account a) internal pure returns (bool) {
        return Account.unwrap(a) & INDEBTED != 0;
    }

    function withOwner(Account a, address owner_) internal pure returns (Account) {
        return Account.wrap(((Account.unwrap(a) >> 160) << 160) | uint160(owner_));
    }

    function withZone(Account a, uint256 zone_) internal pure returns (Account) {
        return Account.wrap((Account.unwrap(a) & ~ZONE) | (zone_ << 224));
    }

    function withBarred(Account a, bool barred_) internal pure returns (Account) {
        return Account.wrap(barred_ ? Account.unwrap(a) | BARRED : Account.unwrap(a) & ~BARRED);
    }

    function withIndebted(Account a, bool indebted_) internal pure returns (Account) {
        return Account.wrap(indebted_ ? Account.unwrap(a) | INDEBTED : Account.unwrap(a) & ~INDEBTED);
    }

    /// @dev The pool holds at most FREE_MAX units (checked at each deposit), and free funds are part of it.
    function withCredit(Account a, uint256 units) internal pure returns (Account) {
        unchecked {
            return Account.wrap(Account.unwrap(a) + (units << 160));
        }
    }

    /// @dev For units <= free.
    function withDebit(Account a, uint256 units) internal pure returns (Account) {
        unchecked {
            return Account.wrap(Account.unwrap(a) - (units << 160));
        }
    }

    /// @notice Counts the slots in which the account is active, as one of them changes. At most as many as the ring
    /// has slots.
    function withActivity(Account a, bool before, bool now_) internal pure returns (Account) {
        unchecked {
            if (before == now_) return a;
            return Account.wrap(now_ ? Account.unwrap(a) + (1 << 228) : Account.unwrap(a) - (1 << 228));
        }
    }
}
