// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title Shares of pools that vote for a delegate, now and before
/// @notice What is so now lies in a word that the next change writes anyway, and of the delegate's first pool in the very
/// word that tells its pools: who begins to vote pays one new word, where OpenZeppelin's traces and a bitmap need three.
library VotingShares {
    /// @param shares {share} of a pool @param since {s} @param earlier number of checkpoints before
    /// @param home in the first word: the delegate's first pool
    /// @param pools in the first word: bitmap of those of which the delegate has ever had votes
    struct Latest {
        uint104 shares;
        uint48 since;
        uint32 earlier;
        uint8 home;
        uint64 pools;
    }

    /// @param first what is so now in the delegate's first pool @param elsewhere and in others
    /// @param earlier what was so before, in the order of time
    struct Delegate {
        Latest first;
        mapping(uint32 pool => Latest) elsewhere;
        mapping(uint32 pool => mapping(uint256 number => Checkpoints.Checkpoint208)) earlier;
    }

    /// @notice Adds a pool's shares to what votes for a delegate, or takes them away, as of `time` {s}, which is now.
    function move(
        Delegate storage self,
        uint32 pool,
        uint48 time,
        uint256 shares,
        bool grows
    ) internal returns (uint256 from, uint256 to) {
        _begin(self.first, pool);
        Latest storage latest = _latest(self, pool);
        from = latest.shares;
        to = grows ? from + shares : from - shares;
        uint48 since = latest.since;
        if (since != time && since != 0) {
            self.earlier[pool][latest.earlier++] = Checkpoints.Checkpoint208(since, uint208(from));
        }
        (latest.shares, latest.since) = (uint104(to), time);
    }

    /// @notice {share} of a pool that vote for a delegate.
    function present(Delegate storage self, uint32 pool) internal view returns (uint256) {
        return _latest(self, pool).shares;
    }

    /// @notice {share} of a pool that voted for a delegate at the end of a second.
    function past(Delegate storage self, uint32 pool, uint48 time) internal view returns (uint256) {
        Latest storage latest = _latest(self, pool);
        if (time >= latest.since) return latest.shares;
        (uint256 low, uint256 high) = (0, latest.earlier);
        while (low < high) {
            uint256 middle = Math.average(low, high);
            if (self.earlier[pool][middle]._key > time) high = middle;
            else low = middle + 1;
        }
        return high == 0 ? 0 : self.earlier[pool][high - 1]._value;
    }

    function _begin(Latest storage first, uint32 pool) private {
        uint64 pools = first.pools;
        uint64 bit = uint64(1) << pool;
        if (pools & bit != 0) return;
        if (pools == 0) first.home = uint8(pool);
        first.pools = pools | bit;
    }

    function _latest(Delegate storage self, uint32 pool) private view returns (Latest storage) {
        return self.first.home == pool ? self.first : self.elsewhere[pool];
    }
}
