// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Purse
/// @notice Holds tokens, WATT and GRID above all, that governance spends, each time with the purpose told. The insurance and
/// the treasury are one each. GRID that lies here does not vote.
interface IPurse {
    /// @notice Tokens were spent. @param purpose in words, such as the proposal that asked for it
    event Spent(IERC20 indexed token, address indexed to, uint256 amount, string purpose);

    /// @notice Nothing is spent without a purpose.
    error NoPurpose();
    /// @notice Nobody is paid nothing.
    error NothingToSpend();

    /// @notice Pays tokens of this purse. Role of governance.
    /// @param amount in the token's base units, above 0
    /// @param purpose in words, not empty
    function spend(IERC20 token, address to, uint256 amount, string calldata purpose) external;
}
