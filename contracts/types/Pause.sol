// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A pause that ends by itself and cannot follow another at once, so that whoever may pause can stop new risk
/// for a while and never for good.
/// @param until {s} when it ends
/// @param nextFrom {s} from when on another can begin
struct Pause {
    uint40 until;
    uint40 nextFrom;
}

using PauseLib for Pause global;

library PauseLib {
    /// @notice {s} How long a pause lasts.
    uint256 internal constant LENGTH = 72 hours;
    /// @notice {s} How long after its end no other can begin.
    uint256 internal constant COOLDOWN = 7 days;

    /// @notice Another pause cannot begin before this time {s}.
    error PauseTooSoon(uint256 nextFrom);

    /// @notice Begins a pause.
    /// @return until {s} when it ends
    function begin(Pause storage pause) internal returns (uint256 until) {
        if (block.timestamp < pause.nextFrom) revert PauseTooSoon(pause.nextFrom);
        until = block.timestamp + LENGTH;
        pause.until = uint40(until);
        pause.nextFrom = uint40(until + COOLDOWN);
    }

    /// @notice Ends a pause early. The next can begin no earlier for it.
    function end(Pause storage pause) internal {
        pause.until = 0;
    }

    function isOn(Pause storage pause) internal view returns (bool) {
        return block.timestamp < pause.until;
    }
}
