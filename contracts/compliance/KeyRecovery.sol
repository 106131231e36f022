// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {IIdentityRegistry, Identity} from "../interfaces/IIdentityRegistry.sol";
import {IKeyRecovery, Recovery} from "../interfaces/IKeyRecovery.sol";
import {IWattToken} from "../interfaces/IWattToken.sol";

/// @title Recovery of a lost key
/// @notice See {IKeyRecovery}.
contract KeyRecovery is IKeyRecovery, AccessManaged {
    /// @dev {s}
    uint40 private constant DELAY = 7 days;
    /// @dev {s}
    uint40 private constant LAPSES_AFTER = 30 days;

    IIdentityRegistry private immutable _IDENTITIES;
    IAccountRegistry private immutable _REGISTRY;
    IWattToken private immutable _WATT;

    mapping(address from => Recovery) private _recoveries;
    /// @inheritdoc IKeyRecovery
    mapping(address wallet => bool) public isRefused;

    /// @param authority AccessManager that says who runs the compliance office
    /// @param identities who is who
    /// @param registry whose accounts are moved
    /// @param watt which is moved
    constructor(
        address authority,
        IIdentityRegistry identities,
        IAccountRegistry registry,
        IWattToken watt
    ) AccessManaged(authority) {
        (_IDENTITIES, _REGISTRY, _WATT) = (identities, registry, watt);
    }

    /// @inheritdoc IKeyRecovery
    function propose(address from, address to) external {
        if (isRefused[from]) revert RecoveryIsRefused(from);
        _requireReceives(to);
        _requireSamePerson(from, to, msg.sender);
        uint40 ripeAt = uint40(block.timestamp) + DELAY;
        _recoveries[from] = Recovery(to, msg.sender, ripeAt);
        emit RecoveryProposed(from, to, msg.sender, ripeAt);
    }

    /// @inheritdoc IKeyRecovery
    function cancel(address from) external {
        Recovery storage r = _recoveries[from];
        bool may = msg.sender == from || msg.sender == r.to || msg.sender == r.provider;
        if (!may) revert NotCancelling(from, msg.sender);
        _cancel(from);
    }

    /// @inheritdoc IKeyRecovery
    function cancelByOffice(address from) external restricted {
        _cancel(from);
    }

    /// @inheritdoc IKeyRecovery
    function setRefused(bool refused) external {
        isRefused[msg.sender] = refused;
        emit RecoveryRefused(msg.sender, refused);
        if (refused && _recoveries[msg.sender].to != address(0)) _cancel(msg.sender);
    }

    /// @inheritdoc IKeyRecovery
    function recover(address from, uint32[] calldata accounts) external {
        Recovery memory r = _recoveries[from];
        if (r.to == address(0) || block.timestamp > r.ripeAt + LAPSES_AFTER) revert NoRecovery(from);
        if (block.timestamp < r.ripeAt) revert RecoveryNotRipe(from, r.ripeAt);
        _requireReceives(r.to);
        _requireSamePerson(from, r.to, r.provider);
        for (uint256 i; i < accounts.length; ++i) _REGISTRY.recoverAccount(accounts[i], from, r.to);
        _WATT.recover(from, r.to);
    }

    /// @inheritdoc IKeyRecovery
    function recoveryOf(address from) external view returns (Recovery memory) {
        return _recoveries[from];
    }

    function _cancel(address from) private {
        if (_recoveries[from].to == address(0)) revert NoRecovery(from);
        delete _recoveries[from];
        emit RecoveryCancelled(from, msg.sender);
    }

    /// @dev Accounts come with obligations: whom they go to has a say.
    function _requireReceives(address to) private view {
        if (isRefused[to]) revert RecoveryIsRefused(to);
    }

    /// @dev Subjects are public: another provider's word that a wallet is of a known subject proves nothing. What is known
    /// of the old wallet may have ended, as that is when its key is missed.
    function _requireSamePerson(address from, address to, address provider) private view {
        Identity memory old = _IDENTITIES.identityOf(from);
        Identity memory fresh = _IDENTITIES.identityOf(to);
        bool same = from != to && old.subject == fresh.subject && old.jurisdiction == fresh.jurisdiction;
        bool own = old.provider == provider && fresh.provider == provider;
        if (!same || !own || !_IDENTITIES.isValid(to)) revert NotSamePerson(from, to, provider);
    }
}
