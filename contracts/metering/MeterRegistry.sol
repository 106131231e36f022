// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {IClearing} from "../interfaces/IClearing.sol";
import {IExchangeParts} from "../interfaces/IExchangeParts.sol";
import {IMarketData} from "../interfaces/IMarketData.sol";
import {Curve, IMeterRegistry, Meter, MeterKey, Reading} from "../interfaces/IMeterRegistry.sol";
import {Registers} from "../libraries/Registers.sol";
import {Units} from "../types/Units.sol";

/// @title Meter registry
/// @notice See {IMeterRegistry}. Sums over meters are kept as checkpoints by slot, so that a late settlement finds what
/// held then.
contract MeterRegistry is IMeterRegistry, EIP712 {
    using Checkpoints for Checkpoints.Trace224;

    bytes32 private constant READING_TYPEHASH = keccak256(
        "Reading(uint32 meter,uint32 slot,uint64 importRegister,uint64 exportRegister,uint64 sequence)"
    );
    uint256 private constant DIGITS_MIN = 6;
    uint256 private constant DIGITS_MAX = 18;

    IAccountRegistry public immutable ACCOUNTS;

    /// @inheritdoc IMeterRegistry
    uint32 public meterCount;
    mapping(uint256 meter => Meter) private _meters;
    /// @dev What hangs behind a meter. Values as of {_ratings}.
    mapping(uint256 meter => Checkpoints.Trace224) private _behind;
    mapping(uint256 account => uint32[]) private _metersOf;
    /// @dev The last meter that had a key.
    mapping(bytes32 keyHash => uint32 meter) private _meterOfKey;
    /// @dev Values are count << 128 | rated import << 64 | rated export.
    mapping(uint256 account => Checkpoints.Trace224) private _ratings;
    /// @dev Values are accounts << 128 | rated export.
    mapping(address exchange => Checkpoints.Trace224) private _totals;

    constructor(IAccountRegistry accounts) EIP712("Gridwatt Meters", "1") {
        ACCOUNTS = accounts;
    }

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMeterRegistry
    function registerMeter(
        uint32 account,
        uint32 parent,
        MeterKey calldata key,
        uint40 ratedImport,
        uint40 ratedExport,
        uint8 importDigits,
        uint8 exportDigits
    ) external returns (uint32 meter) {
        address exchange = _requireRegistrar(account);
        if (parent != 0 && (!_isInUse(parent) || _meters[parent].exchange != exchange)) {
            revert InvalidParentMeter(parent);
        }
        _checkRegisters(ratedImport, ratedExport, importDigits, exportDigits);
        meter = ++meterCount;
        _takeKey(account, meter, key);
        _meters[meter] = Meter({
            account: account,
            exchange: exchange,
            parent: parent,
            ratedImport: ratedImport,
            ratedExport: ratedExport,
            importDigits: importDigits,
            exportDigits: exportDigits,
            validFrom: _nextSlot(),
            validTo: 0,
            key: key
        });
        if (parent != 0) _add(_behind[parent], true, ratedImport, ratedExport);
        _metersOf[account].push(meter);
        emit MeterRegistered(meter, account, _meters[meter]);
        bool isFirst = _count(account, exchange, true, ratedImport, ratedExport);
        if (isFirst) IClearing(exchange).startSupply(account);
    }

    /// @inheritdoc IMeterRegistry
    function retireMeter(uint32 meter) external {
        if (!_isInUse(meter)) revert MeterNotInUse(meter);
        Meter storage m = _meters[meter];
        uint32 account = m.account;
        _requireRegistrar(account);
        uint256 children = _behind[meter].latest() >> 128;
        if (children != 0) revert MeterHasChildren(meter, children);
        if (m.parent != 0) _add(_behind[m.parent], false, m.ratedImport, m.ratedExport);
        m.validTo = _nextSlot();
        emit MeterRetired(meter, account, m.validTo);
        _count(account, m.exchange, false, m.ratedImport, m.ratedExport);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMeterRegistry
    function meterOf(uint32 meter) external view returns (Meter memory) {
        return _meters[meter];
    }

    /// @inheritdoc IMeterRegistry
    function metersOf(uint32 account, uint256 from, uint256 count) external view returns (uint32[] memory meters) {
        uint32[] storage all = _metersOf[account];
        uint256 left = from < all.length ? all.length - from : 0;
        meters = new uint32[](count < left ? count : left);
        for (uint256 i; i < meters.length; ++i) meters[i] = all[from + i];
    }

    /// @inheritdoc IMeterRegistry
    function metersBehind(uint32 meter, uint256 slot) external view returns (uint256, uint256, uint256) {
        return _at(_behind[meter], slot);
    }

    /// @inheritdoc IMeterRegistry
    function ratingOf(uint256 account, uint256 slot) external view returns (uint256, uint256, uint256) {
        return _at(_ratings[account], slot);
    }

    /// @inheritdoc IMeterRegistry
    function totalsOf(address exchange, uint256 slot) external view returns (uint256, uint256) {
        uint256 value = _totals[exchange].upperLookupRecent(uint32(slot));
        return (value >> 128, uint64(value));
    }

    /// @inheritdoc IMeterRegistry
    function digestOf(Reading calldata reading) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(READING_TYPEHASH, reading)));
    }

    /// @inheritdoc IMeterRegistry
    function isSigned(Reading calldata reading, bytes calldata signature) external view returns (bool) {
        MeterKey storage key = _meters[reading.meter].key;
        bytes32 digest = digestOf(reading);
        if (key.x == 0) return false;
        if (key.curve == Curve.P256) {
            if (signature.length != 64) return false;
            // Devices hash what they sign.
            bytes32 hash = sha256(bytes.concat(digest));
            return P256.verify(hash, bytes32(signature[:32]), bytes32(signature[32:]), key.x, key.y);
        }
        if (signature.length != 65) return false;
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        return failure == ECDSA.RecoverError.NoError && signer == address(uint160(uint256(key.x)));
    }

    /// @inheritdoc IMeterRegistry
    function energyOf(
        Reading calldata begin,
        Reading calldata end
    ) external view returns (uint256 imported, uint256 exported) {
        if (begin.meter != end.meter || end.slot != begin.slot + 1 || end.sequence <= begin.sequence) {
            revert NotOneSlot(begin, end);
        }
        Meter storage m = _meters[begin.meter];
        if (m.account == 0) revert MeterNotInUse(begin.meter);
        imported = _turned(begin.meter, begin.importRegister, end.importRegister, m.importDigits);
        if (imported > m.ratedImport) revert EnergyAboveRating(begin.meter, imported, m.ratedImport);
        exported = _turned(begin.meter, begin.exportRegister, end.exportRegister, m.exportDigits);
        if (exported > m.ratedExport) revert EnergyAboveRating(begin.meter, exported, m.ratedExport);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _nextSlot() private view returns (uint32) {
        return uint32(block.timestamp / Units.SLOT_SECONDS + 1);
    }

    function _isInUse(uint256 meter) private view returns (bool) {
        return _meters[meter].account != 0 && _meters[meter].validTo == 0;
    }

    function _requireRegistrar(uint32 account) private view returns (address exchange) {
        uint8 zone;
        (, exchange, zone, ) = ACCOUNTS.accountOf(account);
        if (exchange == address(0)) revert AccountWithoutZone(account);
        if (msg.sender != IExchangeParts(exchange).AREA().registrarOf(zone)) {
            revert NotMeterRegistrar(account, msg.sender);
        }
    }

    function _checkRegisters(
        uint256 ratedImport,
        uint256 ratedExport,
        uint256 importDigits,
        uint256 exportDigits
    ) private pure {
        if (
            importDigits < DIGITS_MIN ||
            importDigits > DIGITS_MAX ||
            exportDigits < DIGITS_MIN ||
            exportDigits > DIGITS_MAX
        ) revert InvalidDigits(importDigits, exportDigits);
        if (ratedImport + ratedExport == 0 || ratedImport >= 10 ** importDigits || ratedExport >= 10 ** exportDigits) {
            revert InvalidRating(ratedImport, ratedExport);
        }
    }

    /// @dev A debt stays with its meter: it cannot begin anew for somebody else.
    function _takeKey(uint32 account, uint32 meter, MeterKey calldata key) private {
        bool valid =
            key.curve == Curve.P256
                ? P256.isValidPublicKey(key.x, key.y)
                : key.x != 0 && uint256(key.x) <= type(uint160).max && key.y == 0;
        if (!valid) revert InvalidKey(key.curve, key.x, key.y);
        bytes32 hash = keccak256(abi.encode(key));
        uint32 last = _meterOfKey[hash];
        if (last != 0) {
            Meter storage old = _meters[last];
            bool isBound = old.account != account && IMarketData(old.exchange).accountData(old.account).debt != 0;
            if (old.validTo == 0 || isBound) revert KeyInUse(last);
        }
        _meterOfKey[hash] = meter;
    }

    /// @dev Counts a meter in or out, from the next slot on.
    /// @return isFirst whether the account had none
    function _count(
        uint32 account,
        address exchange,
        bool comes,
        uint256 ratedImport,
        uint256 ratedExport
    ) private returns (bool isFirst) {
        bool changes = _add(_ratings[account], comes, ratedImport, ratedExport);
        uint256 delta = (changes ? 1 << 128 : 0) | ratedExport;
        uint256 total = _totals[exchange].latest();
        _totals[exchange].push(_nextSlot(), uint224(comes ? total + delta : total - delta));
        return changes && comes;
    }

    /// @dev Counts a meter in, or out of, what there is from the next slot on.
    /// @return changes whether it is the first, or was the last
    function _add(
        Checkpoints.Trace224 storage trace,
        bool comes,
        uint256 ratedImport,
        uint256 ratedExport
    ) private returns (bool changes) {
        uint256 delta = (1 << 128) | (ratedImport << 64) | ratedExport;
        uint256 before = trace.latest();
        uint256 value = comes ? before + delta : before - delta;
        trace.push(_nextSlot(), uint224(value));
        return (before == 0) != (value == 0);
    }

    function _at(Checkpoints.Trace224 storage trace, uint256 slot) private view returns (uint256, uint256, uint256) {
        uint256 value = trace.upperLookupRecent(uint32(slot));
        return (value >> 128, uint64(value >> 64), uint64(value));
    }

    /// @dev {Wh} from one register to a later one that may have rolled over.
    function _turned(uint256 meter, uint256 begin, uint256 end, uint256 digits) private pure returns (uint256) {
        uint256 turn = 10 ** digits;
        if (begin >= turn) revert RegisterOutOfRange(meter, begin, digits);
        if (end >= turn) revert RegisterOutOfRange(meter, end, digits);
        return Registers.turned(begin, end, digits);
    }
}
