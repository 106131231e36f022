// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICompliance} from "../interfaces/ICompliance.sol";
import {IRestricting} from "../interfaces/IRestricting.sol";
import {Account} from "../types/Account.sol";
import {TradeRules} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";
import {ExchangeStorage} from "./ExchangeStorage.sol";

/// @title Restricting
/// @notice See {IRestricting}. What compliance says is kept in the words that orders read anyway, so that an order asks
/// nobody; a compliance that fails lets nobody in, and keeps nobody from getting out.
abstract contract Restricting is IRestricting, ExchangeStorage {
    // --- compliance -----------------------------------------------------------------------------------------------

    /// @inheritdoc IRestricting
    function refreshClearance(uint32[] calldata accounts) external {
        for (uint256 i; i < accounts.length; ++i) {
            if (accounts[i] == Units.PARTY) continue;
            _accounts[accounts[i]] = _withClearance(accounts[i], _accountOf(accounts[i]));
        }
    }

    /// @inheritdoc IRestricting
    function setCompliance(address compliance_) external restricted {
        if (compliance_.code.length == 0) revert NotAContract(compliance_);
        _restrictions.compliance = ICompliance(compliance_);
        emit ComplianceSet(compliance_);
        _pullTradeRules();
    }

    /// @inheritdoc IRestricting
    function refreshTradeRules() external {
        _pullTradeRules();
    }

    // --- guardian -------------------------------------------------------------------------------------------------

    /// @inheritdoc IRestricting
    function pause() external restricted {
        emit Paused(_restrictions.pause.begin());
        _updateRestriction();
    }

    /// @inheritdoc IRestricting
    function unpause() external restricted {
        _restrictions.pause.end();
        emit Unpaused();
        _updateRestriction();
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev New money is new risk, but for what only pays a debt.
    function _requireDeposit(uint32 account, Account a, uint256 amount) internal {
        if (!_isCleared(a)) revert AccountNotCleared(account);
        _restrictions.compliance.checkDeposit(a.owner(), uint8(a.zone()), amount, a.free() * UNIT + amount);
    }

    /// @dev The account with what compliance says of its owner now. A compliance that fails clears nobody, and stops no
    /// change of owner or zone.
    function _withClearance(uint256 account, Account a) internal returns (Account) {
        (uint256 tier, uint256 until) = (0, 0);
        if (a.owner() != address(0) && address(_restrictions.compliance) != address(0)) {
            try _restrictions.compliance.clearanceOf(address(this), a.owner(), uint8(a.zone())) returns (
                uint8 t,
                uint40 u
            ) {
                if (t != 0) (tier, until) = (t, u);
            } catch {}
        }
        uint256 before = a.clearedUntil();
        a = a.withClearedUntil(until);
        if (tier == _restrictions.tiers[account] && a.clearedUntil() == before) return a;
        _restrictions.tiers[account] = tier;
        emit ClearanceSet(uint32(account), uint8(tier), a.clearedUntil());
        return a;
    }

    /// @dev Takes over what compliance says of every zone. One that fails lets no zone trade.
    function _pullTradeRules() internal {
        uint256 count = _current.zoneCount();
        TradeRules[] memory rules = new TradeRules[](count);
        for (uint256 z; z < count; ++z) {
            if (address(_restrictions.compliance) != address(0)) {
                try _restrictions.compliance.tradeRulesOf(address(this), uint8(z)) returns (TradeRules r) {
                    rules[z] = r;
                } catch {}
            }
            _restrictions.tradeRules[z] = rules[z];
        }
        emit TradeRulesSet(rules);
        _updateRestriction();
    }

    /// @dev Whether orders have to look at the pause and the rules. A pause that ended by itself is looked at until the next
    /// call of this kind.
    function _updateRestriction() private {
        uint256 count = _current.zoneCount();
        bool free = !_restrictions.pause.isOn();
        for (uint256 z; z < count; ++z) free = free && _restrictions.tradeRules[z].isFreeAmong(count);
        _current = _current.withUnrestricted(free);
    }
}
