// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Clearing, SlotClearing, SlotCredits} from "../types/Clearing.sol";
import {OrderId} from "../types/OrderId.sol";
import {Terms} from "../types/Terms.sol";
import {TradeRules} from "../types/TradeRules.sol";
import {IExchangeBase, Order, Side} from "./IExchangeBase.sol";

/// @notice A slot as it was opened.
/// @param open whether it has been opened and is still in the ring
/// @param long {tick} @param short {tick} price pair
/// @param tradableUntil {s} gate closure
/// @param terms what it is traded under
/// @param collected whether its fees have been booked
struct SlotData {
    bool open;
    int24 long;
    int24 short;
    uint256 tradableUntil;
    Terms terms;
    bool collected;
}

/// @notice One price of a book.
/// @param price {tick}
/// @param energy {Wh} on offer; 0 means that there is none
struct PriceLevel {
    int24 price;
    uint256 energy;
}

/// @notice What was traded with makers of a zone in a slot, and what moved over its link.
/// @param volume {Wh}
/// @param notional {tick x Wh} sum of price x energy
/// @param average {tick} volume-weighted price, rounded half up; 0 without volume
/// @param last {tick} price of the last trade; 0 without volume
/// @param flow {Wh} net over the link to the parent, upward positive; 0 while nothing crossed it
/// @param fees {unit} of the zone's grid operator
struct ZoneData {
    uint256 volume;
    int256 notional;
    int256 average;
    int256 last;
    int256 flow;
    uint256 fees;
}

/// @notice An account as the exchange knows it.
/// @param free {unit} @param activeSlots slots with open orders, unsettled energy or an unpaid credit
/// @param debt {unit} that it owes the balancing party @param ownerDebt {unit} of all accounts of its owner
/// @param receivable {unit} that the balancing party owes it
/// @param reserve {unit} of the free funds, what residual supply makes it keep
/// @param discount {tick} per kWh that it pays less than the market fee, as a taker
struct AccountData {
    address owner;
    uint8 zone;
    uint256 free;
    uint256 activeSlots;
    uint8 tier;
    uint40 clearedUntil;
    uint256 debt;
    uint256 ownerDebt;
    uint256 receivable;
    uint256 reserve;
    uint8 discount;
}

/// @notice What an account holds in a slot; filled orders count once they are claimed.
/// @param sold {Wh} @param bought {Wh} @param openBids orders @param openAsks orders
/// @param settled whether the slot is settled for the account
/// @param metered {Wh} export less import it was settled with; 0 until then
/// @param assumed whether readings were missing
/// @param creditDue whether a credit for the deviation waits to be paid
struct PositionData {
    uint256 sold;
    uint256 bought;
    uint256 openBids;
    uint256 openAsks;
    bool settled;
    int256 metered;
    bool assumed;
    bool creditDue;
}

/// @notice An open order, or one with fills to claim; all 0 once it is ended.
/// @param open {Wh} still in the book @param filled {Wh} not yet claimed
struct OrderData {
    uint256 account;
    uint256 host;
    bool postOnly;
    uint256 open;
    uint256 filled;
}

/// @notice What an order would do now.
/// @param filled {Wh} that would trade at once
/// @param cost {unit} that its fills would take from free funds, the sets' escrow included
/// @param total {unit} all-in: what a buyer pays, what a seller gets (negative where it pays)
/// @param limit {tick} all-in price of the last fill: the limit to sign
/// @param marketFee {unit}
/// @param gridFees {unit} by zone
struct Quote {
    uint256 filled;
    uint256 cost;
    int256 total;
    int256 limit;
    uint256 marketFee;
    uint256[] gridFees;
}

/// @title Market data
/// @notice Reads of the exchange: prices, depth, accounts and orders.
interface IMarketData is IExchangeBase {
    /// @notice The result of {ITrading-simulate}.
    error Simulated(Quote quote);

    /// @notice What an order would do now, by running it; for eth_call. Own orders in its way are not seen, funds and
    /// owner are not asked for.
    /// @param order its limit is the worst price looked at
    function quote(Order calldata order) external returns (Quote memory);

    /// @notice A slot's price pair, gate and terms.
    function slotData(uint32 slot) external view returns (SlotData memory);

    /// @notice The best price of every zone's book and the energy there.
    function bestPrices(uint32 slot) external view returns (PriceLevel[] memory bids, PriceLevel[] memory asks);

    /// @notice Prices of one book from the best on, a page at a time.
    /// @param from cursor: 0 for the first page, then `next`
    /// @param count levels at most
    /// @return levels best first
    /// @return next cursor of the next page, 0 at the end
    function depth(
        uint32 slot,
        uint8 zone,
        Side side,
        uint256 from,
        uint256 count
    ) external view returns (PriceLevel[] memory levels, uint256 next);

    /// @notice Volume, prices, flow and fees of a zone in a slot.
    function zoneData(uint32 slot, uint8 zone) external view returns (ZoneData memory);

    function accountData(uint32 account) external view returns (AccountData memory);

    function positionData(uint32 account, uint32 slot) external view returns (PositionData memory);

    function orderData(OrderId id) external view returns (OrderData memory);

    /// @notice {unit} collected fees of an operator that have not left yet. Of the market (0), what is left of them when all
    /// is taken off that hosts and discounts kept so far, also of fees that are still to be collected; not below 0.
    function feesOwed(uint16 operator) external view returns (uint256);

    /// @notice The market's fees before that is taken off.
    /// @return collected {unit} at the full market fee
    /// @return kept {unit} by hosts and discounts, rounded up; it can be more while slots are not collected
    function marketFees() external view returns (uint256 collected, uint256 kept);

    /// @notice Terms of the slots that open next, and whether orders have to look at a pause or at rules.
    function currentTerms() external view returns (Terms);

    /// @notice {s} When new orders are allowed again; 0 where they are.
    function pausedUntil() external view returns (uint256);

    /// @notice What says who may take new risk; zero where nobody may.
    function compliance() external view returns (address);

    /// @notice What compliance says of orders in a zone.
    function tradeRules(uint8 zone) external view returns (TradeRules);

    /// @notice Whether a signed order's nonce is spent.
    function nonceUsed(uint32 account, uint256 nonce) external view returns (bool);

    /// @notice What the balancing party backs and owes.
    function clearing() external view returns (Clearing memory);

    /// @notice How far a slot is settled, and its credits; zeros before anything happened there.
    function slotClearing(uint32 slot) external view returns (SlotClearing memory state, SlotCredits memory credits);

    /// @notice {unit} that corrections of a slot have moved, to or from accounts: what wrong readings cost.
    function correctedIn(uint32 slot) external view returns (uint256);

    /// @notice The settlement module.
    function settlement() external view returns (address);
}
