// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title On-ramp
/// @notice Makes WATT for money that has come to the reserve's bank accounts. Each of its operators has a limit of its
/// own, which refills; what all of them make stays within the attested reserve.
interface IOnRamp {
    /// @notice WATT was made for a payment.
    /// @param paymentReference hash of the bank's reference of the payment
    event WattMinted(address indexed operator, address indexed to, uint256 amount, bytes32 indexed paymentReference);
    /// @notice Each operator can make at most `capacity` {wad} at once, and as much again in each `window` {s}.
    event MintLimitSet(uint256 capacity, uint256 window);

    /// @notice Nothing to make.
    error ZeroAmount();
    /// @notice More than the operator may make now.
    /// @param amount {wad} @param available {wad}
    error MintLimitExceeded(address operator, uint256 amount, uint256 available);

    /// @notice Makes WATT for a payment. Role of the on-ramp's operators.
    /// @param to who paid
    /// @param amount {wad} how much
    /// @param paymentReference hash of the bank's reference of the payment; works once
    function mint(address to, uint256 amount, bytes32 paymentReference) external;

    /// @notice Sets every operator's limit. What an operator has used stays used. Role of the reserve's manager.
    /// @param capacity {wad} @param window {s} at least one hour
    function setMintLimit(uint208 capacity, uint48 window) external;

    /// @notice Whether WATT has been made for the payment.
    function isUsed(bytes32 paymentReference) external view returns (bool);

    /// @notice {wad} what an operator may make now.
    function mintAvailable(address operator) external view returns (uint256);
}
