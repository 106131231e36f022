// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase, Kind, Order, Side} from "../../contracts/interfaces/IExchangeBase.sol";
import {AccountData, PositionData, Quote} from "../../contracts/interfaces/IMarketData.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {VM} from "./Cheats.sol";
import {NaiveMatch} from "./NaiveMatch.sol";

/// @dev Invariants about single calls: they are held while a handler runs, because they compare before with after.
/// The numbers are those of docs/invariants.md.
abstract contract Watch is NaiveMatch {
    enum Act {
        Limit,
        PostOnly,
        ImmediateOrCancel,
        FillOrKill,
        MinimumFill,
        Batch,
        Basket,
        Closing,
        PlaceThenCancel,
        ReplaceInPlace,
        ReplaceAnew,
        Cancel,
        Claim,
        Deposit,
        Withdraw,
        Donate,
        Net,
        WhilePaused,
        WhileBarred,
        AfterTheGate,
        TouchEnded,
        Warp,
        CloseGate,
        Deliver,
        Settle,
        CollectFees,
        PullFees,
        PayOut,
        SetTariff,
        OpenNext,
        JumpRing,
        LeaveBehind,
        PlaceWhereLeft,
        SetHostShare,
        SetDiscount,
        PullHost
    }

    uint256 public constant ACTS = 36;
    address internal constant STRANGER = address(0x57a6);
    /// @dev Which calls succeeded how often.
    uint256[ACTS] internal counts;

    function countOf(uint256 act) external view returns (uint256) {
        return counts[act];
    }

    function _did(Act act) internal {
        ++counts[uint256(act)];
    }

    // --- 7: nobody's call lowers somebody else's total --------------------------------------------------------------

    struct Bystander {
        uint256 free;
        uint256 sold;
        uint256 bought;
    }

    function _watch(uint32 slot) internal view returns (Bystander[] memory before) {
        before = new Bystander[](ACCOUNTS);
        for (uint32 i; i < ACCOUNTS; ++i) before[i] = _lookAt(i + 1, slot);
    }

    /// @dev To be called after whatever `actor` did; the position of an account that was settled is its free funds.
    function i07_nobodyElseLoses(Bystander[] memory before, address actor, uint32 slot) internal view {
        for (uint32 i; i < ACCOUNTS; ++i) {
            if (_ownerOf(i + 1) == actor) continue;
            Bystander memory now_ = _lookAt(i + 1, slot);
            require(
                now_.free + now_.sold * _floor(slot) + now_.bought * _depth(slot) >=
                    before[i].free + before[i].sold * _floor(slot) + before[i].bought * _depth(slot),
                "7: somebody else's total fell"
            );
            require(now_.free >= before[i].free, "7: somebody else's free funds fell");
        }
    }

    function _lookAt(uint32 account, uint32 slot) private view returns (Bystander memory b) {
        PositionData memory p = _positionOf(account, slot);
        return Bystander(exchange.accountData(account).free, p.sold, p.bought);
    }

    // --- 6: place, then cancel, is the identity ---------------------------------------------------------------------

    /// @dev Everything that an account's own order could have changed.
    function _print(uint32 account, Order memory o) internal view returns (bytes32) {
        (, uint256 next) = exchange.depth(o.slot, o.zone, o.side, 0, 8);
        return
            keccak256(
                abi.encode(
                    exchange.accountData(account),
                    exchange.positionData(account, o.slot),
                    _topsOf(o.slot),
                    _levelsOf(o),
                    next,
                    watt.balanceOf(address(exchange))
                )
            );
    }

    function i06_placeThenCancel(bytes32 before, bytes32 afterwards) internal pure {
        require(before == afterwards, "6: an order left a trace after its cancel");
    }

    function _topsOf(uint32 slot) private view returns (bytes memory) {
        (bool success, bytes memory tops) = address(exchange).staticcall(abi.encodeCall(exchange.bestPrices, (slot)));
        require(success, "no prices");
        return tops;
    }

    function _levelsOf(Order memory o) private view returns (bytes memory) {
        (bool success, bytes memory levels) = address(exchange).staticcall(
            abi.encodeCall(exchange.depth, (o.slot, o.zone, o.side, 0, 8))
        );
        require(success, "no depth");
        return levels;
    }

    // --- 16, 27: limits and quotes ----------------------------------------------------------------------------------

    /// @dev What an order took from free funds is covered by its limit.
    function i16_withinLimit(Order memory o, uint256 before, uint256 energy) internal view {
        uint256 now_ = exchange.accountData(o.account).free;
        require(now_ + energy * _lockRate(o.slot, o.side, o.limit) >= before, "16: a fill was worse than the limit");
    }

    /// @dev Where no own order comes in the way, the quote says what the order then does.
    function i27_quoteIsKept(Order memory o, Outcome memory r) internal {
        if (r.stopped) return;
        Quote memory q = exchange.quote(o);
        int256 paid_ = o.side == Side.Buy ? r.value + int256(r.fees) : r.value - int256(r.fees);
        uint256 fees = q.marketFee;
        for (uint256 z; z < ZONES; ++z) fees += q.gridFees[z];
        require(q.filled == r.filled && q.total == paid_ && fees == r.fees, "27: the quote is not what happens");
    }

    // --- 17, 18: what is over stays over ----------------------------------------------------------------------------

    /// @dev A call that must be refused with this error.
    function _refused(address who, bytes memory call, bytes4 reason, string memory what) internal {
        VM.prank(who);
        (bool success, bytes memory answer) = address(exchange).call(call);
        require(!success && bytes4(answer) == reason, what);
    }

    function i17_nothingAfterTheGate(Order memory o, bytes4 reason) internal {
        bytes memory call = abi.encodeCall(exchange.placeOrder, (o));
        _refused(_ownerOf(o.account), call, reason, "17: an order was taken after the gate");
    }

    function i18_endedStaysEnded(OrderId id, address owner) internal {
        OrderId[] memory ids = new OrderId[](1);
        ids[0] = id;
        bytes4 reason = IExchangeBase.OrderNotOpen.selector;
        _refused(owner, abi.encodeCall(exchange.cancelOrders, (ids)), reason, "18: cancelled twice");
        bytes memory replace = abi.encodeCall(exchange.replaceOrder, (id, 1, 100, 0));
        _refused(owner, replace, reason, "18: replaced although ended");
        exchange.claim(ids);
    }

    function _order(uint32 account, uint32 slot) internal pure returns (Order memory o) {
        (o.account, o.slot, o.zone, o.kind) = (account, slot, uint8(_homeOf(account)), Kind.Limit);
    }
}
