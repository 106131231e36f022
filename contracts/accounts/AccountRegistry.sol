// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {IClearing} from "../interfaces/IClearing.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IExchangeParts} from "../interfaces/IExchangeParts.sol";
import {IMarketArea} from "../interfaces/IMarketArea.sol";

/// @title Account registry
/// @notice See {IAccountRegistry}. Each exchange keeps its own copy of owner and zone, so that an order costs it no
/// call; every change here is pushed there in the same transaction.
contract AccountRegistry is IAccountRegistry, AccessManaged {
    /// @dev One word: a look at a delegate needs the epoch only.
    struct Entry {
        address owner;
        uint64 epoch;
        uint8 zone;
    }

    /// @inheritdoc IAccountRegistry
    uint32 public accountCount;
    mapping(uint256 account => Entry) private _entries;
    mapping(uint256 account => address) private _exchanges;
    mapping(uint256 account => address) private _offers;
    /// @dev Epoch and delegate share a key. A new epoch leaves all older entries behind.
    mapping(uint256 account => mapping(uint256 epochDelegate => uint40 until)) private _until;
    /// @inheritdoc IAccountRegistry
    mapping(address exchange => bool) public isArea;

    /// @param authority AccessManager that says who may add areas
    constructor(address authority) AccessManaged(authority) {}

    // --- accounts -------------------------------------------------------------------------------------------------

    /// @inheritdoc IAccountRegistry
    function openAccount(address owner) external returns (uint32 account) {
        if (owner == address(0)) revert InvalidOwner(owner);
        account = ++accountCount;
        _entries[account].owner = owner;
        emit AccountOpened(account, owner);
    }

    /// @inheritdoc IAccountRegistry
    function offerAccount(uint32 account, address to) external {
        _requireOwner(account);
        _offers[account] = to;
        emit AccountOffered(account, to);
    }

    /// @inheritdoc IAccountRegistry
    function acceptAccount(uint32 account) external {
        if (msg.sender != _offers[account]) revert NotOffered(account, msg.sender);
        _transfer(account, msg.sender);
    }

    /// @inheritdoc IAccountRegistry
    function recoverAccount(uint32 account, address from, address to) external restricted {
        if (to == address(0)) revert InvalidOwner(to);
        if (from != _entries[account].owner) revert NotOwner(account, from);
        _transfer(account, to);
    }

    // --- areas ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IAccountRegistry
    function addArea(address exchange) external restricted {
        if (isArea[exchange]) revert AreaKnown(exchange);
        if (exchange.code.length == 0) revert NotAnExchange(exchange);
        address registry = address(IExchangeParts(exchange).REGISTRY());
        if (registry != address(this)) revert ForeignExchange(exchange, registry);
        if (address(IExchangeParts(exchange).AREA()) == address(0)) revert NotAnExchange(exchange);
        isArea[exchange] = true;
        emit AreaAdded(exchange);
    }

    /// @inheritdoc IAccountRegistry
    function assignZone(uint32 account, address exchange, uint8 zone) external {
        Entry storage entry = _entries[account];
        address owner = entry.owner;
        if (owner == address(0)) revert AccountNotFound(account);
        if (!isArea[exchange]) revert AreaNotKnown(exchange);
        IMarketArea area = IExchangeParts(exchange).AREA();
        if (zone >= area.zoneCount()) revert IExchangeBase.UnknownZone(zone);
        if (msg.sender != area.registrarOf(zone)) revert NotRegistrar(exchange, zone, msg.sender);
        address old = _exchanges[account];
        _exchanges[account] = exchange;
        entry.zone = zone;
        emit ZoneAssigned(account, exchange, zone);
        if (old != address(0) && old != exchange) IClearing(old).setAccount(account, address(0), 0);
        IClearing(exchange).setAccount(account, owner, zone);
    }

    // --- delegates ------------------------------------------------------------------------------------------------

    /// @inheritdoc IAccountRegistry
    function setDelegate(uint32 account, address delegate, uint40 until) external {
        _requireOwner(account);
        if (delegate == address(0)) revert InvalidDelegate(delegate);
        if (until != 0 && until <= block.timestamp) revert UntilInPast(until);
        _until[account][_epochDelegate(account, delegate)] = until;
        emit DelegateSet(account, delegate, until);
    }

    /// @inheritdoc IAccountRegistry
    function revokeDelegates(uint32 account) external {
        _requireOwner(account);
        uint64 epoch = ++_entries[account].epoch;
        emit DelegatesRevoked(account, epoch);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IAccountRegistry
    function isDelegate(uint256 account, address delegate) external view returns (bool) {
        return block.timestamp <= _until[account][_epochDelegate(account, delegate)];
    }

    /// @inheritdoc IAccountRegistry
    function accountOf(
        uint32 account
    ) external view returns (address owner, address exchange, uint8 zone, uint64 epoch) {
        Entry storage entry = _entries[account];
        return (entry.owner, _exchanges[account], entry.zone, entry.epoch);
    }

    /// @inheritdoc IAccountRegistry
    function offerOf(uint32 account) external view returns (address) {
        return _offers[account];
    }

    /// @inheritdoc IAccountRegistry
    function delegateUntil(uint32 account, address delegate) external view returns (uint40) {
        return _until[account][_epochDelegate(account, delegate)];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev Offers and delegates were the old owner's.
    function _transfer(uint32 account, address to) private {
        Entry storage entry = _entries[account];
        address from = entry.owner;
        delete _offers[account];
        entry.owner = to;
        ++entry.epoch;
        emit AccountTransferred(account, from, to);
        address exchange = _exchanges[account];
        if (exchange != address(0)) IClearing(exchange).setAccount(account, to, entry.zone);
    }

    function _requireOwner(uint256 account) private view {
        if (msg.sender != _entries[account].owner) revert NotOwner(account, msg.sender);
    }

    function _epochDelegate(uint256 account, address delegate) private view returns (uint256) {
        return (uint256(_entries[account].epoch) << 160) | uint160(delegate);
    }
}
