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
import {HostFees, HostFeesLib} from "../types/HostFees.sol";
import {Level} from "../types/Level.sol";
import {OrderId, OrderIdLib} from "../types/OrderId.sol";
import {Position, PositionLib} from "../types/Position.sol";
import {QueuedOrder, QueuedOrderLib} from "../types/QueuedOrder.sol";
import {BID, RankLib} from "../types/Rank.sol";
import {Terms} from "../types/Terms.sol";
import {Top} from "../types/Top.sol";
import {TradeRules, TradeRulesLib} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {Claims} from "./Claims.sol";
import {ExchangeExtension} from "./ExchangeExtension.sol";
import {ExchangeParameters, ExchangeStorage} from "./ExchangeStorage.sol";
import {Matching, Taker} from "./Matching.sol";

/// @title Exchange
/// @notice The life of an order: it is placed and backed, it meets the best prices of all zones, its rest lies in the
/// book of its zone until it is taken, replaced, cancelled or expires; its fills go to a position, and the position is
/// netted or settled. See {ITrading} for the rules of each verb; those of {IClearing} and {ISettling} are passed on.
contract Exchange is ITrading, Matching, Claims, EIP712 {
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

    /// @dev What an order meets when it is placed, and what comes of it.
    /// @param wasActive whether the account had open orders or energy in the slot before
    /// @param terms with the market fee that the account pays as a taker
    /// @param waived {tick} of the market fee, what the account does not pay
    /// @param rate {tick} what a Wh of the order locks
    /// @param cost {unit} what the order takes from free funds
    struct Entry {
        Terms terms;
        TradeRules rules;
        Top bids;
        Top asks;
        Account account;
        Position position;
        bool wasActive;
        uint256 waived;
        uint256 rate;
        uint256 cost;
    }

    function _place(Order memory order, address trader) private returns (OrderId id, uint256 filled) {
        unchecked {
            Entry memory e;
            _admit(order, trader, e);
            bool rests;
            (filled, rests) = _take(order, e);
            if (filled < order.minFill) revert MinimumFillNotReached(filled, order.minFill);
            if (filled != order.energy) {
                if (order.kind == Kind.FillOrKill) revert FillOrKillUnfilled(filled, order.energy);
                if (rests) id = _rest(order, order.energy - filled, e);
                else if (filled == 0) return (id, 0);
            }
            if ((order.host | e.waived) != 0 && filled != 0) _countFees(order.host, filled, e);
            if (RESIDUAL_SUPPLY && filled != 0) _reserveBought(e.position, filled);
            _positions[_positionKey(order.account, order.slot)] = e.position;
            _accounts[order.account] = e.account.withDebit(e.cost).withActivity(e.wasActive, true);
        }
    }

    /// @dev Checks all that does not depend on the state of the book.
    function _admit(Order memory order, address trader, Entry memory e) private view {
        unchecked {
            Terms current = _current;
            if (!current.unrestricted() && _restrictions.pause.isOn()) revert NewRiskPaused();
            _meet(order, current, e);
            Account a = _accountOf(order.account);
            e.account = a;
            if (a.discount() != 0) _waive(e, a);
            _requireTrader(order.account, a, trader);
            _requireClearance(order, a, e.rules);
            if (current.debts()) _requireNoDebt(a.owner());
            if (order.zone != a.zone()) revert WrongZone(order.account, order.zone, a.zone());
            Position p = _positionOf(order.account, order.slot, e.bids, e.asks);
            (e.position, e.wasActive) = (p, p.active());
            e.rate = p.lockRate(uint256(order.side), uint256(order.limit + Units.BIAS));
            uint256 needed = e.rate * order.energy;
            uint256 available = _availableOf(order.account, a);
            if (needed > available) revert InsufficientFree(order.account, available, needed);
        }
    }

    /// @dev The books and terms that an order meets, for which it must be of the right form.
    function _meet(Order memory order, Terms current, Entry memory e) private view {
        (Top bids, Top asks) = _tradable(order.slot);
        Terms terms = _termsOf(bids, current);
        (e.bids, e.asks, e.terms) = (bids, asks, terms);
        if (order.zone >= terms.zoneCount()) revert UnknownZone(order.zone);
        e.rules = current.unrestricted() ? TradeRulesLib.FREE : _restrictions.tradeRules[order.zone];
        if (order.energy < terms.minEnergy()) revert EnergyBelowMinimum(order.energy, terms.minEnergy());
        if (order.energy > Units.MAX_ORDER_ENERGY) {
            revert EnergyTooLarge(order.energy, Units.MAX_ORDER_ENERGY);
        }
        int256 long = RankLib.tickOfBiased(bids.pairPrice());
        int256 short = RankLib.tickOfBiased(asks.pairPrice());
        if (order.limit < long || order.limit > short) revert LimitOutsidePair(order.limit, long, short);
        if (order.kind == Kind.PostOnly && order.minFill != 0) revert InvalidKind(order.kind, order.minFill);
    }

    /// @dev Lowers the market fee by the account's discount.
    function _waive(Entry memory e, Account a) private pure {
        unchecked {
            uint256 discount = a.discount();
            uint256 fee = e.terms.marketFee();
            e.waived = discount < fee ? discount : fee;
            e.terms = e.terms.withMarketFee(fee - e.waived);
        }
    }

    /// @dev Counts what the market does not get of an order's fees, with its host where that has a share.
    function _countFees(uint256 host, uint256 filled, Entry memory e) private {
        unchecked {
            if (host > HostFeesLib.MAX_HOST) host = 0;
            HostFees fees = _hostFees[host];
            if (fees.share() == 0) {
                if (e.waived == 0) return;
                if (host != 0) (host, fees) = (0, _hostFees[0]);
            }
            _hostFees[host] = fees.withFees(filled * e.terms.marketFee(), filled * e.waived);
        }
    }

    /// @dev The owner may take new risk, and the limit is within what its tier may bid or ask.
    function _requireClearance(Order memory order, Account a, TradeRules rules) private view {
        unchecked {
            if (!_isCleared(a)) revert AccountNotCleared(order.account);
            if (!rules.isBounded()) return;
            uint256 tier = _restrictions.tiers[order.account];
            if (!rules.allows(tier, uint256(order.side), uint256(order.limit + Units.BIAS))) {
                revert LimitOutsideTier(order.limit, tier);
            }
        }
    }

    /// @dev Trades what an order can trade at once.
    /// @return filled {Wh}
    /// @return rests whether what remains may rest
    function _take(Order memory order, Entry memory e) private returns (uint256 filled, bool rests) {
        unchecked {
            rests = order.kind <= Kind.PostOnly;
            uint256 candidates = _candidates(order, e);
            if (candidates == 0) return (0, rests);
            Taker memory t = _taker(order, e, candidates);
            if (order.kind == Kind.PostOnly) {
                (uint256 best, ) = _bestZone(t);
                if (best != 0) revert PostOnlyWouldMatch();
                return (0, true);
            }
            Top before = t.top;
            _match(t);
            filled = order.energy - t.remaining;
            e.position = e.position.withHeld(t.side, filled);
            e.cost = t.cost;
            if (Top.unwrap(t.top) != Top.unwrap(before)) _tops[2 * t.ring + 1 - t.side] = t.top;
            return (filled, rests && !t.stopped);
        }
    }

    /// @dev Zones with which the order may trade and that it could match at the least fee there is: its own zone's tariff
    /// and the market fee.
    function _candidates(Order memory order, Entry memory e) private pure returns (uint256 zones) {
        unchecked {
            Top top = order.side == Side.Buy ? e.asks : e.bids;
            zones = top.atLeast(_limitRank(order) + e.terms.tariffOf(order.zone) + e.terms.marketFee());
            if (zones != 0 && !e.rules.isFree()) zones &= e.rules.candidates();
        }
    }

    /// @dev The order as a taker. What a Wh bought at price p with fee f costs free funds is p + f - min(long, 0), and
    /// a maker's effective rank is BIAS - (p + f), so the cost is BIAS - min(long, 0) less that rank; for a sale
    /// max(short, 0) - (p - f) with rank BIAS + (p - f) gives max(short, 0) + BIAS.
    function _taker(Order memory order, Entry memory e, uint256 candidates) private pure returns (Taker memory t) {
        unchecked {
            uint256 side = uint256(order.side);
            Position p = e.position;
            t.terms = e.terms;
            t.top = side == BID ? e.asks : e.bids;
            t.slot = order.slot;
            t.ring = Units.ringOf(order.slot);
            t.stamp = p.stamp();
            t.account = order.account;
            t.zone = order.zone;
            t.side = side;
            t.limit = _limitRank(order);
            t.remaining = order.energy;
            t.base = uint256(Units.BIAS) + (side == BID ? p.longDepth() : p.shortFloor());
            t.ownBound = p.bound(1 - side);
            t.tail =
                OrderIdLib.level(order.slot, 0, 1 - side, 0) |
                (uint256(order.account) << 99) |
                (uint256(order.zone) << 131) |
                (e.terms.marketFee() << 153) |
                (uint256(order.host) << 165);
            t.candidates = candidates;
        }
    }

    /// @dev Puts what is left of an order at the back of its level.
    function _rest(Order memory order, uint256 energy, Entry memory e) private returns (OrderId id) {
        unchecked {
            uint256 side = uint256(order.side);
            uint256 rank = RankLib.SUM - _limitRank(order);
            Position p = e.position;
            if (p.openOrders() == PositionLib.MAX_OPEN) revert TooManyOpenOrders(order.account, order.slot);
            bool postOnly = order.kind == Kind.PostOnly;
            uint256 bookKey = BookKeys.book(Units.ringOf(order.slot), order.zone, side);
            (uint256 index, bool first) = _enqueue(
                BookKeys.level(bookKey, rank),
                p.stamp(),
                QueuedOrderLib.pack(order.account, order.host, postOnly, energy)
            );
            if (first) {
                Top top = side == BID ? e.bids : e.asks;
                uint256 best = top.best(order.zone);
                _list(bookKey, p.stamp(), rank, best);
                if (rank > best) _tops[2 * Units.ringOf(order.slot) + side] = top.withBest(order.zone, rank);
            }
            e.position = p.withOpened(side, rank);
            e.cost += e.rate * energy;
            id = OrderIdLib.pack(OrderIdLib.level(order.slot, order.zone, side, rank), index);
            emit OrderPlaced(
                OrderId.unwrap(id) |
                    (uint256(order.account) << 71) |
                    (energy << 103) |
                    (postOnly ? 1 << 139 : 0) |
                    (uint256(order.host) << 140)
            );
        }
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

    /// @dev Least rank of the other side that the order's limit accepts.
    function _limitRank(Order memory order) private pure returns (uint256) {
        return RankLib.rankOf(order.limit, 1 - uint256(order.side));
    }

    /// @dev The account's position in a slot in which it may take more.
    function _positionOf(uint256 account, uint256 slot, Top bids, Top asks) internal view returns (Position p) {
        p = _positions[_positionKey(account, slot)];
        if (p.stamp() != asks.stamp()) {
            if (p.active()) revert UnsettledPosition(account, slot - (asks.stamp() - p.stamp()) * Units.RING);
            p = PositionLib.fresh(bids.pairPrice(), asks.pairPrice(), asks.stamp());
        }
        if ((p.sold() | p.bought()) >= PositionLib.MAX_HELD) revert PositionTooLarge(account, slot);
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
