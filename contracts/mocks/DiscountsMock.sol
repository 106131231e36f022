// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IDiscounts} from "../interfaces/IDiscounts.sol";

/// @dev Gives the discounts that it was told to.
contract DiscountsMock is IDiscounts {
    mapping(address owner => uint256) public discountOf;

    function setDiscount(address owner, uint256 ticks) external {
        discountOf[owner] = ticks;
    }
}
