// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev A contract wallet (ERC-1271) of one owner, which can be told to misbehave.
contract WalletMock is IERC1271 {
    enum Mood {
        Honest,
        WrongMagic,
        ShortAnswer,
        Reverts,
        BurnsGas
    }

    address public owner;
    Mood public mood;

    error WalletOutOfOrder();

    constructor(address owner_) {
        owner = owner_;
    }

    /// @dev As when a wallet rotates its key.
    function setOwner(address owner_) external {
        owner = owner_;
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mood == Mood.WrongMagic) return 0xffffffff;
        if (mood == Mood.Reverts) revert WalletOutOfOrder();
        if (mood == Mood.BurnsGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (mood == Mood.ShortAnswer) {
            assembly ("memory-safe") {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        return ECDSA.recover(hash, signature) == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
