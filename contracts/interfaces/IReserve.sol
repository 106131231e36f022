// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title What WATT and its ramps use of the reserve
interface IReserve {
    /// @notice Reverts unless a fresh attestation shows a reserve that covers a supply.
    /// @param supply {wad} all WATT there is
    function requireBacked(uint256 supply) external view;

    /// @notice What stands behind the supply by the last attestation, however old: the attested amount less what has been
    /// paid out for redemptions since.
    /// @return {wad}
    function backing() external view returns (uint256);

    /// @notice Takes a payment out of the reserve into account; called by the redemption queue.
    /// @param amount {wad}
    function recordPaid(uint256 amount) external;
}
