// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @dev Words restated as the documentation of their layouts has it: a field is its first bit and its width.
abstract contract Bits {
    function field(uint256 word, uint256 from, uint256 width) internal pure returns (uint256) {
        return (word << (256 - from - width)) >> (256 - width);
    }

    /// @dev The word with one field replaced and every other bit as it was. The value must fit.
    function put(uint256 word, uint256 from, uint256 width, uint256 value) internal pure returns (uint256) {
        require(value < 2 ** width, "the test puts a value where it has no room");
        for (uint256 i; i < width; ++i) {
            uint256 bit = 2 ** (from + i);
            if ((value >> i) % 2 == 1) word |= bit;
            else if ((word / bit) % 2 == 1) word -= bit;
        }
        return word;
    }

    /// @dev A value of up to `width` bits.
    function fit(uint256 value, uint256 width) internal pure returns (uint256) {
        return value % 2 ** width;
    }

    /// @dev A value of 0..most.
    function upTo(uint256 value, uint256 most) internal pure returns (uint256) {
        return most == type(uint256).max ? value : value % (most + 1);
    }

    /// @dev The two are the same.
    function same(uint256 a, uint256 b) internal pure {
        require(a == b, "not the same");
    }
}
