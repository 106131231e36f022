// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @dev What the campaign uses of the test runner.
interface Vm {
    function getCode(string calldata artifact) external view returns (bytes memory);
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
