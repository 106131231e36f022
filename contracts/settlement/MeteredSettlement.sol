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
        Readings memory shown;
        if (data.length != 0) {
            shown = abi.decode(data, (Readings));
            _verify(slot, root, shown);
        }
        metered = new Metered[](holdings.length);
        for (uint256 i; i < holdings.length; ++i) metered[i] = _meteredOf(holdings[i], s, shown);
    }

    function _verify(uint256 slot, bytes32 root, Readings memory shown) private pure {
        bytes32[] memory hashes = new bytes32[](shown.leaves.length);
        for (uint256 i; i < hashes.length; ++i) hashes[i] = shown.leaves[i].hash();
        if (root == 0 || !MerkleProof.multiProofVerify(shown.proof, shown.flags, root, hashes)) {
            revert InvalidReadings(slot);
        }
    }

    function _meteredOf(
        Holding calldata holding,
        Slot memory s,
        Readings memory shown
    ) private view returns (Metered memory) {
        if (holding.settled && s.isFinal) return Metered(Delivery.Unknown, 0, 0);
        uint256 place = holding.index < shown.leafOf.length ? shown.leafOf[holding.index] : NO_LEAF;
        if (place >= shown.leaves.length) {
            return s.hasRoot ? Metered(Delivery.Unknown, 0, 0) : _withoutReading(holding.account, s, s.isFinal);
        }
        Leaf memory leaf = shown.leaves[place];
        if (leaf.account == holding.account) {
            bool fits = leaf.net < NET_LIMIT && leaf.net > -NET_LIMIT;
            return Metered(fits ? Delivery.Read : Delivery.Unknown, leaf.net, leaf.net);
        }
        bool isBetween = leaf.account < holding.account && holding.account < leaf.next;
        return isBetween ? _withoutReading(holding.account, s, s.isDue) : Metered(Delivery.Unknown, 0, 0);
    }

    /// @param isMissing whether it is certain that there will be, or must have been, no reading
    function _withoutReading(uint256 account, Slot memory s, bool isMissing) private view returns (Metered memory) {
        (uint256 meters, uint256 ratedImport, uint256 ratedExport) = METERS.ratingOf(account, s.number);
        if (meters == 0) return Metered(Delivery.Unmetered, 0, 0);
        if (!isMissing) return Metered(Delivery.Unknown, 0, 0);
        return Metered(Delivery.Missing, -int64(uint64(ratedImport)), int64(uint64(ratedExport)));
    }
}
