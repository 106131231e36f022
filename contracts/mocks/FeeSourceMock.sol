// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @dev What a fee router sees of an exchange: fees, as set by the test, that are paid to whoever asks.
contract FeeSourceMock {
    using SafeERC20 for IERC20;

    IERC20 public immutable WATT;
    mapping(uint256 operator => uint256) public feesOwed;

    constructor(IERC20 watt) {
        WATT = watt;
    }

    function setFees(uint16 operator, uint256 amount) external {
        feesOwed[operator] = amount;
    }

    function withdrawFees(uint16 operator) external returns (uint256 amount) {
        amount = feesOwed[operator];
        feesOwed[operator] = 0;
        if (amount != 0) WATT.safeTransfer(msg.sender, amount);
    }
}
