// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Holding, ISettlement, Metered} from "../interfaces/ISettlement.sol";

/// @dev A settlement module that answers what the test says, and tells what it was asked.
contract SettlementMock is ISettlement {
    event Asked(uint32 slot, Holding[] holdings, bytes data);

    Metered[] private _answer;

    function setAnswer(Metered[] calldata answer) external {
        delete _answer;
        for (uint256 i; i < answer.length; ++i) _answer.push(answer[i]);
    }

    /// @inheritdoc ISettlement
    function meteredOf(
        uint32 slot,
        Holding[] calldata holdings,
        bytes calldata data
    ) external returns (Metered[] memory) {
        emit Asked(slot, holdings, data);
        return _answer;
    }
}
