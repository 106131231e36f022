// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {RankBits} from "../../contracts/libraries/RankBits.sol";
import {Bits} from "./Bits.sol";

contract RankBitsTest is Bits {
    /// @dev Of the slot that wrote it a word reads as it was, of any other as empty, with every stamp of 14 bits.
    function testFuzz_stamped(uint256 bits, uint256 stamp, uint256 other) public pure {
        (bits, stamp, other) = (fit(bits, 242), fit(stamp, 14), fit(other, 14));
        uint256 word = RankBits.write(bits, stamp);
        same(word, put(bits, 242, 14, stamp));
        same(RankBits.read(word, stamp), bits);
        if (other != stamp) same(RankBits.read(word, other), 0);
    }

    function testFuzz_ranks(uint256 bits, uint256 rank) public pure {
        uint256 place = rank % 242;
        same(RankBits.below(rank), 2 ** place - 1);
        same(RankBits.highest(put(fit(bits, place), place, 1, 1)), place);
    }
}
