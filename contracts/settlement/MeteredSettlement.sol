// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IMeteredSettlement, Readings} from "../interfaces/IMeteredSettlement.sol";
import {IMeterRegistry} from "../interfaces/IMeterRegistry.sol";
import {IReadingOracle, Leaf} from "../interfaces/IReadingOracle.sol";
import {Delivery, Holding, ISettlement, Metered} from "../interfaces/ISettlement.sol";
import {Leaves} from "../libraries/Leaves.sol";

/// @title Settlement by meters
/// @notice See {IMeteredSettlement}. It holds nothing and has no role: it reads the oracle and the meter registry.
contract MeteredSettlement is IMeteredSettlement {
    using Leaves for Leaf;

    /// @notice In {Readings}, that no leaf is shown for an account.
    uint16 public constant NO_LEAF = type(uint16).max;
    /// @dev {Wh} A position keeps metered energy below this.
    int256 private constant NET_LIMIT = 1 << 41;
    /// @dev Encoded readings begin with their place, this.
    uint256 private constant ENCODED_AT = 0x20;

    IReadingOracle public immutable ORACLE;
    IMeterRegistry public immutable METERS;

    /// @dev What holds for the whole slot.
    struct Slot {
        uint256 number;
        bool hasRoot;
        bool isDue;
        bool isFinal;
    }

    constructor(IReadingOracle oracle, IMeterRegistry meters) {
        ORACLE = oracle;
        METERS = meters;
    }

    /// @inheritdoc ISettlement
    function meteredOf(
        uint32 slot,
        Holding[] calldata holdings,
        bytes calldata data
    ) external view returns (Metered[] memory metered) {
        (uint256 end, uint256 deadline, uint256 finalAt) = ORACLE.timesOf(slot);
        if (block.timestamp < end) revert NotSettleable(slot);
        (bytes32 root, ) = ORACLE.rootOf(slot);
        Slot memory s = Slot(slot, root != 0, block.timestamp >= deadline, block.timestamp >= finalAt);
        metered = new Metered[](holdings.length);
        (Leaf[] calldata leaves, uint16[] calldata leafOf) = _verified(slot, root, data);
        for (uint256 i; i < holdings.length; ++i) {
            Holding calldata holding = holdings[i];
            // What is final stays as it is: unknown, as the array begins.
            if (holding.settled && s.isFinal) continue;
            uint256 place = holding.index < leafOf.length ? leafOf[holding.index] : NO_LEAF;
            if (place < leaves.length) metered[i] = _byLeaf(holding.account, s, leaves[place]);
            else if (!s.hasRoot) metered[i] = _withoutReading(holding.account, s, s.isFinal);
        }
    }

    /// @dev The leaves that are shown, and whose each is; none where nothing is. They are read where they lie.
    function _verified(
        uint256 slot,
        bytes32 root,
        bytes calldata data
    ) private pure returns (Leaf[] calldata leaves, uint16[] calldata leafOf) {
        Readings calldata shown;
        assembly ("memory-safe") {
            shown := add(data.offset, ENCODED_AT)
            leaves.offset := 0
            leaves.length := 0
            leafOf.offset := 0
            leafOf.length := 0
        }
        if (data.length == 0) return (leaves, leafOf);
        if (root == 0 || uint256(bytes32(data)) != ENCODED_AT) revert InvalidReadings(slot);
        (leaves, leafOf) = (shown.leaves, shown.leafOf);
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i; i < hashes.length; ++i) hashes[i] = leaves[i].hash();
        if (!MerkleProof.multiProofVerifyCalldata(shown.proof, shown.flags, root, hashes)) revert InvalidReadings(slot);
    }

    function _byLeaf(uint256 account, Slot memory s, Leaf calldata leaf) private view returns (Metered memory) {
        uint256 named = leaf.account;
        if (named == account) {
            int48 net = leaf.net;
            bool fits = net < NET_LIMIT && net > -NET_LIMIT;
            return Metered(fits ? Delivery.Read : Delivery.Unknown, net, net);
        }
        bool isBetween = named < account && account < leaf.next;
        return isBetween ? _withoutReading(account, s, s.isDue) : Metered(Delivery.Unknown, 0, 0);
    }

    /// @param isMissing whether it is certain that there will be, or must have been, no reading
    function _withoutReading(uint256 account, Slot memory s, bool isMissing) private view returns (Metered memory) {
        (uint256 meters, uint256 ratedImport, uint256 ratedExport) = METERS.ratingOf(account, s.number);
        if (meters == 0) return Metered(Delivery.Unmetered, 0, 0);
        if (!isMissing) return Metered(Delivery.Unknown, 0, 0);
        return Metered(Delivery.Missing, -int64(uint64(ratedImport)), int64(uint64(ratedExport)));
    }
}
