// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IQuorumSet} from "../interfaces/IQuorumSet.sol";

/// @title Quorum
/// @notice Who has signed a digest, and whether they are enough of a set.
library Quorum {
    /// @notice A signature from which nobody can be told.
    /// @param index its place among the signatures
    error InvalidOracleSignature(uint256 index);

    /// @notice The signers of a digest, who must be a quorum of the set.
    /// @param signatures in the order of their signers' addresses, rising
    /// @return signers rising
    /// @return places of them among the operators, a bit for each
    function requireSigned(
        IQuorumSet set,
        bytes32 digest,
        bytes[] calldata signatures
    ) internal view returns (address[] memory signers, uint64 places) {
        signers = new address[](signatures.length);
        for (uint256 i; i < signers.length; ++i) {
            (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signatures[i]);
            if (failure != ECDSA.RecoverError.NoError) revert InvalidOracleSignature(i);
            signers[i] = signer;
        }
        places = set.requireQuorum(signers);
    }

    /// @notice Digest of a set as it was: chain, contract, version and operators.
    function configurationOf(
        IQuorumSet set,
        uint256 version,
        address[] memory operators
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(set), version, operators));
    }
}
