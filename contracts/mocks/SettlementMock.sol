// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Holding, ISettlement} from "../interfaces/ISettlement.sol";

/// @dev A settlement module that answers what the test says, and tells what it was asked.
contract SettlementMock is ISettlement {
    event Asked(uint32 slot, int256 long, int256 short, Holding[] holdings);

    int256[] private _answer;

    function setAnswer(int256[] calldata answer) external {
        _answer = answer;
    }

    /// @inheritdoc ISettlement
    function settle(
        uint32 slot,
        int256 long,
        int256 short,
        Holding[] calldata holdings
    ) external returns (int256[] memory) {
        emit Asked(slot, long, short, holdings);
        return _answer;
    }
}
