// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PricePair} from "../interfaces/IExchangeBase.sol";
import {IClearing} from "../interfaces/IClearing.sol";
import {Link, Terms} from "../types/Terms.sol";
import {OpeningRules} from "../interfaces/IMarketArea.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Account, AccountLib} from "../types/Account.sol";
import {Clearing, SlotClearing} from "../types/Clearing.sol";
import {Flow} from "../types/Flow.sol";
import {Position} from "../types/Position.sol";
import {Top, TopLib} from "../types/Top.sol";
import {Units} from "../types/Units.sol";
import {ExchangeParameters, ExchangeStorage} from "./ExchangeStorage.sol";
import {MarketData} from "./MarketData.sol";
import {Restricting} from "./Restricting.sol";

/// @title Extension of the exchange
/// @notice The verbs around the book: money in and out, netting, opening of slots, fees, rules and reads. It runs in the
/// exchange's storage, called by its fallback; on its own it holds nothing.
///
/// Tokens move only on deposit and withdrawal, so nobody's token rules can stop somebody else's trade.
contract ExchangeExtension is IClearing, MarketData, Restricting {
    using Address for address;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev The code of {ISettling}'s verbs.
    address private immutable SETTLING;

    constructor(ExchangeParameters memory parameters, address settling) ExchangeStorage(parameters) {
        if (settling.code.length == 0) revert NotAContract(settling);
        SETTLING = settling;
    }

    /// @dev The verbs of {ISettling}.
    fallback(bytes calldata call) external returns (bytes memory) {
        return SETTLING.functionDelegateCall(call);
    }

    // --- money ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IClearing
    function deposit(uint32 account, uint256 amount) external nonReentrant {
        _deposit(account, amount);
    }

    /// @inheritdoc IClearing
    function depositWithPermit(
        uint32 account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        try WATT.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(account, amount);
    }

    /// @inheritdoc IClearing
    function depositWithAuthorization(
        uint32 account,
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external nonReentrant {
        uint256 held = _credit(account, from, amount);
        bytes32 nonce = keccak256(abi.encode(account, salt));
        WATT.receiveWithAuthorization(from, address(this), amount, validAfter, validBefore, nonce, signature);
        _checkReceived(held, amount);
    }

    /// @inheritdoc IClearing
    function withdraw(uint32 account, uint256 amount) external nonReentrant {
        Account a = _accountOf(account);
        address owner = a.owner();
        if (msg.sender != owner) revert NotAuthorized(account, msg.sender);
        _requireNoDebt(owner);
        uint256 units = _unitsOf(amount);
        uint256 available = _availableOf(account, a);
        if (units > available) revert InsufficientFree(account, available, units);
        _accounts[account] = a.withDebit(units);
        emit Withdrawn(account, owner, amount);
        IERC20(WATT).safeTransfer(owner, amount);
    }

    function _deposit(uint32 account, uint256 amount) private {
        uint256 held = _credit(account, msg.sender, amount);
        IERC20(WATT).safeTransferFrom(msg.sender, address(this), amount);
        _checkReceived(held, amount);
    }

    /// @return held {base unit} what the pool held before
    function _credit(uint32 account, address from, uint256 amount) private returns (uint256 held) {
        Account a = _accountOf(account);
        uint256 units = _unitsOf(amount);
        held = WATT.balanceOf(address(this));
        if (units > AccountLib.FREE_MAX - a.free()) revert PoolFull(held);
        if (account != Units.PARTY && units > _debts[account]) _requireDeposit(account, a, amount);
        _accounts[account] = _credited(account, a, units);
        emit Deposited(account, from, amount);
    }

    /// @dev A token that delivers another amount than asked for is not credited. What is owed to anyone is part of the
    /// pool, so with the pool no counter of it can overflow.
    function _checkReceived(uint256 held, uint256 amount) private view {
        uint256 balance = WATT.balanceOf(address(this));
        if (balance != held + amount) revert WrongAmountReceived(balance - held, amount);
        if (balance / UNIT > AccountLib.FREE_MAX) revert PoolFull(balance);
    }

    function _unitsOf(uint256 amount) private view returns (uint256 units) {
        units = amount / UNIT;
        if (amount == 0 || units * UNIT != amount) revert InvalidAmount(amount, UNIT);
    }

    // --- accounts -------------------------------------------------------------------------------------------------

    /// @inheritdoc IClearing
    function setAccount(uint32 account, address owner, uint8 zone) external {
        if (msg.sender != address(REGISTRY)) revert NotRegistry(msg.sender);
        Account a = _accounts[account];
        bool leaves = owner == address(0);
        if ((leaves || zone != a.zone()) && _isBound(account, a)) revert AccountActive(account);
        if (leaves && (a.free() | _debts[account] | _receivables[account]) != 0) revert AccountActive(account);
        // Whoever owes keeps all accounts: none is given away for its funds, and nobody is given a debt.
        if (owner != a.owner() && !leaves) _requireNoDebt(a.owner());
        if (owner != a.owner() && a.discount() != 0) {
            a = a.withDiscount(0);
            emit DiscountSet(account, 0);
        }
        a = a.withOwner(owner).withZone(zone);
        emit AccountSet(account, owner, zone);
        _accounts[account] = _withClearance(account, a);
    }

    /// @dev Whether an account has to stay in its zone: it is active in a slot, or a meter hangs there.
    function _isBound(uint256 account, Account a) private view returns (bool) {
        if (a.activeSlots() != 0) return true;
        (uint256 meters, , ) = METERS.ratingOf(account, block.timestamp / Units.SLOT_SECONDS + 1);
        return meters != 0;
    }

    /// @inheritdoc IClearing
    function startSupply(uint32 account) external {
        if (msg.sender != address(METERS)) revert NotRegistry(msg.sender);
        if (RESIDUAL_SUPPLY) _covered[account] = _begunPrice().sum;
    }

    /// @inheritdoc IClearing
    function net(uint32 account, uint32 slot, uint256 energy) external nonReentrant {
        Account a = _accountOf(account);
        _requireTrader(account, a, msg.sender);
        uint256 key = _positionKey(account, slot);
        Position p = _positions[key];
        if (p.stamp() != Units.stampOf(slot) || p.settled()) revert NotEnoughToNet(0, 0, energy);
        if (energy == 0 || energy > p.sold() || energy > p.bought()) {
            revert NotEnoughToNet(p.sold(), p.bought(), energy);
        }
        uint256 units = energy * p.setRate();
        p = p.withNetted(energy);
        _positions[key] = p;
        _accounts[account] = _credited(account, a, units).withActivity(true, p.active());
        _countNetted(slot, p, energy);
        emit Netted(account, slot, energy, units);
    }

    /// @dev Netted energy asks for no settlement any more. Slots that have left the ring are beyond all settlement.
    function _countNetted(uint256 slot, Position p, uint256 energy) private {
        SlotClearing memory c = _slotClearingOf(slot);
        if (c.stamp != Units.stampOf(slot)) return;
        c.netted += uint48(energy);
        _slotClearings[Units.ringOf(slot)] = c;
        (int24 long, ) = p.pair();
        if (RESIDUAL_SUPPLY && long > 0 && !c.financed) {
            _clearing.collateral -= uint64(uint256(int256(long)) * energy);
        }
    }

    /// @inheritdoc IClearing
    function cancelNonces(uint32 account, uint256 word, uint256 mask) external {
        _requireTrader(account, _accountOf(account), msg.sender);
        _nonces[account][word] |= mask;
        emit NoncesCancelled(account, word, mask);
    }

    // --- opening --------------------------------------------------------------------------------------------------

    /// @inheritdoc IClearing
    function openSlots(PricePair[] calldata pairs) external restricted {
        if (pairs.length == 0) return;
        if (RESIDUAL_SUPPLY) _beginOpening();
        _freezeTerms();
        OpeningRules memory rules = AREA.openingRules();
        uint256 version = _current.version();
        for (uint256 i; i < pairs.length; ++i) {
            PricePair calldata pair = pairs[i];
            _checkOpening(pair, rules);
            uint256 place = 2 * Units.ringOf(pair.slot);
            uint256 stamp = Units.stampOf(pair.slot);
            (Top bids, Top asks) = (_tops[place], _tops[place + 1]);
            if (asks.stamp() == stamp) revert SlotAlreadyOpen(pair.slot);
            if (asks.stamp() != 0 && !bids.collected()) {
                _collect(pair.slot - (stamp - asks.stamp()) * Units.RING, bids);
            }
            if (RESIDUAL_SUPPLY) _reserveOpened(pair, asks.stamp());
            _tops[place] = TopLib.openBids(uint256(int256(pair.long) + Units.BIAS), version);
            _tops[place + 1] = TopLib.openAsks(uint256(int256(pair.short) + Units.BIAS), stamp, rules.gateMinutes);
            emit SlotOpened(pair.slot, pair.long, pair.short, version, uint256(rules.gateMinutes) * 60);
        }
    }

    function _checkOpening(PricePair calldata pair, OpeningRules memory rules) private view {
        uint256 begin = pair.slot * Units.SLOT_SECONDS;
        if (begin <= block.timestamp) revert SlotInPast(pair.slot);
        if (begin > block.timestamp + rules.horizon) revert BeyondHorizon(pair.slot, rules.horizon);
        int256 spread = int256(pair.short) - pair.long;
        if (pair.long < rules.minLong || pair.short > rules.maxShort || spread < int256(uint256(rules.minSpread))) {
            revert PairOutOfBounds(pair.slot, pair.long, pair.short);
        }
    }

    /// @dev Takes over the area's terms where they have changed. A version number is used again after 4,096 of them,
    /// each with at least one slot: by then all its slots have left the ring.
    function _freezeTerms() private {
        uint256 areaVersion = AREA.version();
        if (areaVersion == _areaVersion) return;
        (Terms terms, uint256 operators, Link[] memory links) = AREA.currentTerms();
        Terms old = _current;
        terms = terms.succeeding(old);
        uint256 version = terms.version();
        _areaVersion = areaVersion;
        _current = terms;
        terms = terms.frozen();
        _terms[version] = terms;
        _operators[version] = operators;
        if (terms.limited()) for (uint256 z; z < links.length; ++z) _links[(version << 4) | z] = links[z];
        emit TermsFrozen(version, terms, operators, links);
        _pullTradeRules();
    }

    /// @dev Credits are paid before new ones are risked, and a slot's words are free before they are used again.
    function _beginOpening() private {
        Clearing memory c = _clearing;
        if (c.receivables != 0) revert ReceivablesDue(c.receivables);
        if (c.nextSlot == 0) _clearing.nextSlot = uint32(block.timestamp / Units.SLOT_SECONDS + 1);
        _priceSum = _begunPrice();
    }

    function _reserveOpened(PricePair calldata pair, uint256 olderStamp) private {
        uint256 older = pair.slot - (Units.stampOf(pair.slot) - olderStamp) * Units.RING;
        if (olderStamp != 0 && older >= _clearing.nextSlot) revert SlotNotFinanced(older);
        uint256 unpaid = _slotCredits[Units.ringOf(pair.slot)].unpaid;
        if (unpaid != 0) revert SlotNotPaid(older, unpaid);
        (, uint256 ratedExport) = METERS.totalsOf(address(this), pair.slot);
        SlotClearing memory c = _slotClearingOf(pair.slot);
        c.ratedExport = ratedExport.toUint48();
        _slotClearings[Units.ringOf(pair.slot)] = c;
        delete _slotCredits[Units.ringOf(pair.slot)];
        if (pair.long > 0) _clearing.collateral += uint64(uint256(int256(pair.long)) * ratedExport);
    }

    // --- fees -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IClearing
    function collectFees(uint32[] calldata slots) external {
        for (uint256 i; i < slots.length; ++i) {
            uint256 place = 2 * Units.ringOf(slots[i]);
            (Top bids, Top asks) = (_tops[place], _tops[place + 1]);
            if (!_isOpen(slots[i], asks) || bids.collected()) continue;
            if (block.timestamp < _gateOf(slots[i], asks)) revert GateOpen(slots[i]);
            _tops[place] = bids.withCollected();
            _collect(slots[i], bids);
        }
    }

    /// @inheritdoc IClearing
    function withdrawFees(uint16 operator) external restricted nonReentrant returns (uint256 amount) {
        uint256 units = _feesOwed[operator];
        uint256 kept = operator == MARKET ? _keptOf(units) : 0;
        amount = (units - kept) * UNIT;
        if (amount == 0) return 0;
        _feesOwed[operator] = 0;
        if (kept != 0) {
            _hosting.taken += kept;
            emit KeptTakenOff(kept);
        }
        emit FeesWithdrawn(operator, amount);
        IERC20(WATT).safeTransfer(msg.sender, amount);
    }

    function _collect(uint256 slot, Top bids) private {
        Terms terms = _terms[bids.version()];
        uint256 operators = _operators[bids.version()];
        uint256 volume;
        uint256[] memory fees = new uint256[](terms.zoneCount());
        for (uint256 z; z < fees.length; ++z) {
            Flow flow = _flows[16 * Units.ringOf(slot) + z];
            if (flow.stamp() != Units.stampOf(slot)) continue;
            volume += flow.volume();
            fees[z] = flow.fees();
            if (fees[z] != 0) _feesOwed[(operators >> (16 * z)) & 0xFFFF] += fees[z];
        }
        uint256 marketFees = volume * terms.marketFee();
        if (marketFees != 0) _feesOwed[MARKET] += marketFees;
        emit FeesCollected(uint32(slot), marketFees, fees);
    }

    // --- rules ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IClearing
    function setBalancingParty(address party) external restricted {
        if (party == address(0)) revert InvalidParty(party);
        Account a = _accounts[Units.PARTY];
        Clearing memory c = _clearing;
        if (a.owner() != address(0) && (a.free() | a.activeSlots() | c.debts | c.receivables | c.collateral) != 0) {
            revert BalancingPartyEngaged(a.owner());
        }
        // Whoever is named for this needs nobody else's leave.
        _accounts[Units.PARTY] = a.withOwner(party).withClearedUntil(type(uint40).max);
        emit BalancingPartySet(party);
    }

    /// @inheritdoc IClearing
    function setSettlement(address module) external restricted {
        if (module.code.length == 0) revert NotAContract(module);
        _settlement = ISettlement(module);
        emit SettlementSet(module);
    }
}
