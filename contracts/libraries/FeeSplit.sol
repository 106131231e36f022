// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Payee} from "../interfaces/IFeeRouter.sol";

/// @title Sharing by weight
library FeeSplit {
    /// @dev {basis point} what the weights of all payees sum to.
    uint256 internal constant WHOLE = 10_000;

    /// @notice The payees' parts of an amount, rounded down; the first gets what that leaves, so that they sum to the
    /// amount. For at least one payee and weights that sum to WHOLE.
    function partsDown(uint256 amount, Payee[] memory payees) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](payees.length);
        uint256 left = amount;
        for (uint256 i = 1; i < payees.length; ++i) {
            parts[i] = Math.mulDiv(amount, payees[i].weight, WHOLE);
            left -= parts[i];
        }
        parts[0] = left;
    }
}
