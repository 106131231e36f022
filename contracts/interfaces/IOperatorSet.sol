// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Set of oracle operators
/// @notice Who may attest readings. An elected set with stakes can take the place of one that governance names: it keeps
/// these functions, and slashes in {reportFault}.
interface IOperatorSet {
    /// @notice The operators are others from now on.
    event OperatorsSet(uint256 indexed version, address[] operators);
    /// @notice Operators attested what a meter never showed.
    event FaultReported(uint32 indexed slot, bytes32 indexed root, uint32 indexed meter);

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
    function requireQuorum(address[] calldata signers) external view;

    /// @notice Tells that a quorum attested what a meter never showed; called by an oracle.
    function reportFault(uint32 slot, bytes32 root, uint32 meter) external;
}
