// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderId} from "../types/OrderId.sol";
import {IExchangeBase, Order} from "./IExchangeBase.sol";

/// @notice A payment that a holder of WATT has signed for an order: an ERC-3009 receive authorization to the exchange
/// whose nonce is keccak256(abi.encode(account, EIP-712 digest of the order)), so that it pays for no other order.
/// @param from who pays
/// @param amount base units, a multiple of UNIT
/// @param validAfter {s} it holds later than this
/// @param validBefore {s} it holds earlier than this
struct Payment {
    address from;
    uint256 amount;
    uint256 validAfter;
    uint256 validBefore;
    bytes signature;
}

/// @title Trading
/// @notice Verbs of the order book: what traders call all day.
interface ITrading is IExchangeBase {
    // --- orders ---------------------------------------------------------------------------------------------------

    /// @notice Places an order: it trades against the best effective prices of all zones and, if it is a limit order,
    /// rests with what is left.
    /// @return id the resting order, 0 where nothing rests
    /// @return filled {Wh} what traded at once
    function placeOrder(Order calldata order) external returns (OrderId id, uint256 filled);

    /// @notice Closes own orders (filled parts are claimed, the rest is cancelled; ended ones are passed over), then
    /// places an order: the way not to be stopped by an own order.
    function placeOrderClosing(
        Order calldata order,
        OrderId[] calldata close
    ) external returns (OrderId id, uint256 filled);

    /// @notice Places several orders, in the order given; if one is refused all are.
    function placeOrders(Order[] calldata orders) external returns (OrderId[] memory ids);

    /// @notice Trades all legs in full, in the order given, or nothing: a block product over accounts that the caller
    /// controls. The legs' kind is taken as fill-or-kill.
    function placeBasket(Order[] calldata legs) external;

    /// @notice Places an order that an owner or delegate of its account signed (EIP-712; ERC-1271 for contracts).
    /// Anyone may submit it, once.
    /// @param nonce any number not used before
    /// @param deadline {s} last second at which it holds
    function placeSigned(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature
    ) external returns (OrderId id, uint256 filled);

    /// @notice As {placeSigned}, with a payment into the order's account first: one transaction, handed in by anyone, for
    /// a holder without gas and without an approval. A payment that has been made by itself before does no harm.
    function placeSignedWithDeposit(
        Order calldata order,
        uint256 nonce,
        uint256 deadline,
        address signer,
        bytes calldata signature,
        Payment calldata payment
    ) external returns (OrderId id, uint256 filled);

    /// @notice Gives an open order a new open energy and limit. At the same price and no more energy it keeps its place
    /// and id; else it is cancelled and placed anew, where it may trade. Kind and host are inherited.
    /// @param expectedOpen {Wh} the open energy the caller counts on, so that a fill in between refuses
    /// @param energy {Wh} the new open energy
    function replaceOrder(
        OrderId id,
        uint256 expectedOpen,
        uint40 energy,
        int24 limit
    ) external returns (OrderId newId, uint256 filled);

    /// @notice Cancels open orders of accounts that the caller controls, at any time. Filled parts go to the position,
    /// what they locked for the rest is free again.
    function cancelOrders(OrderId[] calldata ids) external;

    /// @notice Brings fills of any orders to their accounts' positions; closes orders whose gate has closed. Anyone may
    /// call it for anyone; orders with nothing to claim are passed over.
    function claim(OrderId[] calldata ids) external;

    /// @notice Runs an order's match without asking for owner or funds, and reverts with {IMarketData-Simulated}.
    function simulate(Order calldata order) external;
}
