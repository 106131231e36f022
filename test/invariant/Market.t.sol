// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Invariants} from "./Invariants.sol";

struct FuzzSelector {
    address addr;
    bytes4[] selectors;
}

contract MarketHandler is Invariants {}

/// @dev Random calls by all parties, and after each of them everything that docs/invariants.md numbers. All of it is
/// one campaign: a campaign of its own for each invariant would play the same calls 28 times.
contract MarketInvariants {
    /// @dev How often the canary wants to see each verb.
    uint256 private constant LEAST = 6;

    /// @notice The campaign does not do what it says.
    error HardlyEverTaken(uint256 act, uint256 count);

    MarketHandler internal market;

    function setUp() public {
        market = new MarketHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(market), _verbs());
    }

    function invariant_allHold() external {
        _checkAll();
    }

    /// @dev The canary: a long game in which every verb must really have been taken, many times.
    function test_everyVerbIsTaken() external {
        bytes4[] memory verbs = _verbs();
        for (uint256 i; i < 2_400; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            (bool success, bytes memory reason) = address(market).call(
                abi.encodePacked(verbs[seed % verbs.length], seed)
            );
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
            if (i % 100 == 0) _checkAll();
        }
        for (uint256 act; act < market.ACTS(); ++act) {
            if (market.countOf(act) < LEAST) revert HardlyEverTaken(act, market.countOf(act));
        }
    }

    function _verbs() private view returns (bytes4[] memory verbs) {
        verbs = new bytes4[](37);
        verbs[0] = market.placeLimit.selector;
        verbs[1] = market.placeLimit.selector;
        verbs[2] = market.placeCrossing.selector;
        verbs[3] = market.placeImmediateOrCancel.selector;
        verbs[4] = market.placePostOnly.selector;
        verbs[5] = market.placeFillOrKill.selector;
        verbs[6] = market.placeMinimumFill.selector;
        verbs[7] = market.placeBatch.selector;
        verbs[8] = market.placeBasket.selector;
        verbs[9] = market.placeClosing.selector;
        verbs[10] = market.placeThenCancel.selector;
        verbs[11] = market.replaceInPlace.selector;
        verbs[12] = market.replaceAnew.selector;
        verbs[13] = market.cancel.selector;
        verbs[14] = market.claim.selector;
        verbs[15] = market.deposit.selector;
        verbs[16] = market.withdraw.selector;
        verbs[17] = market.donate.selector;
        verbs[18] = market.net.selector;
        verbs[19] = market.whilePaused.selector;
        verbs[20] = market.whileBarred.selector;
        verbs[21] = market.afterTheGate.selector;
        verbs[22] = market.touchEnded.selector;
        verbs[23] = market.warp.selector;
        verbs[24] = market.closeGate.selector;
        verbs[25] = market.deliver.selector;
        verbs[26] = market.settle.selector;
        verbs[27] = market.collectFees.selector;
        verbs[28] = market.pullFees.selector;
        verbs[29] = market.payOut.selector;
        verbs[30] = market.setTariff.selector;
        verbs[31] = market.openNext.selector;
        verbs[32] = market.jumpRing.selector;
        verbs[33] = market.placeWhereLeft.selector;
        verbs[34] = market.setHostShare.selector;
        verbs[35] = market.setDiscount.selector;
        verbs[36] = market.pullHost.selector;
    }

    function _checkAll() private {
        market.i01_poolHoldsWhatItOwes();
        market.i02_routerHoldsWhatItOwes();
        market.i03_deltasSumToZero();
        market.i04_worthFollowsTrades();
        market.i05_freeFunds();
        market.i09_soldIsBought();
        market.i10_eachWhSettlesOnce();
        market.i11_positions();
        market.i12_ordersInTurn();
        market.i13_levelsHoldVolume();
        market.i14_restsOnlyUnmatched();
        market.i15_topIsBest();
        market.i18_endedStaysEnded();
        market.i19_openOrdersCounted();
        market.i20_flowWithinCapacity();
        market.i21_flowIsSumOfTrades();
        market.i22_volumeIsSumOfTrades();
        market.i23_zonesEarnPathFees();
        market.i24_operatorsAreOwedTheirFees();
        market.i25_routerPartsSumUp();
        market.i26_termsAreFrozen();
        market.i28_hostsAndDiscountsWithinTheFee();
        try market.i08_freeFundsCanLeave() {
            revert("8: not undone");
        } catch (bytes memory reason) {
            require(bytes4(reason) == Invariants.Undone.selector, string(reason));
        }
    }
}
