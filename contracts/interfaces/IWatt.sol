// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title What the exchange and the ramps use of WATT
interface IWatt is IERC20, IERC20Permit {
    /// @notice ERC-3009 with the signature as bytes, so that ERC-1271 wallets can sign.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice ERC-3009: whether a nonce has been used or cancelled.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);

    /// @notice Creates WATT. Role of the on-ramp.
    /// @param amount {wad}
    function mint(address to, uint256 amount) external;

    /// @notice Destroys WATT of the caller. Role of the redemption queue.
    /// @param amount {wad}
    function burn(uint256 amount) external;

    /// @notice ERC-7943: whether an account may send at all.
    function canSend(address account) external view returns (bool);
}
