// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What an oracle's tree says of one account in a slot. Leaves are sorted by account and name their successor, so
/// that a leaf also proves that the accounts between have complete readings from nobody. The first leaf is that of
/// account 0, which stands for no account; the last names type(uint32).max as its successor.
/// @param account number of the account
/// @param next account of the following leaf
/// @param net {Wh} metered export less import, all meters of the account summed
/// @param commitment salted hash of the registers at both ends of the slot, see {IReadingOracle-commitmentOf}
struct Leaf {
    uint32 account;
    uint32 next;
    int48 net;
    bytes32 commitment;
}

/// @title Reading oracle
/// @notice Takes one Merkle root of a slot's readings, signed by a quorum of operators.
interface IReadingOracle {
    /// @notice The newest root of a slot.
    /// @return root of the tree over all {Leaf}s; 0 while there is none
    /// @return sequence of the root, 0 while there is none; a newer root has a higher one
    function rootOf(uint256 slot) external view returns (bytes32 root, uint256 sequence);

    /// @notice When a slot's readings are due and when they are final.
    /// @return end {s} of delivery
    /// @return deadline {s} from which a missing reading counts as what gives its account least
    /// @return finalAt {s} from which no other root is taken
    function timesOf(uint256 slot) external view returns (uint256 end, uint256 deadline, uint256 finalAt);

    /// @notice Hash of a leaf: keccak256(bytes.concat(keccak256(abi.encode(account, next, net, commitment)))).
    function hashOf(Leaf calldata leaf) external pure returns (bytes32);
}
