// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a call needs to know of an account, in one word.
///
///   bits      field
///   0-159     owner
///   160-220   free funds {unit}
///   221-223   discount on the market fee {tick}
///   224-227   home zone
///   228-239   slots in which the account has open orders or unsettled energy
///   240       in debt: what it is credited pays its debt first
///   241-255   day from whose begin on its owner may take no new risk {days since 1970}; 0 while it never could
type Account is uint256;

using AccountLib for Account global;

library AccountLib {
    uint256 private constant INDEBTED = 1 << 240;
    /// @dev In the year 2059.
    uint256 private constant DAYS_MAX = 0x7FFF;
    uint256 private constant ZONE = uint256(0xF) << 224;
    uint256 private constant DISCOUNT = DISCOUNT_MAX << 221;
    uint256 internal constant FREE_MAX = (1 << 61) - 1;
    uint256 internal constant DISCOUNT_MAX = 7;

    function owner(Account a) internal pure returns (address) {
        return address(uint160(Account.unwrap(a)));
    }

    /// @notice {unit}
    function free(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 160) & FREE_MAX;
    }

    /// @notice {tick} per kWh that the account pays less than the market fee, as a taker.
    function discount(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) & DISCOUNT) >> 221;
    }

    function zone(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 224) & 0xF;
    }

    function activeSlots(Account a) internal pure returns (uint256) {
        return (Account.unwrap(a) >> 228) & 0xFFF;
    }

    /// @notice {s} until when the owner may take new risk, 0 while it never could.
    function clearedUntil(Account a) internal pure returns (uint256) {
        unchecked {
            return (Account.unwrap(a) >> 241) * 1 days;
        }
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

    /// @notice The account with another clearance, which ends with the last day that is over before `until` {s}.
    function withClearedUntil(Account a, uint256 until) internal pure returns (Account) {
        unchecked {
            uint256 day = until / 1 days;
            if (day > DAYS_MAX) day = DAYS_MAX;
            return Account.wrap((Account.unwrap(a) & ((1 << 241) - 1)) | (day << 241));
        }
    }

    /// @notice The account with another discount {tick}, at most DISCOUNT_MAX.
    function withDiscount(Account a, uint256 ticks) internal pure returns (Account) {
        return Account.wrap((Account.unwrap(a) & ~DISCOUNT) | (ticks << 221));
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
