// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderId} from "../types/OrderId.sol";
import {Terms, Link} from "../types/Terms.sol";
import {TradeRules} from "../types/TradeRules.sol";

/// @notice Side of an order.
enum Side {
    Buy,
    Sell
}

/// @notice What happens to the part of an order that does not trade at once.
/// @custom:value Limit it rests until gate closure
/// @custom:value PostOnly it rests; the order is refused if any of it would trade at once or meet an own order
/// @custom:value ImmediateOrCancel it is cancelled
/// @custom:value FillOrKill the order is refused
enum Kind {
    Limit,
    PostOnly,
    ImmediateOrCancel,
    FillOrKill
}

/// @notice An order as it is placed or signed.
/// @param account the account that trades
/// @param zone its home zone, stated so that a signature cannot outlive a move
/// @param slot delivery period: floor(unix seconds / 900)
/// @param side buy or sell
/// @param energy {Wh} 1..2^36 - 1, at least the slot's least energy
/// @param limit {tick} all-in limit within the slot's price pair: a taker's price with all fees, a maker's price
/// @param kind what happens to the rest
/// @param minFill {Wh} the order is refused if fewer trade at once; 0 for Post-only orders
/// @param host application that brought the order, 0 for none
struct Order {
    uint32 account;
    uint8 zone;
    uint32 slot;
    Side side;
    uint40 energy;
    int24 limit;
    Kind kind;
    uint40 minFill;
    uint16 host;
}

/// @notice Price pair of a slot.
/// @param slot delivery period
/// @param long {tick} what the balancing party pays for surplus
/// @param short {tick} what it asks for shortfall; at least long + the governed least spread
struct PricePair {
    uint32 slot;
    int24 long;
    int24 short;
}

/// @title What the exchange tells
/// @notice Events and errors of the exchange.
///
/// The events `OrderPlaced`, `Trade`, `OrderClaimed`, `OrderReduced` and `OrderClosed` carry one packed word each. An
/// order id fills bits 0-70 (see OrderId); a level is an order id shifted right by 16, bits 0-54.
interface IExchangeBase {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice An order, or what was left of it, came to rest.
    /// @param word 0-70 order id, 71-102 account, 103-138 energy {Wh}, 139 post-only, 140-155 host
    event OrderPlaced(uint256 word);
    /// @notice A taker took energy from the front of a level. Makers' fills follow in queue order.
    /// @param word 0-54 level of the makers, 55-98 energy {Wh}, 99-130 account of the taker, 131-134 its zone,
    /// 135-152 path fee {tick}, 153-164 market fee {tick}, 165-180 host of the taker's order
    event Trade(uint256 word);
    /// @notice Filled energy of a resting order went to its account's position; the order ends if none is left.
    /// @param word 0-70 order id, 71-102 account, 103-138 filled {Wh}
    event OrderClaimed(uint256 word);
    /// @notice A resting order got smaller and kept its place.
    /// @param word 0-70 order id, 71-102 account, 103-138 energy released {Wh}
    event OrderReduced(uint256 word);
    /// @notice An order was cancelled, or expired at gate closure: its fill went to the account's position, the rest was
    /// released.
    /// @param word 0-70 order id, 71-102 account, 103-138 filled {Wh}, 139-174 released {Wh}
    event OrderClosed(uint256 word);

