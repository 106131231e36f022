// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Kind, Order, Side} from "../interfaces/IExchangeBase.sol";
import {IClearing} from "../interfaces/IClearing.sol";
import {IMarketData, Quote} from "../interfaces/IMarketData.sol";
import {ITrading, Payment} from "../interfaces/ITrading.sol";
import {Account} from "../types/Account.sol";
import {Level} from "../types/Level.sol";
import {OrderId} from "../types/OrderId.sol";
import {PositionLib} from "../types/Position.sol";
import {QueuedOrder} from "../types/QueuedOrder.sol";
import {BID, RankLib} from "../types/Rank.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {Claims} from "./Claims.sol";
import {ExchangeExtension} from "./ExchangeExtension.sol";
import {ExchangeParameters, ExchangeStorage} from "./ExchangeStorage.sol";
import {Taker} from "./Matching.sol";
import {Placing} from "./Placing.sol";

/// @title Exchange
/// @notice The life of an order: it is placed and backed, it meets the best prices of all zones, its rest lies in the
/// book of its zone until it is taken, replaced, cancelled or expires; its fills go to a position, and the position is
/// netted or settled. See {ITrading} for the rules of each verb; those of {IClearing} and {ISettling} are passed on.
contract Exchange is ITrading, Placing, Claims, EIP712 {
    using Address for address;

    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(uint32 account,uint8 zone,uint32 slot,uint8 side,uint40 energy,int24 limit,uint8 kind,"
        "uint40 minFill,uint16 host,uint256 nonce,uint256 deadline)"
    );

    /// @notice The code of the verbs around the book.
    address public immutable EXTENSION;

    /// @param settling an {ExchangeSettling} with the same parameters
    constructor(
        ExchangeParameters memory parameters,
        address settling
    ) ExchangeStorage(parameters) EIP712("Gridwatt Exchange", "1") {
        EXTENSION = address(new ExchangeExtension(parameters, settling));
    }

    /// @dev The verbs of {IClearing} and {ISettling}.
    fallback(bytes calldata call) external returns (bytes memory) {
        return EXTENSION.functionDelegateCall(call);
    }

    // --- placing --------------------------------------------------------------------------------------------------

    /// @inheritdoc ITrading
    function placeOrder(Order calldata order) external nonReentrant returns (OrderId id, uint256 filled) {
        return _place(order, msg.sender);
    }

    /// @inheritdoc ITrading
    function placeOrderClosing(
        Order calldata order,
        OrderId[] calldata close
    ) external nonReentrant returns (OrderId id, uint256 filled) {
        for (uint256 i; i < close.length; ++i) {
            (, , QueuedOrder own) = _findOrder(close[i]);
            if (own.energy() != 0) _cancel(close[i], msg.sender);
        }
        return _place(order, msg.sender);
    }

    /// @inheritdoc ITrading
    function placeOrders(Order[] calldata orders) external nonReentrant returns (OrderId[] memory ids) {
        ids = new OrderId[](orders.length);
        uint256 free = _freeMemory();
        for (uint256 i; i < orders.length; ++i) {
            (ids[i], ) = _place(orders[i], msg.sender);
            _reuseMemory(free);
        }
    }

    /// @inheritdoc ITrading
    function placeBasket(Order[] calldata legs) external nonReentrant {
        uint256 free = _freeMemory();
        for (uint256 i; i < legs.length; ++i) {
            Order memory leg = legs[i];
            leg.kind = Kind.ImmediateOrCancel;
            (, uint256 filled) = _place(leg, msg.sender);
            if (filled != leg.energy) revert BasketLegUnfilled(i, filled, leg.energy);
            _reuseMemory(free);
        }
    }

    /// @inheritdoc ITrading
    function placeSigned(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature
    ) external returns (OrderId id, uint256 filled) {
        return _placeSigned(order, nonce, deadline, signer, signature);
    }

    /// @inheritdoc ITrading
    function placeSignedWithDeposit(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature,
        Payment calldata payment
    ) external returns (OrderId id, uint256 filled) {
        bytes32 digest = _digestOf(order, nonce, deadline);
        if (!WATT.authorizationState(payment.from, keccak256(abi.encode(order.account, digest)))) {
            EXTENSION.functionDelegateCall(_depositCall(order.account, digest, payment));
        }
        return _placeSigned(order, nonce, deadline, signer, signature);
    }

    /// @inheritdoc ITrading
    function replaceOrder(
        OrderId id,
        uint256 expectedOpen,
        uint40 energy,
        int24 limit
    ) external nonReentrant returns (OrderId newId, uint256 filled) {
        (, , QueuedOrder old) = _findOrder(id);
        if (old.energy() == 0) revert OrderNotOpen(id);
        bool keeps = RankLib.tickOf(id.rank(), id.side()) == limit && energy <= expectedOpen;
        if (keeps) {
            _reduce(id, old, expectedOpen, energy);
            return (id, 0);
        }
        uint256 open = _cancel(id, msg.sender);
        if (open == 0) revert OrderNotOpen(id);
        if (open != expectedOpen) revert OpenEnergyChanged(id, open, expectedOpen);
        Order memory order = Order({
            account: uint32(old.account()),
            zone: uint8(id.zone()),
            slot: uint32(id.slot()),
            side: Side(id.side()),
            energy: energy,
            limit: limit,
            kind: old.postOnly() ? Kind.PostOnly : Kind.Limit,
            minFill: 0,
            host: uint16(old.host())
        });
        return _place(order, msg.sender);
    }

    /// @inheritdoc ITrading
    function simulate(Order calldata order) external {
        Entry memory e;
        _meet(order, _current, e);
        e.position = PositionLib.fresh(e.bids.pairPrice(), e.asks.pairPrice(), e.asks.stamp());
        _waive(e, _accounts[order.account]);
        Taker memory t = _taker(order, e, _candidates(order, e));
        Quote memory q;
        q.gridFees = new uint256[](e.terms.zoneCount());
        for (uint256 z; z < q.gridFees.length; ++z) q.gridFees[z] = _readFlow(t, z).fees();
        _match(t);
        for (uint256 z; z < q.gridFees.length; ++z) q.gridFees[z] = _flow(t, z).fees() - q.gridFees[z];
        q.filled = order.energy - t.remaining;
        q.cost = t.cost;
        q.marketFee = q.filled * e.terms.marketFee();
        if (q.filled != 0) q.limit = RankLib.tickOf(RankLib.SUM - t.worst, t.side);
        // Of each Wh bought, base - BIAS = -min(long, 0) of the cost is escrow beyond the price; of each Wh sold, the
        // cost is max(short, 0) = base - BIAS less what the seller gets.
        int256 escrow = int256(q.filled) * (int256(t.base) - Units.BIAS);
        q.total = t.side == BID ? int256(t.cost) - escrow : escrow - int256(t.cost);
        revert IMarketData.Simulated(q);
    }

    // --- ending ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ITrading
    function cancelOrders(OrderId[] calldata ids) external nonReentrant {
        for (uint256 i; i < ids.length; ++i) {
            if (_cancel(ids[i], msg.sender) == 0) revert OrderNotOpen(ids[i]);
        }
    }

    /// @inheritdoc ITrading
    function claim(OrderId[] calldata ids) external nonReentrant {
        for (uint256 i; i < ids.length; ++i) _claim(ids[i]);
    }

    /// @dev Ends an order of an account that the trader controls, or that may take no new risk; returns the open energy
    /// {Wh} it had.
    function _cancel(OrderId id, address trader) private returns (uint256 open) {
        unchecked {
            (uint256 key, Level level, QueuedOrder order) = _findOrder(id);
            if (order.energy() == 0) revert OrderNotOpen(id);
            Account a = _accounts[order.account()];
            if (_isCleared(a)) _requireTrader(order.account(), a, trader);
            uint256 filled = _filledOf(key, level, id.index(), order.energy());
            open = order.energy() - filled;
            _end(id, key, level, order, filled, open);
        }
    }

    /// @dev Lowers an order's energy in place.
    function _reduce(OrderId id, QueuedOrder old, uint256 expectedOpen, uint256 energy) private {
        unchecked {
            uint256 account = old.account();
            Account a = _accounts[account];
            _requireTrader(account, a, msg.sender);
            (Top bids, ) = _tradable(id.slot());
            uint256 minimum = _termsOf(bids, _current).minEnergy();
            if (energy < minimum) revert EnergyBelowMinimum(energy, minimum);
            (uint256 key, Level level, ) = _findOrder(id);
            uint256 open = old.energy() - _filledOf(key, level, id.index(), old.energy());
            if (open == 0) revert OrderNotOpen(id);
            if (open != expectedOpen) revert OpenEnergyChanged(id, open, expectedOpen);
            if (energy == open) return;
            _shrink(key, level, id.index(), 0, open - energy);
            uint256 rate = _positions[_positionKey(account, id.slot())].lockRate(
                id.side(),
                RankLib.biasedOf(id.rank(), id.side())
            );
            _accounts[account] = _credited(account, a, rate * (open - energy));
            emit OrderReduced(OrderId.unwrap(id) | (account << 71) | ((open - energy) << 103));
        }
    }

    /// @dev Where memory is free, for {_reuseMemory}.
    function _freeMemory() private pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    /// @dev Gives back what an order of a batch has used, so that memory does not grow with the batch.
    function _reuseMemory(uint256 free) private pure {
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    function _placeSigned(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature
    ) private nonReentrant returns (OrderId id, uint256 filled) {
        _useSignature(order, nonce, deadline, signer, signature);
        return _place(order, signer);
    }

    function _digestOf(Order calldata order, uint256 nonce, uint256 deadline) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order, nonce, deadline)));
    }

    function _depositCall(uint32 account, bytes32 salt, Payment calldata p) private pure returns (bytes memory) {
        return
            abi.encodeCall(
                IClearing.depositWithAuthorization,
                (account, p.from, p.amount, p.validAfter, p.validBefore, salt, p.signature)
            );
    }

    /// @dev Spends the nonce of an order that `signer` signed. Whether the signer may trade for the account is checked
    /// when the order is placed.
    function _useSignature(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature
    ) internal {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        uint256 bits = _nonces[order.account][nonce >> 8];
        uint256 bit = 1 << (nonce & 0xFF);
        if (bits & bit != 0) revert NonceUsed(order.account, nonce);
        _nonces[order.account][nonce >> 8] = bits | bit;
        bytes32 digest = _digestOf(order, nonce, deadline);
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) revert InvalidSignature(signer);
    }
}
