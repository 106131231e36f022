// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivery, Holding, ISettlement, Metered} from "../interfaces/ISettlement.sol";
import {Units} from "../types/Units.sol";

/// @dev A settlement module for tests without meters: once a slot is over, everybody has delivered what was sold.
contract ImmediateSettlement is ISettlement {
    /// @inheritdoc ISettlement
    function meteredOf(
        uint32 slot,
        Holding[] calldata holdings,
        bytes calldata
    ) external view returns (Metered[] memory metered) {
        if (block.timestamp < (uint256(slot) + 1) * Units.SLOT_SECONDS) revert NotSettleable(slot);
        metered = new Metered[](holdings.length);
        for (uint256 i; i < holdings.length; ++i) {
            metered[i] = Metered(Delivery.Read, holdings[i].net, holdings[i].net);
        }
    }
}
