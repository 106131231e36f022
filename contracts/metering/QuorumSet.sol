// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {INamedOperators} from "../interfaces/INamedOperators.sol";
import {IQuorumSet} from "../interfaces/IQuorumSet.sol";
import {Quorum} from "../libraries/Quorum.sol";

/// @title Set of operators who sign together, named by governance
/// @notice See {IQuorumSet}.
contract QuorumSet is INamedOperators, AccessManaged {
    uint256 private constant MAX_OPERATORS = 64;
    /// @dev {bit} of a place among the operators.
    uint256 private constant PLACE_BITS = 6;

    address[] private _operators;
    /// @dev The version of the set in which an address was named last, above its place there.
    mapping(address operator => uint256) private _named;
    uint256 private _version;
    /// @inheritdoc IQuorumSet
    bytes32 public configuration;

    constructor(address authority, address[] memory first) AccessManaged(authority) {
        _set(first);
    }

    /// @inheritdoc INamedOperators
    function setOperators(address[] calldata next) external restricted {
        _set(next);
    }

    /// @inheritdoc IQuorumSet
    function operators() external view returns (address[] memory) {
        return _operators;
    }

    /// @inheritdoc IQuorumSet
    function isOperator(address operator) public view returns (bool) {
        return _named[operator] >> PLACE_BITS == _version;
    }

    /// @inheritdoc IQuorumSet
    function requireQuorum(address[] calldata signers) external view returns (uint64 places) {
        uint256 version = _version;
        address last;
        for (uint256 i; i < signers.length; ++i) {
            address signer = signers[i];
            if (signer <= last) revert SignersNotSorted(signer);
            uint256 named = _named[signer];
            if (named >> PLACE_BITS != version) revert NotOperator(signer);
            places |= uint64(1 << (named & (MAX_OPERATORS - 1)));
            last = signer;
        }
        uint256 count = _operators.length;
        if (3 * signers.length <= 2 * count) revert NoQuorum(signers.length, count);
    }

    function _set(address[] memory next) private {
        if (next.length == 0 || next.length > MAX_OPERATORS) revert InvalidOperatorCount(next.length);
        uint256 version = ++_version;
        address last;
        for (uint256 i; i < next.length; ++i) {
            if (next[i] <= last) revert OperatorsNotSorted(next[i]);
            last = next[i];
            _named[last] = (version << PLACE_BITS) | i;
        }
        _operators = next;
        configuration = Quorum.configurationOf(this, version, next);
        emit OperatorsSet(version, next);
    }
}
