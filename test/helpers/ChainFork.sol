// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

interface ForkVm {
    function addr(uint256 key) external pure returns (address);
    function chainId(uint256 id) external;
    function expectPartialRevert(bytes4 selector) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
}

/// @dev A chain that forks keeps all state on both sides, signatures included; only the chain's id tells them apart.
abstract contract ChainFork {
    ForkVm internal constant FORK = ForkVm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant KEY = 0xa11ce;

    function _signer() internal pure returns (address) {
        return FORK.addr(KEY);
    }

    function _sign(bytes32 domain, bytes memory message) internal pure returns (uint8 v, bytes32 r, bytes32 s) {
        return FORK.sign(KEY, MessageHashUtils.toTypedDataHash(domain, keccak256(message)));
    }

    function _fork() internal {
        FORK.chainId(block.chainid + 1);
    }

    function _goBack() internal {
        FORK.chainId(block.chainid - 1);
    }
}
