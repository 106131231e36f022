// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";

/// @title Lock of a licence
/// @notice Holds the GRID of one licence, so that it votes as its holder says: GRID counts votes by address.
contract LicenceLock {
    using SafeERC20 for IERC20;

    address private immutable _REGISTRY;
    IERC20 private immutable _GRID;

    /// @notice Somebody else than the registry that made this lock.
    error NotHostRegistry(address caller);

    modifier onlyRegistry() {
        if (msg.sender != _REGISTRY) revert NotHostRegistry(msg.sender);
        _;
    }

    constructor(IERC20 grid) {
        (_REGISTRY, _GRID) = (msg.sender, grid);
    }

    /// @notice Names who votes with what lies here.
    function delegate(address delegatee) external onlyRegistry {
        Votes(address(_GRID)).delegate(delegatee);
    }

    /// @notice Pays out all that lies here.
    /// @return amount {wad}
    function payOut(address to) external onlyRegistry returns (uint256 amount) {
        amount = _GRID.balanceOf(address(this));
        _GRID.safeTransfer(to, amount);
    }
}
