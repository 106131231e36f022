// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IFeeRouter} from "../interfaces/IFeeRouter.sol";

/// @dev Remembers what a fee router says it owes while it is being called.
contract OwedProbe {
    uint256 public owed;
    uint256 public totalOwed;

    function look(IFeeRouter router, address payee) external {
        (owed, totalOwed) = (router.owed(payee), router.totalOwed());
    }
}
