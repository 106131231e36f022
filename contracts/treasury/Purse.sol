// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IPurse} from "../interfaces/IPurse.sol";

/// @title Purse
/// @notice See {IPurse}.
contract Purse is IPurse, AccessManaged {
    using SafeERC20 for IERC20;

    /// @param authority AccessManager that says who spends
    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IPurse
    function spend(IERC20 token, address to, uint256 amount, string calldata purpose) external restricted {
        if (amount == 0) revert NothingToSpend();
        if (bytes(purpose).length == 0) revert NoPurpose();
        emit Spent(token, to, amount, purpose);
        token.safeTransfer(to, amount);
    }
}
