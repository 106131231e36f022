// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Set of operators who sign together
/// @notice Who may sign, and how many of them are enough: more than two thirds.
interface IQuorumSet {
    /// @notice The operators are others from now on.
    event OperatorsSet(uint256 indexed version, address[] operators);

    /// @notice No operators, or more than 64.
    error InvalidOperatorCount(uint256 count);
    /// @notice Operators must rise, and be no zero address.
    error OperatorsNotSorted(address operator);
    /// @notice Not an operator of the present set.
    error NotOperator(address signer);
    /// @notice Signers must rise, so that each counts once.
    error SignersNotSorted(address signer);
    /// @notice Not more than two thirds of the operators.
    error NoQuorum(uint256 signers, uint256 operators);

    /// @notice Digest of this very set: chain, contract, version and operators.
    function configuration() external view returns (bytes32);

    /// @notice The operators, rising.
    function operators() external view returns (address[] memory);

    function isOperator(address operator) external view returns (bool);

    /// @notice Reverts unless the signers, rising, are operators and more than two thirds of all.
    /// @return places of the signers among the operators, a bit for each
    function requireQuorum(address[] calldata signers) external view returns (uint64 places);
}
