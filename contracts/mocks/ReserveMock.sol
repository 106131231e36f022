// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IReserve} from "../interfaces/IReserve.sol";

/// @dev A reserve of whatever the test says; at first there is always enough.
contract ReserveMock is IReserve {
    uint256 public backing = type(uint256).max;
    uint256 public paid;

    error NotEnough(uint256 supply, uint256 backing);

    function setBacking(uint256 amount) external {
        backing = amount;
    }

    function recordPaid(uint256 amount) external {
        paid += amount;
    }

    function requireBacked(uint256 supply) external view {
        if (supply > backing) revert NotEnough(supply, backing);
    }
}
