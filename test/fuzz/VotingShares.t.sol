// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {VotingShares} from "../../contracts/libraries/VotingShares.sol";
import {Bits} from "./Bits.sol";

/// @dev Beside OpenZeppelin's traces, one for each pool, and a bitmap.
contract VotingSharesTest is Bits {
    using Checkpoints for Checkpoints.Trace208;
    using VotingShares for VotingShares.Delegate;

    uint32 private constant POOLS = 64;
    uint256 private constant MOVES = 24;

    VotingShares.Delegate private _voting;
    mapping(uint32 pool => Checkpoints.Trace208) private _traces;
    uint256 private _pools;
    uint32[3] private _used;

    /// @dev Moves in three pools of all there could be, of which some fall into the same second.
    function testFuzz_tellsWhatTracesTell(uint256 seed) public {
        for (uint256 i; i < 3; ++i) _used[i] = uint32(_draw(seed, i, POOLS - 1));
        uint48 time = uint48(1 + _draw(seed, 3, 2 ** 32));
        uint48 begin = time - 1;
        uint32 home = _used[_draw(seed, 200, 2)];
        for (uint256 i; i < MOVES; ++i) {
            time += uint48(_draw(seed, 100 + i, 2));
            _move(
                _used[_draw(seed, 200 + i, 2)],
                time,
                _draw(seed, 300 + i, 2 ** 103 / MOVES),
                _draw(seed, 400 + i, 2)
            );
            same(_voting.first.pools, _pools);
            same(_voting.first.home, home);
        }
        for (uint256 i; i < 3; ++i) _lookAt(_used[i], begin, time);
        require(_pools != 0, "nothing was moved");
    }

    function _move(uint32 pool, uint48 time, uint256 shares, uint256 kind) private {
        uint256 before = _traces[pool].latest();
        bool grows = kind != 0;
        if (!grows) shares = upTo(shares, before);
        (uint256 from, uint256 to) = _voting.move(pool, time, shares, grows);
        _traces[pool].push(time, uint208(grows ? before + shares : before - shares));
        _pools |= uint256(1) << pool;
        same(from, before);
        same(to, _traces[pool].latest());
    }

    function _lookAt(uint32 pool, uint48 begin, uint48 end) private view {
        VotingShares.Latest storage latest = _voting.first.home == pool ? _voting.first : _voting.elsewhere[pool];
        // What is so now is no checkpoint yet: who begins to vote writes none.
        same(latest.earlier, Math.saturatingSub(_traces[pool].length(), 1));
        same(_voting.present(pool), _traces[pool].latest());
        for (uint48 time = begin; time <= end + 1; ++time) {
            same(_voting.past(pool, time), _traces[pool].upperLookupRecent(time));
        }
    }

    function _draw(uint256 seed, uint256 number, uint256 most) private pure returns (uint256) {
        return upTo(uint256(keccak256(abi.encode(seed, number))), most);
    }
}