    /// @notice Money came in. Amounts in base units of WATT.
    event Deposited(uint32 indexed account, address indexed from, uint256 amount);
    /// @notice Money went out to the account's owner.
    event Withdrawn(uint32 indexed account, address indexed to, uint256 amount);
    /// @notice Bought energy was set off against sold energy.
    /// @param credit {unit}
    event Netted(uint32 indexed account, uint32 indexed slot, uint256 energy, uint256 credit);
    /// @notice A slot was settled for an account.
    /// @param sold {Wh} @param bought {Wh} @param sets {unit} value of the sets, paid out
    /// @param metered {Wh} export less import
    /// @param assumed whether readings were missing, so that `metered` is what gives the account least
    /// @param amount {unit} for its deviation: negative was charged, positive is paid once the slot is financed
    event Settled(
        uint32 indexed account,
        uint32 indexed slot,
        uint256 sold,
        uint256 bought,
        uint256 sets,
        int256 metered,
        bool assumed,
        int256 amount
    );
    /// @notice A settled account got a newer reading.
    /// @param metered {Wh} @param assumed as in {Settled}
    /// @param amount {unit} for its deviation by the new reading
    /// @param before {unit} by the old one
    event Corrected(
        uint32 indexed account,
        uint32 indexed slot,
        int256 metered,
        bool assumed,
        int256 amount,
        int256 before
    );
    /// @notice A charge exceeded an account's funds.
    /// @param units {unit} that it owes the balancing party beyond them
    event DebtIncurred(uint32 indexed account, uint256 units);
    /// @notice Money that came to an account paid its debt.
    event DebtRepaid(uint32 indexed account, uint256 units);
    /// @notice All accounts of a slot are settled, and the balancing party has set money aside for the credits.
    /// @param credits {unit} sum of the credits @param pot {unit} set aside
    event SlotFinanced(uint32 indexed slot, uint256 credits, uint256 pot);
    /// @notice An account got its credit of a slot.
    /// @param units {unit} paid @param receivable {unit} what the balancing party still owes of it
    event CreditPaid(uint32 indexed account, uint32 indexed slot, uint256 units, uint256 receivable);
    /// @notice The last credit of a slot was paid, and what rounding left went back to the balancing party.
    event SlotPaid(uint32 indexed slot, uint256 dust);
    /// @notice A correction in an account's favour exceeded the balancing party's funds.
    event ReceivableIncurred(uint32 indexed account, uint256 units);
    /// @notice The balancing party paid what it owed an account.
    event ReceivablePaid(uint32 indexed account, uint256 units);
    /// @notice Somebody else is the counterparty of all deviations from now on.
    event BalancingPartySet(address indexed party);
    /// @notice The registry told who owns an account and where its meter hangs.
    event AccountSet(uint32 indexed account, address indexed owner, uint8 zone);
    /// @notice How far an account may take new risk.
    /// @param tier 1 to 3, 0 not at all @param until {s} when that ends
    event ClearanceSet(uint32 indexed account, uint8 tier, uint256 until);
    /// @notice What compliance says of orders in each zone.
    event TradeRulesSet(TradeRules[] rules);
    /// @notice Somebody else says who may take new risk.
    event ComplianceSet(address indexed compliance);
    /// @notice Terms for the slots that open from now on.
    /// @param version number of the terms within the exchange
    /// @param terms see Terms @param operators grid operator of zone z in bits 16z..16z+15 @param links see Link
    event TermsFrozen(uint256 indexed version, Terms terms, uint256 operators, Link[] links);
    /// @notice A slot opened for trade.
    event SlotOpened(uint32 indexed slot, int24 long, int24 short, uint256 version, uint256 gate);
    /// @notice The fees of a slot went to what its grid operators and the market are owed.
    /// @param marketFees {unit}
    event FeesCollected(uint32 indexed slot, uint256 marketFees, uint256[] gridFees);
    /// @notice Fees left for the fee router. Of the market (0), less what hosts and discounts kept.
    event FeesWithdrawn(uint16 indexed operator, uint256 amount);
    /// @notice What hosts and discounts kept {unit} was taken off the market's fees, as far as those were collected.
    event KeptTakenOff(uint256 units);
    /// @notice A host has another share, or another licence has its number.
    /// @param share {basis point} of the market fee that takers pay on its orders
    event HostShareSet(uint16 indexed host, uint32 indexed licence, uint256 share);
    /// @notice A host's shares left for the fee router.
    event HostFeesWithdrawn(uint16 indexed host, uint32 indexed licence, uint256 amount);
    /// @notice An account pays so much {tick} less than the market fee from now on, as a taker.
    event DiscountSet(uint32 indexed account, uint8 discount);
    /// @notice Somebody else says who has a discount.
    event DiscountsSet(address indexed discounts);
    /// @notice No new orders until this time {s}.
    event Paused(uint256 until);
    /// @notice New orders are allowed again.
    event Unpaused();
    /// @notice Another settlement module serves from now on.
    event SettlementSet(address settlement);
    /// @notice Signed orders with these nonces are void.
    event NoncesCancelled(uint32 indexed account, uint256 word, uint256 mask);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice No account of this number has a zone in this market area.
    error UnknownAccount(uint256 account);
    /// @notice The slot's area has no such zone.
    error UnknownZone(uint256 zone);
    /// @notice The account's home is another zone.
    error WrongZone(uint256 account, uint256 zone, uint256 home);
    /// @notice The caller, or the signer, is neither the account's owner nor a delegate in force.
    error NotAuthorized(uint256 account, address caller);
    /// @notice The caller is neither the account registry nor, for its verbs, the meter registry.
    error NotRegistry(address caller);
    /// @notice The owner's accounts owe the balancing party {unit}; new orders and withdrawals wait until it is paid.
    error OwnerInDebt(address owner, uint256 debt);
    /// @notice The balancing party still owes accounts {unit}: no further slot opens.
    error ReceivablesDue(uint256 units);
    /// @notice An earlier slot that used the same storage has not been financed yet.
    error SlotNotFinanced(uint256 slot);
    /// @notice Credits {unit} of an earlier slot that used the same storage have not been paid yet.
    error SlotNotPaid(uint256 slot, uint256 units);
    /// @notice The balancing party has funds, or backs or is owed something, and cannot be another now.
    error BalancingPartyEngaged(address party);
    /// @notice No address where one must be.
    error InvalidParty(address party);
    /// @notice The guardian has stopped new orders.
    error NewRiskPaused();
    /// @notice The account's owner has not been checked, or not so that it counts here and now: it takes no new risk.
    error AccountNotCleared(uint256 account);
    /// @notice A limit {tick} that the owner's tier may not bid or ask.
    error LimitOutsideTier(int256 limit, uint256 tier);
    /// @notice Delivery of the slot has begun.
    error SlotInPast(uint256 slot);
    /// @notice Trading of the slot has ended.
    error GateClosed(uint256 slot);
    /// @notice Trading of the slot still goes on.
    error GateOpen(uint256 slot);
    /// @notice The slot lies further ahead than the horizon {s}.
    error BeyondHorizon(uint256 slot, uint256 horizon);
    /// @notice Nobody has posted the slot's price pair.
    error SlotNotOpen(uint256 slot);
    /// @notice The slot's price pair is posted and frozen.
    error SlotAlreadyOpen(uint256 slot);
    /// @notice A price pair outside the governed bounds or with too small a spread.
    error PairOutOfBounds(uint256 slot, int256 long, int256 short);
    /// @notice An order's limit {tick} outside the slot's price pair.
    error LimitOutsidePair(int256 limit, int256 long, int256 short);
    /// @notice Less energy {Wh} than the slot's least.
    error EnergyBelowMinimum(uint256 energy, uint256 minimum);
    /// @notice More energy {Wh} than an order may have.
    error EnergyTooLarge(uint256 energy, uint256 maximum);
    /// @notice A combination of kind and minimum fill that contradicts itself.
    error InvalidKind(Kind kind, uint256 minFill);
    /// @notice The account's free funds {unit} do not back the order at its limit, or the withdrawal.
    error InsufficientFree(uint256 account, uint256 free, uint256 needed);
    /// @notice The account has 64 open orders in the slot.
    error TooManyOpenOrders(uint256 account, uint256 slot);
    /// @notice The account holds as much energy {Wh} in the slot as it may.
    error PositionTooLarge(uint256 account, uint256 slot);
    /// @notice The account has not been settled in an earlier slot that used the same storage; settle it first.
    error UnsettledPosition(uint256 account, uint256 slot);
    /// @notice 65,535 orders have been placed in this zone at this limit {tick} (side 0 buys, 1 sells); take another.
    error LevelFull(uint256 zone, uint256 side, int256 limit);
    /// @notice A fill-or-kill order found less than its energy {Wh}.
    error FillOrKillUnfilled(uint256 filled, uint256 energy);
    /// @notice A post-only order would have traded, or met an own order.
    error PostOnlyWouldMatch();
    /// @notice Fewer Wh traded at once than the order's minimum fill.
    error MinimumFillNotReached(uint256 filled, uint256 minFill);
    /// @notice A leg of a basket found less than its energy {Wh}.
    error BasketLegUnfilled(uint256 leg, uint256 filled, uint256 energy);
    /// @notice The order is filled, cancelled or never was.
    error OrderNotOpen(OrderId id);
    /// @notice The order has another open energy {Wh} than the replacement expects.
    error OpenEnergyChanged(OrderId id, uint256 open, uint256 expected);
    /// @notice The account has sold or bought less {Wh} in the slot than shall be netted.
    error NotEnoughToNet(uint256 sold, uint256 bought, uint256 energy);
    /// @notice An amount that is zero or not a multiple of the money unit.
    error InvalidAmount(uint256 amount, uint256 unit);
    /// @notice The token delivered another amount than it was asked for.
    error WrongAmountReceived(uint256 received, uint256 amount);
    /// @notice The pool would hold more than it can count.
    error PoolFull(uint256 balance);
    /// @notice The account has open orders, unsettled energy or, where it would leave, free funds.
    error AccountActive(uint256 account);
    /// @notice The signature does not fit the order.
    error InvalidSignature(address signer);
    /// @notice The order's deadline {s} has passed.
    error SignatureExpired(uint256 deadline);
    /// @notice The nonce has been used or cancelled.
    error NonceUsed(uint256 account, uint256 nonce);
    /// @notice An address without code where a contract must be.
    error NotAContract(address given);
    /// @notice No host can have this number.
    error UnknownHost(uint256 host);
    /// @notice A licence that had the number before is owed {unit}, which must leave first.
    error HostFeesDue(uint256 host, uint256 units);
    /// @notice The settlement module returned fewer or more amounts than there are accounts.
    error SettlementMismatch();
}
