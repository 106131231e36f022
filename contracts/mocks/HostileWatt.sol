// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @dev A currency with all that an exchange asks of WATT, and most of what the ramps do, which can be told to misbehave. Anyone may mint, and its
/// signed payments ask for no signature.
contract HostileWatt is ERC20Permit {
    using Address for address;

    enum Mood {
        Honest,
        ReturnsFalse,
        ReturnsNothing,
        TakesFee,
        GivesMore,
        Reenters
    }

    Mood public mood;
    mapping(address holder => bool) public blocked;
    address private _target;
    bytes private _call;

    error HolderBlocked(address holder);

    constructor() ERC20("Hostile WATT", "HOST") ERC20Permit("Hostile WATT") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @dev As a token that rebases, or one that may be frozen or seized.
    function burn(address from, uint256 amount) external {
        _burn(from, amount);
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

    function canSend(address holder) external view returns (bool) {
        return !blocked[holder];
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        bytes calldata
    ) external {
        if (mood != Mood.ReturnsFalse) _move(from, to, value);
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 value) public override returns (bool) {
        return _answer(msg.sender, to, value);
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        _spendAllowance(from, msg.sender, value);
        return _answer(from, to, value);
    }

    function _answer(address from, address to, uint256 value) private returns (bool) {
        if (mood == Mood.ReturnsFalse) return false;
        _move(from, to, value);
        if (mood == Mood.ReturnsNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        if (blocked[from]) revert HolderBlocked(from);
        if (blocked[to]) revert HolderBlocked(to);
        if (mood == Mood.Reenters) _target.functionCall(_call);
        _transfer(from, to, value);
        if (mood == Mood.TakesFee) _burn(to, 1);
        if (mood == Mood.GivesMore) _mint(to, 1);
    }
}
