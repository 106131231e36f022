// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A vote by stake: budgets {gwei} by voters, whom each approves as bits of candidates' numbers.
struct Ballots {
    uint256[] budgets;
    uint256[] approvals;
    uint256 candidates;
}

/// @title Phragmén's sequential method
/// @notice For small elections, wholly in memory. It gives what `packages/election` gives without balancing, to the last gwei;
/// see there for the sources of each step.
library Phragmen {
    /// @dev Loads are fixed point: 1 is this.
    uint256 private constant DEN = 1 << 128;

    /// @notice Elects in each round the candidate whose election leaves its voters with the least load, the first of equals.
    /// Each candidate must have a voter with a budget.
    /// @return winners as bits of their numbers
    /// @return loads by voter and candidate: what each winner added to its voter's load {1 / DEN}
    function elect(Ballots memory b, uint256 seats) internal pure returns (uint256 winners, uint256[][] memory loads) {
        (uint256[][] memory voters, uint256[] memory stakes) = _votersOf(b);
        uint256[] memory total = new uint256[](b.budgets.length);
        loads = new uint256[][](b.budgets.length);
        for (uint256 i; i < loads.length; ++i) loads[i] = new uint256[](b.candidates);
        for (; seats != 0; --seats) {
            (uint256 best, uint256 least) = (0, type(uint256).max);
            for (uint256 c; c < b.candidates; ++c) {
                if ((winners >> c) & 1 != 0) continue;
                uint256 score = _scoreRoundedDown(b.budgets, total, voters[c], stakes[c]);
                if (score < least) (best, least) = (c, score);
            }
            winners |= 1 << best;
            uint256[] memory own = voters[best];
            for (uint256 i; i < own.length; ++i) {
                uint256 voter = own[i];
                loads[voter][best] = least - total[voter];
                total[voter] = least;
            }
        }
    }

    /// @notice Shares out a voter's budget by what each winner added to its load; the sum is the budget.
    /// @param loads by candidate
    /// @return weights {gwei} by candidate
    function split(uint256 budget, uint256[] memory loads) internal pure returns (uint256[] memory weights) {
        weights = new uint256[](loads.length);
        uint256 load;
        for (uint256 c; c < loads.length; ++c) load += loads[c];
        if (load == 0) return weights;
        uint256 edges;
        uint256 heavy;
        for (uint256 c; c < loads.length; ++c) {
            if (loads[c] == 0) continue;
            ++edges;
            weights[c] = (budget * loads[c]) / load;
            if (weights[c] != 0) ++heavy;
        }
        // Edges that round to nothing are dropped, unless all of them do.
        uint256[] memory kept = new uint256[](heavy == 0 ? edges : heavy);
        uint256 count;
        for (uint256 c; c < loads.length; ++c) if (loads[c] != 0 && (heavy == 0 || weights[c] != 0)) kept[count++] = c;
        _normalise(budget, weights, kept);
    }

    /// @dev Raises weights until their sum is the budget, the smallest first, equals as they stand.
    /// @param kept the candidates whose weights are raised
    function _normalise(uint256 budget, uint256[] memory weights, uint256[] memory kept) private pure {
        uint256 shortfall = budget;
        uint256 count = kept.length;
        for (uint256 i; i < count; ++i) {
            uint256 c = kept[i];
            shortfall -= weights[c];
            uint256 place = i;
            for (; place != 0 && weights[kept[place - 1]] > weights[c]; --place) kept[place] = kept[place - 1];
            kept[place] = c;
        }
        uint256 step = shortfall / count;
        uint256 enough = budget / count;
        uint256 turn;
        for (uint256 i = step == 0 ? count : 0; i < count + (shortfall % count); ++i) {
            uint256 c = kept[turn % count];
            weights[c] += i < count ? step : 1;
            if (weights[c] >= enough) ++turn;
        }
    }

    /// @dev By candidate: the voters that approve it, and what they have together {gwei}.
    function _votersOf(Ballots memory b) private pure returns (uint256[][] memory voters, uint256[] memory stakes) {
        (voters, stakes) = (new uint256[][](b.candidates), new uint256[](b.candidates));
        for (uint256 c; c < b.candidates; ++c) {
            uint256[] memory list = new uint256[](b.budgets.length);
            uint256 count;
            for (uint256 i; i < list.length; ++i) {
                if ((b.approvals[i] >> c) & 1 == 0) continue;
                list[count++] = i;
                stakes[c] += b.budgets[i];
            }
            assembly ("memory-safe") {
                mstore(list, count)
            }
            voters[c] = list;
        }
    }

    /// @dev {1 / DEN} The load of a candidate's voters were it elected now; each quotient is rounded down by itself. Loads stay
    /// below seats x DEN and budgets below 2^64.
    function _scoreRoundedDown(
        uint256[] memory budgets,
        uint256[] memory total,
        uint256[] memory own,
        uint256 stake
    ) private pure returns (uint256 score) {
        score = DEN / stake;
        unchecked {
            for (uint256 i; i < own.length; ++i) {
                uint256 voter = own[i];
                score += (total[voter] * budgets[voter]) / stake;
            }
        }
    }
}
