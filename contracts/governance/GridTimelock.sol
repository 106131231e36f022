// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IGridTimelock} from "../interfaces/IGridTimelock.sol";

/// @title Timelock of Gridwatt
/// @notice See {IGridTimelock}. Executing through the governor only is what makes its checks hold; it does so for anyone.
contract GridTimelock is IGridTimelock, TimelockController {
    uint256 private constant DELAY_MIN = 2 days;
    uint256 private constant DELAY_MAX = 14 days;

    /// @param delay {s} from scheduling to executing
    /// @param governor the only one who proposes, cancels and executes
    constructor(uint256 delay, address[] memory governor) TimelockController(delay, governor, governor, address(0)) {
        _checkDelay(delay);
    }

    /// @inheritdoc TimelockController
    function updateDelay(uint256 newDelay) public override {
        super.updateDelay(newDelay);
        _checkDelay(newDelay);
    }

    function _checkDelay(uint256 delay) private pure {
        if (delay < DELAY_MIN || delay > DELAY_MAX) revert TimelockDelayOutOfRange(delay, DELAY_MIN, DELAY_MAX);
    }
}
