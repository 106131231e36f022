// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC6372Utils} from "@openzeppelin/contracts/utils/ERC6372Utils.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/**
 * @title GRID, the token that governs Gridwatt
 * @notice A capped ERC-20 with votes and gasless approvals.
 * @dev Votes are counted from checkpoints, and only for tokens whose holder has delegated (to itself counts): whoever
 * reads voting power reads it at a past timepoint, never as a live balance, so that a loan within one transaction
 * carries no vote. Permits and delegations by signature share one nonce per account.
 */
contract GridToken is ERC20Capped, ERC20Permit, ERC20Votes, AccessManaged {
    /**
     * @param authority The AccessManager that says who may mint.
     * @param cap {wad} The most GRID that can ever exist at one time; above zero.
     */
    constructor(
        address authority,
        uint256 cap
    ) ERC20("Gridwatt", "GRID") ERC20Capped(cap) ERC20Permit("Gridwatt") AccessManaged(authority) {}

    /**
     * @notice Creates GRID, up to the cap.
     * @param to Who receives it.
     * @param amount {wad} How much.
     */
    function mint(address to, uint256 amount) external restricted {
        _mint(to, amount);
    }

    /**
     * @notice {s} The time by which votes are counted: Unix seconds, since block times differ from chain to chain.
     * @return The current time.
     */
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /**
     * @notice The clock in ERC-6372's words.
     * @return Always "mode=timestamp".
     */
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return ERC6372Utils.timestampClockMode(clock);
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Capped, ERC20Votes) {
        super._update(from, to, value);
    }
}
