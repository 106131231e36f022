// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Holding, ISettlement} from "../interfaces/ISettlement.sol";
import {Units} from "../types/Units.sol";

/// @title Settlement without meters
/// @notice Serves until deliveries are metered: once a slot is over, all energy counts as delivered and used, so nobody
/// deviates and nobody is owed more than its sets.
contract ImmediateSettlement is ISettlement {
    /// @inheritdoc ISettlement
    function settle(
        uint32 slot,
        int256,
        int256,
        Holding[] calldata holdings
    ) external view returns (int256[] memory adjustments) {
        if (block.timestamp < (uint256(slot) + 1) * Units.SLOT_SECONDS) revert NotSettleable(slot);
        return new int256[](holdings.length);
    }
}
