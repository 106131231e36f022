// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Payee} from "../../contracts/interfaces/IFeeRouter.sol";
import {FeeSplit} from "../../contracts/libraries/FeeSplit.sol";

contract FeeSplitTest {
    /// @dev Parts sum to the amount; each but the first is its share rounded down; the first gets less than one base
    /// unit per payee on top.
    function testFuzz_partsSumToAmount(uint256 amount, uint256 seed, uint256 count) public pure {
        amount %= 2 ** 128;
        Payee[] memory payees = _payees(seed, 1 + (count % 16));
        uint256[] memory parts = FeeSplit.partsDown(amount, payees);
        uint256 sum;
        for (uint256 i; i < parts.length; ++i) {
            uint256 share = (amount * payees[i].weight) / 10_000;
            if (i == 0) require(parts[0] >= share && parts[0] - share < payees.length, "what rounding leaves");
            else require(parts[i] == share, "a share");
            sum += parts[i];
        }
        require(parts.length == payees.length && sum == amount, "the parts do not sum to the amount");
    }

    function testFuzz_onePayeeGetsAll(uint256 amount) public pure {
        uint256[] memory parts = FeeSplit.partsDown(amount, _payees(0, 1));
        require(parts.length == 1 && parts[0] == amount, "not all");
    }

    /// @dev Random weights, none of 0, that sum to 10,000.
    function _payees(uint256 seed, uint256 count) private pure returns (Payee[] memory payees) {
        payees = new Payee[](count);
        uint256 left = 10_000;
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 others = count - 1 - i;
            uint256 weight = others == 0 ? left : 1 + (seed % (left - others));
            payees[i] = Payee(address(uint160(i + 1)), uint16(weight));
            left -= weight;
        }
    }
}
