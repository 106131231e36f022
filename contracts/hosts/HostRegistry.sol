// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {HostTier, IHostRegistry, Licence} from "../interfaces/IHostRegistry.sol";
import {HostFeesLib} from "../types/HostFees.sol";
import {LicenceLock} from "./LicenceLock.sol";

/// @title Licences of hosts
/// @notice See {IHostRegistry}.
contract HostRegistry is IHostRegistry, AccessManaged {
    using SafeERC20 for IERC20;

    uint256 private constant EPOCH_SECONDS = 1 days;
    uint256 private constant MAX_TIERS = 4;
    /// @dev {wad} Numbers are few: each costs something.
    uint256 private constant LOCK_MIN = 1_000e18;
    /// @dev {wad} A tenth of all GRID there can be at most deployments.
    uint256 private constant LOCK_MAX = 100_000_000e18;
    uint40 private constant NOTICE_MIN = 7 days;
    uint40 private constant NOTICE_MAX = 90 days;

    IERC20 public immutable GRID;

    HostTier[] private _tiers;
    /// @inheritdoc IHostRegistry
    uint40 public noticePeriod;
    uint32 private _lastLicence;
    /// @dev Bit n for each host's number n that is taken; number 0 is none.
    uint256 private _taken = 1;
    /// @inheritdoc IHostRegistry
    mapping(uint8 host => uint32) public licenceOf;
    mapping(uint32 licence => Licence) private _licences;

    /// @param authority AccessManager that says who suspends and revokes
    /// @param period {s} of notice
    constructor(address authority, IERC20 grid, HostTier[] memory tiers_, uint40 period) AccessManaged(authority) {
        GRID = grid;
        _setTiers(tiers_);
        _setNoticePeriod(period);
    }

    // --- holders --------------------------------------------------------------------------------------------------

    /// @inheritdoc IHostRegistry
    function openLicence(uint96 amount, address payee) external returns (uint8 host) {
        uint256 least = _tiers[0].locked;
        if (amount < least || amount > LOCK_MAX) revert LockOutOfRange(amount, least, LOCK_MAX);
        if (payee == address(0)) revert InvalidHostPayee(payee);
        if (_taken == type(uint256).max) revert NoHostFree(HostFeesLib.MAX_HOST);
        host = uint8(_lowestZero(_taken));
        _taken |= 1 << host;
        uint32 licence = ++_lastLicence;
        licenceOf[host] = licence;
        Licence storage data = _licences[licence];
        LicenceLock lock = new LicenceLock(GRID);
        (data.holder, data.locked, data.payee, data.lock, data.host) = (msg.sender, amount, payee, address(lock), host);
        data.changedIn = _epoch();
        emit LicenceOpened(licence, host, msg.sender, address(lock), amount);
        emit PayeeSet(licence, payee);
        lock.delegate(msg.sender);
        GRID.safeTransferFrom(msg.sender, address(lock), amount);
    }

    /// @inheritdoc IHostRegistry
    function addLock(uint8 host, uint96 amount) external {
        (uint32 licence, Licence storage data) = _running(host);
        _requireHolder(licence, data);
        uint256 most = LOCK_MAX - data.locked;
        if (amount == 0 || amount > most) revert LockOutOfRange(amount, 1, most);
        if (data.changedIn != _epoch()) (data.lockedBefore, data.changedIn) = (data.locked, _epoch());
        data.locked += amount;
        emit LockAdded(licence, data.locked);
        GRID.safeTransferFrom(msg.sender, data.lock, amount);
    }

    /// @inheritdoc IHostRegistry
    function setPayee(uint32 licence, address payee) external {
        _requireHolder(licence, _licences[licence]);
        if (payee == address(0)) revert InvalidHostPayee(payee);
        _licences[licence].payee = payee;
        emit PayeeSet(licence, payee);
    }

    /// @inheritdoc IHostRegistry
    function delegate(uint8 host, address delegatee) external {
        (uint32 licence, Licence storage data) = _licensed(host);
        _requireHolder(licence, data);
        LicenceLock(data.lock).delegate(delegatee);
    }

    /// @inheritdoc IHostRegistry
    function giveNotice(uint8 host) external {
        (uint32 licence, Licence storage data) = _running(host);
        _requireHolder(licence, data);
        _end(licence, data, false);
    }

    /// @inheritdoc IHostRegistry
    function withdraw(uint8 host) external returns (uint256 amount) {
        (uint32 licence, Licence storage data) = _licensed(host);
        if (data.leavesAt == 0 || block.timestamp < data.leavesAt) revert LockNotFree(licence, data.leavesAt);
        delete licenceOf[host];
        _taken &= ~(1 << uint256(host));
        (data.locked, data.lockedBefore, data.host) = (0, 0, 0);
        amount = LicenceLock(data.lock).payOut(data.holder);
        emit LockWithdrawn(licence, data.holder, amount);
    }

    // --- roles ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IHostRegistry
    function setSuspended(uint8 host, bool suspended) external restricted {
        (uint32 licence, Licence storage data) = _licensed(host);
        data.suspended = suspended;
        emit LicenceSuspended(licence, suspended);
    }

    /// @inheritdoc IHostRegistry
    function revoke(uint8 host) external restricted {
        (uint32 licence, Licence storage data) = _running(host);
        _end(licence, data, true);
    }

    /// @inheritdoc IHostRegistry
    function setTiers(HostTier[] calldata tiers_) external restricted {
        _setTiers(tiers_);
    }

    /// @inheritdoc IHostRegistry
    function setNoticePeriod(uint40 period) external restricted {
        _setNoticePeriod(period);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IHostRegistry
    function shareOf(uint256 host) external view returns (uint256 licence, uint256 share) {
        if (host > HostFeesLib.MAX_HOST) return (0, 0);
        licence = licenceOf[uint8(host)];
        Licence storage data = _licences[uint32(licence)];
        if (licence == 0 || data.leavesAt != 0 || data.suspended) return (licence, 0);
        // Locks only grow while a licence runs, so what was there when the day began still is.
        uint256 locked = data.changedIn == _epoch() ? data.lockedBefore : data.locked;
        for (uint256 i = _tiers.length; i != 0; --i) {
            if (locked >= _tiers[i - 1].locked) return (licence, _tiers[i - 1].share);
        }
    }

    /// @inheritdoc IHostRegistry
    function payeeOf(uint256 licence) external view returns (address) {
        return _licences[uint32(licence)].payee;
    }

    /// @inheritdoc IHostRegistry
    function licenceData(uint32 licence) external view returns (Licence memory) {
        return _licences[licence];
    }

    /// @inheritdoc IHostRegistry
    function tiers() external view returns (HostTier[] memory) {
        return _tiers;
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev The licence of a host whose GRID has not been withdrawn.
    function _licensed(uint8 host) private view returns (uint32 licence, Licence storage data) {
        licence = licenceOf[host];
        if (licence == 0) revert HostNotFound(host);
        data = _licences[licence];
    }

    /// @dev The licence of a host for which no notice was given.
    function _running(uint8 host) private view returns (uint32 licence, Licence storage data) {
        (licence, data) = _licensed(host);
        if (data.leavesAt != 0) revert LicenceEnded(licence, data.leavesAt);
    }

    function _requireHolder(uint32 licence, Licence storage data) private view {
        if (msg.sender != data.holder) revert NotLicenceHolder(licence, msg.sender);
    }

    function _end(uint32 licence, Licence storage data, bool byRevocation) private {
        data.leavesAt = uint40(block.timestamp) + noticePeriod;
        emit NoticeGiven(licence, data.leavesAt, byRevocation);
    }

    function _setTiers(HostTier[] memory tiers_) private {
        uint256 count = tiers_.length;
        if (count == 0 || count > MAX_TIERS) revert HostTierCountOutOfRange(count, MAX_TIERS);
        delete _tiers;
        HostTier memory below;
        for (uint256 i; i < count; ++i) {
            HostTier memory tier = tiers_[i];
            bool rises = tier.locked > below.locked && tier.share > below.share;
            bool fits = tier.locked >= LOCK_MIN && tier.locked <= LOCK_MAX && tier.share <= HostFeesLib.SHARE_MAX;
            if (!rises || !fits) revert HostTierOutOfOrder(i, tier.locked, tier.share);
            _tiers.push(tier);
            below = tier;
        }
        emit HostTiersSet(tiers_);
    }

    function _setNoticePeriod(uint40 period) private {
        if (period < NOTICE_MIN || period > NOTICE_MAX) {
            revert NoticePeriodOutOfRange(period, NOTICE_MIN, NOTICE_MAX);
        }
        noticePeriod = period;
        emit NoticePeriodSet(period);
    }

    function _epoch() private view returns (uint32) {
        return uint32(block.timestamp / EPOCH_SECONDS);
    }

    /// @dev Place of the lowest bit that is not set; there must be one.
    function _lowestZero(uint256 bits) private pure returns (uint256 place) {
        assembly ("memory-safe") {
            let free := not(bits)
            place := sub(255, clz(and(free, sub(0, free))))
        }
    }
}
