// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IExchange} from "../interfaces/IExchange.sol";
import {IExchangeParts} from "../interfaces/IExchangeParts.sol";
import {IFeeRouter, Payee} from "../interfaces/IFeeRouter.sol";
import {IHostRegistry} from "../interfaces/IHostRegistry.sol";
import {FeeSplit} from "../libraries/FeeSplit.sol";

/// @title Fee router
/// @notice See {IFeeRouter}. Fees come from one exchange only; money that is sent here in any other way is nobody's.
contract FeeRouter is IFeeRouter, AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Bounds what sharing costs.
    uint256 private constant MAX_PAYEES = 16;
    /// @dev The market itself as an earner of fees.
    uint16 private constant MARKET = 0;

    IExchange public immutable EXCHANGE;
    IERC20 public immutable WATT;
    IHostRegistry public immutable HOSTS;

    mapping(uint256 operator => address) private _admins;
    mapping(uint256 operator => Payee[]) private _payees;
    /// @inheritdoc IFeeRouter
    mapping(address payee => uint256) public owed;
    /// @inheritdoc IFeeRouter
    uint256 public totalOwed;

    /// @param exchange whose fees are shared
    /// @param authority AccessManager that says who may name admins, and who shares the market's fees
    constructor(address exchange, address authority) AccessManaged(authority) {
        EXCHANGE = IExchange(exchange);
        WATT = IExchangeParts(exchange).WATT();
        HOSTS = IExchangeParts(exchange).HOSTS();
    }

    // --- payees ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IFeeRouter
    function setAdmin(uint16 operator, address admin) external restricted {
        if (operator == MARKET) revert MarketHasNoAdmin();
        _admins[operator] = admin;
        emit AdminSet(operator, admin);
    }

    /// @inheritdoc IFeeRouter
    function setPayees(uint16 operator, Payee[] calldata payees) external nonReentrant {
        if (msg.sender != _admins[operator]) revert NotOperatorAdmin(operator, msg.sender);
        _setPayees(operator, payees);
    }

    /// @inheritdoc IFeeRouter
    function setMarketPayees(Payee[] calldata payees) external restricted nonReentrant {
        _setPayees(MARKET, payees);
    }

    // --- money ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IFeeRouter
    function pull(uint16 operator) external nonReentrant returns (uint256 amount) {
        if (_payees[operator].length == 0) revert NoPayees(operator);
        return _pull(operator);
    }

    /// @inheritdoc IFeeRouter
    function pullHost(uint16 host) external nonReentrant returns (uint256 amount) {
        uint256 before = WATT.balanceOf(address(this));
        uint32 licence;
        (amount, licence) = EXCHANGE.withdrawHostFees(host);
        _checkReceived(before, amount);
        if (amount == 0) return 0;
        // Whoever a host names, for better or worse, is credited: a refusal would keep its number from others.
        address payee = HOSTS.payeeOf(licence);
        owed[payee] += amount;
        totalOwed += amount;
        emit HostFeesCredited(host, licence, payee, amount);
    }

    /// @inheritdoc IFeeRouter
    function payOut(address payee) external nonReentrant returns (uint256 amount) {
        amount = owed[payee];
        if (amount == 0) return 0;
        owed[payee] = 0;
        totalOwed -= amount;
        emit PaidOut(payee, amount);
        WATT.safeTransfer(payee, amount);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IFeeRouter
    function payeesOf(uint16 operator) external view returns (Payee[] memory) {
        return _payees[operator];
    }

    /// @inheritdoc IFeeRouter
    function adminOf(uint16 operator) external view returns (address) {
        return _admins[operator];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _pull(uint16 operator) private returns (uint256 amount) {
        uint256 before = WATT.balanceOf(address(this));
        amount = EXCHANGE.withdrawFees(operator);
        _checkReceived(before, amount);
        if (amount == 0) return 0;
        totalOwed += amount;
        emit FeesPulled(operator, amount);
        Payee[] memory payees = _payees[operator];
        uint256[] memory parts = FeeSplit.partsDown(amount, payees);
        for (uint256 i; i < payees.length; ++i) {
            owed[payees[i].payee] += parts[i];
            emit FeesCredited(operator, payees[i].payee, parts[i]);
        }
    }

    function _setPayees(uint16 operator, Payee[] calldata payees) private {
        _checkPayees(payees);
        // New payees have no part in what was earned under the old.
        if (_payees[operator].length != 0) _pull(operator);
        _payees[operator] = payees;
        emit PayeesSet(operator, payees);
    }

    /// @param before {base unit} that the router held
    function _checkReceived(uint256 before, uint256 amount) private view {
        uint256 received = WATT.balanceOf(address(this)) - before;
        if (received != amount) revert ReceiptMismatch(amount, received);
    }

    function _checkPayees(Payee[] calldata payees) private view {
        uint256 count = payees.length;
        if (count == 0 || count > MAX_PAYEES) revert PayeeCountOutOfRange(count, MAX_PAYEES);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            address payee = payees[i].payee;
            if (_isOwn(payee)) revert InvalidPayee(payee);
            for (uint256 j; j < i; ++j) if (payees[j].payee == payee) revert DuplicatePayee(payee);
            if (payees[i].weight == 0) revert ZeroWeight(payee);
            sum += payees[i].weight;
        }
        if (sum != FeeSplit.WHOLE) revert WeightsMismatch(sum, FeeSplit.WHOLE);
    }

    /// @dev Whether money sent to this address would be lost.
    function _isOwn(address payee) private view returns (bool) {
        return payee == address(0) || payee == address(this) || payee == address(EXCHANGE) || payee == address(WATT);
    }
}
