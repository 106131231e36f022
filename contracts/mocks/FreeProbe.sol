// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMarketData} from "../interfaces/IMarketData.sol";

/// @dev Remembers what an exchange says of an account while it is being called.
contract FreeProbe {
    uint256 public free;

    function look(IMarketData exchange, uint32 account) external {
        free = exchange.accountData(account).free;
    }
}
