// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IDiscounts} from "../interfaces/IDiscounts.sol";
import {HostData, IHosting} from "../interfaces/IHosting.sol";
import {Account, AccountLib} from "../types/Account.sol";
import {HostFees, HostFeesLib} from "../types/HostFees.sol";
import {Units} from "../types/Units.sol";
import {Ledger} from "./Ledger.sol";

/// @title Hosts and discounts
/// @notice See {IHosting}. Shares and discounts are bounded here, whatever the registry and the pluggable part say.
abstract contract HostShares is IHosting, Ledger {
    using SafeERC20 for IERC20;

    /// @inheritdoc IHosting
    function refreshHost(uint16 host) external {
        HostFees fees = _hostFeesOf(host);
        (uint256 licence, uint256 share) = HOSTS.shareOf(host);
        share = Math.min(share, HostFeesLib.SHARE_MAX);
        if (licence != fees.licence()) {
            (, uint256 due) = fees.withdrawnRoundedDown();
            if (due != 0) revert HostFeesDue(host, due);
        } else if (share == fees.share()) {
            return;
        }
        _hostFees[host] = fees.withShare(licence, share);
        if (host > _hosting.lastHost) _hosting.lastHost = uint8(host);
        emit HostShareSet(host, uint32(licence), share);
    }

    /// @inheritdoc IHosting
    /// @dev A part that fails changes nobody's discount: were it taken for no discount, whoever calls with too little gas
    /// could take others' away.
    function refreshDiscounts(uint32[] calldata accounts) external {
        IDiscounts part = _hosting.discounts;
        for (uint256 i; i < accounts.length; ++i) {
            if (accounts[i] == Units.PARTY) continue;
            Account a = _accountOf(accounts[i]);
            uint256 discount;
            if (address(part) != address(0)) discount = Math.min(part.discountOf(a.owner()), AccountLib.DISCOUNT_MAX);
            if (discount == a.discount()) continue;
            _accounts[accounts[i]] = a.withDiscount(discount);
            emit DiscountSet(accounts[i], uint8(discount));
        }
    }

    /// @inheritdoc IHosting
    function withdrawHostFees(uint16 host) external restricted nonReentrant returns (uint256 amount, uint32 licence) {
        (HostFees fees, uint256 units) = _hostFeesOf(host).withdrawnRoundedDown();
        (amount, licence) = (units * UNIT, uint32(fees.licence()));
        if (amount == 0) return (0, licence);
        _hostFees[host] = fees;
        emit HostFeesWithdrawn(host, licence, amount);
        IERC20(WATT).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IHosting
    function setDiscounts(address discounts_) external restricted {
        if (discounts_ != address(0) && discounts_.code.length == 0) revert NotAContract(discounts_);
        _hosting.discounts = IDiscounts(discounts_);
        emit DiscountsSet(discounts_);
    }

    /// @inheritdoc IHosting
    function hostData(uint16 host) external view returns (HostData memory) {
        if (host > HostFeesLib.MAX_HOST) return HostData(0, 0, 0, 0);
        HostFees fees = _hostFees[host];
        return HostData(uint32(fees.licence()), uint16(fees.share()), fees.owed(), fees.kept());
    }

    /// @inheritdoc IHosting
    function discounts() external view returns (address) {
        return address(_hosting.discounts);
    }

    function _hostFeesOf(uint16 host) private view returns (HostFees) {
        if (host == 0 || host > HostFeesLib.MAX_HOST) revert UnknownHost(host);
        return _hostFees[host];
    }
}
