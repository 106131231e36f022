// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {HostRegistryMock} from "./HostRegistryMock.sol";

/// @dev What a fee router sees of an exchange: fees, as set by the test, that are paid to whoever asks.
contract FeeSourceMock {
    using SafeERC20 for IERC20;

    IERC20 public immutable WATT;
    HostRegistryMock public immutable HOSTS = new HostRegistryMock();
    mapping(uint256 host => uint256) public hostFeesOwed;
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

    function setHostFees(uint16 host, uint256 amount) external {
        hostFeesOwed[host] = amount;
    }

    /// @dev The licence of a host is as in {HOSTS}.
    function withdrawHostFees(uint16 host) external returns (uint256 amount, uint32 licence) {
        amount = hostFeesOwed[host];
        (uint256 found, ) = HOSTS.shareOf(host);
        licence = uint32(found);
        hostFeesOwed[host] = 0;
        if (amount != 0) WATT.safeTransfer(msg.sender, amount);
    }
}
