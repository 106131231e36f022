// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice From how much locked GRID on a host has a share.
/// @param locked {wad}
/// @param share {basis point} of the market fee that takers pay on orders which the host brought
struct HostTier {
    uint128 locked;
    uint16 share;
}

/// @notice A licence. It stays to be read when it has ended.
/// @param holder who locked GRID for it, and gets it back
/// @param locked {wad}
/// @param payee who is paid the host's share
/// @param lockedBefore {wad} what was locked when the day `changedIn` began
/// @param lock holds the GRID, with the votes that it has
/// @param changedIn {epoch}
/// @param leavesAt {s} from when on the GRID can be withdrawn; 0 while no notice is given
/// @param host its number in orders; 0 once the GRID is withdrawn
/// @param suspended whether it has no share for the time being
struct Licence {
    address holder;
    uint96 locked;
    address payee;
    uint96 lockedBefore;
    address lock;
    uint32 changedIn;
    uint40 leavesAt;
    uint8 host;
    bool suspended;
}

/// @title Licences of hosts
/// @notice A host is an application that brings orders. For GRID that it locks it gets a number, which its customers' orders
/// carry, and a share of the market fee that they pay as takers. Without a licence, or when it is suspended or ends, orders
/// with its number are taken as before; only the share ends. No host can keep a customer.
///
/// What counts is what was locked when the day began and still is, so a loan within a day earns nothing. Locked GRID is not
/// slashed. It leaves after a notice, which anybody's suspension or revocation does not lengthen.
interface IHostRegistry {
    event LicenceOpened(
        uint32 indexed licence,
        uint8 indexed host,
        address indexed holder,
        address lock,
        uint256 locked
    );
    /// @param locked {wad} all that is locked now
    event LockAdded(uint32 indexed licence, uint256 locked);
    event PayeeSet(uint32 indexed licence, address indexed payee);
    event LicenceSuspended(uint32 indexed licence, bool suspended);
    /// @notice The licence has ended. @param byRevocation whether governance ended it
    event NoticeGiven(uint32 indexed licence, uint256 leavesAt, bool byRevocation);
    /// @notice The locked GRID went back; the host's number is free.
    event LockWithdrawn(uint32 indexed licence, address indexed holder, uint256 amount);
    event HostTiersSet(HostTier[] tiers);
    event NoticePeriodSet(uint256 period);

    /// @notice All numbers that hosts can have are taken.
    error NoHostFree(uint256 most);
    /// @notice Nobody has a licence of this number.
    error HostNotFound(uint256 host);
    error NotLicenceHolder(uint256 licence, address caller);
    /// @notice No address where one must be.
    error InvalidHostPayee(address payee);
    /// @notice Less than the lowest tier {wad}, or nothing, or more than can be counted.
    error LockOutOfRange(uint256 amount, uint256 least, uint256 most);
    /// @notice Notice was given: the GRID can be withdrawn from this time {s} on.
    error LicenceEnded(uint256 licence, uint256 leavesAt);
    /// @notice Nobody gave notice, or its period is not over. @param leavesAt {s} 0 where nobody did
    error LockNotFree(uint256 licence, uint256 leavesAt);
    /// @notice No tier, or more than there may be.
    error HostTierCountOutOfRange(uint256 count, uint256 most);
    /// @notice Tiers rise in what is locked and in share, from the least lock to the highest share {basis point}.
    error HostTierOutOfOrder(uint256 tier, uint256 locked, uint256 share);
    /// @notice {s}
    error NoticePeriodOutOfRange(uint256 period, uint256 least, uint256 most);

    /// @notice Opens a licence for the caller, who has approved this contract. It has a share from the next day on.
    /// @param amount {wad} at least the lowest tier's
    /// @return host number that orders carry, 1..255
    function openLicence(uint96 amount, address payee) external returns (uint8 host);

    /// @notice Locks more GRID of the caller, the holder; it counts from the next day on.
    /// @param amount {wad}
    function addLock(uint8 host, uint96 amount) external;

    /// @notice Names who is paid from now on, also what is owed already. Only the holder, also when the licence has ended.
    function setPayee(uint32 licence, address payee) external;

    /// @notice Names who votes with the locked GRID. Only the holder.
    function delegate(uint8 host, address delegatee) external;

    /// @notice Ends one's own licence; the GRID can be withdrawn when the notice period is over. Only the holder.
    function giveNotice(uint8 host) external;

    /// @notice Pays the locked GRID back to its holder and frees the host's number. Anyone may, once it is due.
    function withdraw(uint8 host) external returns (uint256 amount);

    /// @notice Takes a host's share away for the time being, or gives it back. Role of licensing.
    function setSuspended(uint8 host, bool suspended) external;

    /// @notice Ends a licence. Its GRID goes back to the holder as after its own notice. Role of governance.
    function revoke(uint8 host) external;

    /// @notice Sets what is locked for which share, lowest first. Role of governance.
    /// @param tiers 1..4
    function setTiers(HostTier[] calldata tiers) external;

    /// @notice Sets the notice period {s}; a notice that was given keeps its time. Role of governance.
    function setNoticePeriod(uint40 period) external;

    /// @notice The share that a host has now, for the exchange.
    /// @return licence 0 where nobody has the number
    /// @return share {basis point}
    function shareOf(uint256 host) external view returns (uint256 licence, uint256 share);

    /// @notice Who is paid what a licence earns; zero where there was none.
    function payeeOf(uint256 licence) external view returns (address);

    /// @notice The licence of a host's number; 0 where nobody has it.
    function licenceOf(uint8 host) external view returns (uint32);

    function licenceData(uint32 licence) external view returns (Licence memory);

    function tiers() external view returns (HostTier[] memory);

    /// @notice {s}
    function noticePeriod() external view returns (uint40);
}
