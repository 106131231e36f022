// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Leaf} from "./IReadingOracle.sol";
import {ISettlement} from "./ISettlement.sol";

/// @notice What the caller of a settlement shows of the slot's tree.
/// @param leaves that are proved, in the order of the tree
/// @param leafOf for each account that the caller names, the place in `leaves` of its own leaf or, where its readings are
/// missing, of the leaf before it; NO_LEAF for none
/// @param proof @param flags of the leaves together, as OpenZeppelin's standard Merkle tree gives them
struct Readings {
    Leaf[] leaves;
    uint16[] leafOf;
    bytes32[] proof;
    bool[] flags;
}

/// @title Settlement by meters
/// @notice Accounts are settled by what a quorum of oracle operators says that their meters counted.
///
/// A leaf of the slot's newest root settles its account from the end of the slot on. An account between two leaves has no
/// complete readings: from the deadline on what gives it least holds. Where there is no root at all once readings are
/// final, that holds for everybody with a meter. Whoever has no meter reads 0; once there is a root,
/// the leaf before the account must show that it says nothing else. Once readings are final, what is settled is
/// not corrected any more.
interface IMeteredSettlement is ISettlement {
    /// @notice The leaves are not in the slot's newest root.
    error InvalidReadings(uint256 slot);
}
