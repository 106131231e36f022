// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {ERC6372Utils} from "@openzeppelin/contracts/utils/ERC6372Utils.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {VotingShares} from "../libraries/VotingShares.sol";

/// @title Votes of staked GRID
/// @notice Staked GRID votes for whom its owner names here, by delegation as with tokens; it cannot be transferred. Votes
/// are kept as shares of each pool, and a slash lowers what a pool's shares count: it takes votes away from all at once.
abstract contract StakedVotes is Votes {
    using Checkpoints for Checkpoints.Trace208;
    using VotingShares for VotingShares.Delegate;

    /// @dev {ray} What a wei's worth of shares counts while nothing was slashed.
    uint256 private constant WHOLE = 1e27;
    /// @dev {share} of a wei while nothing was slashed.
    uint256 internal constant SHARES_PER_WEI = 1e3;

    mapping(address delegatee => VotingShares.Delegate) private _votingShares;
    /// @dev {ray} Of pools that were slashed.
    mapping(uint32 pool => Checkpoints.Trace208) private _rates;

    // --- votes ----------------------------------------------------------------------------------------------------

    /// @inheritdoc Votes
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc Votes
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return ERC6372Utils.timestampClockMode(clock);
    }

    /// @inheritdoc Votes
    function getVotes(address account) public view override returns (uint256) {
        return _votes(_votingShares[account]);
    }

    /// @inheritdoc Votes
    function getPastVotes(address account, uint256 timepoint) public view override returns (uint256 votes) {
        uint48 time = _validateTimepoint(timepoint);
        VotingShares.Delegate storage voting = _votingShares[account];
        uint256 pools = voting.first.pools;
        for (uint32 pool; pools != 0; (++pool, pools >>= 1)) {
            if (pools & 1 == 0) continue;
            uint256 shares = voting.past(pool, time);
            if (shares != 0) votes += _worth(shares, _orWhole(_rates[pool].upperLookupRecent(time)));
        }
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev {share} what an account has of a pool.
    function _sharesOf(address account, uint32 pool) internal view virtual returns (uint256);

    /// @dev How many pools there are, the neutral one included.
    function _poolCount() internal view virtual returns (uint32);

    /// @dev Whether what a pool's shares count was ever lowered.
    function _wasSlashed(uint32 pool) internal view virtual returns (bool);

    /// @dev Called before the account's shares change. @param grows whether they become more
    function _moveShares(address account, uint32 pool, uint256 shares, bool grows) internal {
        address delegatee = delegates(account);
        if (delegatee == address(0)) return;
        VotingShares.Delegate storage voting = _votingShares[delegatee];
        (uint256 from, uint256 to) = voting.move(pool, clock(), shares, grows);
        uint256 votes = _votes(voting);
        uint256 rate = _rate(pool);
        emit DelegateVotesChanged(delegatee, votes - _worth(to, rate) + _worth(from, rate), votes);
    }

    /// @dev What a pool's shares count from now on. @param rate {ray} worth of a wei's shares
    function _setVotingRate(uint32 pool, uint256 rate) internal {
        // 0 stands for nothing slashed yet.
        _rates[pool].push(clock(), rate == 0 ? 1 : uint208(rate));
    }

    /// @inheritdoc Votes
    function _delegate(address account, address delegatee) internal override {
        address from = delegates(account);
        super._delegate(account, delegatee);
        if (from == delegatee) return;
        (uint256 fromBefore, uint256 toBefore) = (getVotes(from), getVotes(delegatee));
        for (uint32 pool; pool < _poolCount(); ++pool) {
            uint256 shares = _sharesOf(account, pool);
            if (shares == 0) continue;
            if (from != address(0)) _votingShares[from].move(pool, clock(), shares, false);
            if (delegatee != address(0)) _votingShares[delegatee].move(pool, clock(), shares, true);
        }
        if (from != address(0)) emit DelegateVotesChanged(from, fromBefore, getVotes(from));
        if (delegatee != address(0)) emit DelegateVotesChanged(delegatee, toBefore, getVotes(delegatee));
    }

    /// @dev Votes are counted by {_moveShares}; the base contract has none to move.
    function _getVotingUnits(address) internal pure override returns (uint256) {
        return 0;
    }

    /// @dev {wad} What a delegate's shares are worth.
    function _votes(VotingShares.Delegate storage voting) private view returns (uint256 votes) {
        uint256 pools = voting.first.pools;
        for (uint32 pool; pools != 0; (++pool, pools >>= 1)) {
            if (pools & 1 != 0) votes += _worth(voting.present(pool), _rate(pool));
        }
    }

    /// @dev {ray}
    function _rate(uint32 pool) private view returns (uint256) {
        return _wasSlashed(pool) ? _orWhole(_rates[pool].latest()) : WHOLE;
    }

    /// @dev {ray} A pool has no checkpoint until it is slashed.
    function _orWhole(uint256 rate) private pure returns (uint256) {
        return rate == 0 ? WHOLE : rate;
    }

    function _worth(uint256 shares, uint256 rate) private pure returns (uint256) {
        return (shares * rate) / (SHARES_PER_WEI * WHOLE);
    }
}
