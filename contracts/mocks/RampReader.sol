// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IOnRamp} from "../interfaces/IOnRamp.sol";
import {IRedemptionQueue, Redemption} from "../interfaces/IRedemptionQueue.sol";
import {IReserveOracle, ReserveAttestation} from "../interfaces/IReserveOracle.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {IWattToken} from "../interfaces/IWattToken.sol";

/// @notice What a test wants to know of WATT, its reserve and its ramps, in one call.
contract RampReader {
    struct Contracts {
        address watt;
        IReserveOracle reserve;
        IOnRamp onRamp;
        IRedemptionQueue queue;
    }

    struct Look {
        uint256 time;
        uint256 supply;
        uint256[] balances;
        uint256[] frozen;
        uint256[] allowances;
        uint256 mintPausedUntil;
        ReserveAttestation attested;
        uint256 backing;
        bool isFresh;
        uint256 growthAvailable;
        uint256 totalPaid;
        uint256[] mintAvailable;
        uint256 next;
        uint256 held;
        Redemption[] redemptions;
        uint256[] payouts;
    }

    /// @param accounts whose WATT, and what each has let each of them move
    /// @param operators whose limits
    /// @param amounts {wad} of which the payouts are asked
    function look(
        Contracts calldata c,
        address[] calldata accounts,
        address[] calldata operators,
        uint256[] calldata amounts
    ) external view returns (Look memory all) {
        _lookAtWatt(all, c.watt, accounts);
        _lookAtReserve(all, c.reserve);
        all.mintAvailable = new uint256[](operators.length);
        for (uint256 i; i < operators.length; ++i) all.mintAvailable[i] = c.onRamp.mintAvailable(operators[i]);
        (all.next, all.held) = (c.queue.next(), c.queue.held());
        all.redemptions = new Redemption[](c.queue.count());
        for (uint256 i; i < all.redemptions.length; ++i) all.redemptions[i] = c.queue.redemptionOf(i + 1);
        all.payouts = new uint256[](amounts.length);
        for (uint256 i; i < amounts.length; ++i) all.payouts[i] = c.queue.payoutOf(amounts[i]);
    }

    function _lookAtWatt(Look memory all, address watt, address[] calldata accounts) private view {
        uint256 count = accounts.length;
        (all.time, all.supply) = (block.timestamp, IWatt(watt).totalSupply());
        (all.balances, all.frozen) = (new uint256[](count), new uint256[](count));
        all.allowances = new uint256[](count * count);
        for (uint256 i; i < count; ++i) {
            all.balances[i] = IWatt(watt).balanceOf(accounts[i]);
            all.frozen[i] = IWattToken(watt).getFrozenTokens(accounts[i]);
            for (uint256 j; j < count; ++j) {
                all.allowances[i * count + j] = IWatt(watt).allowance(accounts[i], accounts[j]);
            }
        }
        all.mintPausedUntil = IWattToken(watt).mintPausedUntil();
    }

    function _lookAtReserve(Look memory all, IReserveOracle reserve) private view {
        all.attested = reserve.lastAttestation();
        (all.backing, all.isFresh) = (reserve.backing(), reserve.isFresh());
        (all.growthAvailable, all.totalPaid) = (reserve.growthAvailable(), reserve.totalPaid());
    }
}
