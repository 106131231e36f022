// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @dev A token that can be told to misbehave when it is transferred. Anyone may mint.
contract HostileToken is ERC20("Hostile", "HOST") {
    using Address for address;

    enum Mood {
        Honest,
        ReturnsFalse,
        ReturnsNothing,
        TakesFee,
        Reenters
    }

    Mood public mood;
    mapping(address holder => bool) public blocked;
    address private _target;
    bytes private _call;

    error HolderBlocked(address holder);

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function setBlocked(address holder, bool blocked_) external {
        blocked[holder] = blocked_;
    }

    /// @dev What each transfer calls first.
    function reenter(address target, bytes calldata call) external {
        (mood, _target, _call) = (Mood.Reenters, target, call);
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 value) public override returns (bool) {
        if (blocked[to]) revert HolderBlocked(to);
        if (mood == Mood.ReturnsFalse) return false;
        if (mood == Mood.Reenters) _target.functionCall(_call);
        if (mood == Mood.TakesFee) {
            _burn(msg.sender, 1);
            --value;
        }
        _transfer(msg.sender, to, value);
        if (mood == Mood.ReturnsNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }
}
