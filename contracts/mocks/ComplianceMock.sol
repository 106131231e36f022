// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICompliance} from "../interfaces/ICompliance.sol";
import {TradeRules, TradeRulesLib} from "../types/TradeRules.sol";

/// @dev Clears everybody for everything, until the test says otherwise.
contract ComplianceMock is ICompliance {
    mapping(address owner => bool) public barred;
    mapping(uint8 zone => TradeRules) private _rules;
    bool public fails;

    error Failing();

    function setBarred(address owner, bool barred_) external {
        barred[owner] = barred_;
    }

    /// @param rules 0 is as free as at first
    function setRules(uint8 zone, TradeRules rules) external {
        _rules[zone] = rules;
    }

    function setFails(bool fails_) external {
        fails = fails_;
    }

    function checkMint(address, uint256, uint256) external view {
        if (fails) revert Failing();
    }

    function checkDeposit(address, uint8, uint256, uint256) external view {
        if (fails) revert Failing();
    }

    function clearanceOf(address, address owner, uint8) external view returns (uint8, uint40) {
        if (fails) revert Failing();
        return barred[owner] ? (0, 0) : (3, type(uint40).max);
    }

    function tradeRulesOf(address, uint8 zone) external view returns (TradeRules rules) {
        if (fails) revert Failing();
        rules = _rules[zone];
        if (TradeRules.unwrap(rules) == 0) rules = TradeRulesLib.FREE;
    }
}
