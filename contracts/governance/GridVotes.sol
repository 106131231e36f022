// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IGridVotes} from "../interfaces/IGridVotes.sol";
import {GridToken} from "../tokens/GridToken.sol";

/// @title Votes of all GRID
/// @notice See {IGridVotes}. It keeps nothing; both sources count by the same clock.
contract GridVotes is IGridVotes, IERC5805 {
    GridToken public immutable GRID;
    IERC5805 public immutable STAKING;

    /// @param staking counts what is staked, in the token's unit and by its clock
    constructor(GridToken grid, IERC5805 staking) {
        (GRID, STAKING) = (grid, staking);
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return GRID.getVotes(account) + STAKING.getVotes(account);
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return GRID.getPastVotes(account, timepoint) + STAKING.getPastVotes(account, timepoint);
    }

    /// @inheritdoc IVotes
    /// @dev All GRID there was, staked or not, delegated or not.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return GRID.getPastTotalSupply(timepoint);
    }

    /// @inheritdoc IVotes
    /// @dev Of the account's tokens; what it has staked may have another delegate.
    function delegates(address account) external view returns (address) {
        return GRID.delegates(account);
    }

    /// @inheritdoc IVotes
    function delegate(address) external view {
        revert DelegateAtSource(address(GRID), address(STAKING));
    }

    /// @inheritdoc IVotes
    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) external view {
        revert DelegateAtSource(address(GRID), address(STAKING));
    }

    /// @inheritdoc IERC6372
    function clock() external view returns (uint48) {
        return GRID.clock();
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external view returns (string memory) {
        return GRID.CLOCK_MODE();
    }
}
