// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IElection} from "../interfaces/IElection.sol";
import {IStaking} from "../interfaces/IStaking.sol";

/// @dev Stakes in the neutral pool what it holds, and nominates.
contract NominatorMock {
    function nominate(IERC20 grid, IStaking staking, IElection election, uint64 pools) external {
        uint256 amount = grid.balanceOf(address(this));
        grid.approve(address(staking), amount);
        staking.stake(0, amount);
        election.nominate(pools);
    }
}

/// @dev Makes many of them in one transaction, from GRID of its own.
contract NominatorsMock {
    using SafeERC20 for IERC20;

    IERC20 private immutable GRID;
    IStaking private immutable STAKING;
    IElection private immutable ELECTION;

    event Made(address nominator);

    constructor(IERC20 grid, IStaking staking, IElection election) {
        (GRID, STAKING, ELECTION) = (grid, staking, election);
    }

    function make(uint256[] calldata amounts, uint64[] calldata pools) external {
        for (uint256 i; i < amounts.length; ++i) {
            NominatorMock nominator = new NominatorMock();
            GRID.safeTransfer(address(nominator), amounts[i]);
            nominator.nominate(GRID, STAKING, ELECTION, pools[i]);
            emit Made(address(nominator));
        }
    }
}
