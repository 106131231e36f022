// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase, Order} from "../../contracts/interfaces/IExchangeBase.sol";
import {OrderId} from "../../contracts/types/OrderId.sol";
import {PauseLib} from "../../contracts/types/Pause.sol";
import {VM} from "./Cheats.sol";
import {Trading} from "./Trading.sol";

/// @dev The verbs around the book, and calls that must be refused.
abstract contract Clearing is Trading {
    /// @dev First of the three slots with which the present lap of the ring began.
    uint32 internal base;

    // --- money ----------------------------------------------------------------------------------------------------

    function deposit(uint256 seed) external {
        seed = _mix(seed);
        _deposit(uint32(1 + (seed % ACCOUNTS)), 1 + ((seed >> 32) % 1_000_000));
        _did(Act.Deposit);
    }

    function withdraw(uint256 seed) external {
        seed = _mix(seed);
        if (_withdraw(seed)) _did(Act.Withdraw);
    }

    /// @dev A gift is nobody's.
    function donate(uint256 seed) external {
        seed = _mix(seed);
        uint256 amount = 1 + (seed % 1e15);
        watt.transfer(address(exchange), amount);
        donated += amount;
        _did(Act.Donate);
    }

    function net(uint256 seed) external {
        seed = _mix(seed);
        if (_net(seed)) _did(Act.Net);
    }

    function _withdraw(uint256 seed) private returns (bool) {
        uint32 account = uint32(1 + (seed % ACCOUNTS));
        if (free[account] == 0) return false;
        uint256 units = (seed >> 32) % 8 == 0 ? free[account] : 1 + ((seed >> 64) % free[account]);
        Bystander[] memory before = _watch(base);
        VM.prank(_ownerOf(account));
        exchange.withdraw(account, units * UNIT);
        i07_nobodyElseLoses(before, _ownerOf(account), base);
        free[account] -= units;
        worth[account] -= int256(units);
        moneyOut += units;
        arrived = 0;
        return true;
    }

    function _net(uint256 seed) private returns (bool) {
        for (uint32 i; i < ACCOUNTS; ++i) {
            uint32 account = 1 + ((uint32(seed % ACCOUNTS) + i) % ACCOUNTS);
            for (uint256 k; k < slots.length; ++k) {
                Holds storage h = holds[account][slots[k]];
                (uint256 sold, uint256 bought) = _claimable(account, slots[k]);
                (sold, bought) = (h.sold - sold, h.bought - bought);
                uint256 most = sold < bought ? sold : bought;
                if (most == 0) continue;
                _netSome(account, slots[k], (seed >> 32) % 2 == 0 ? most : 1 + ((seed >> 64) % most));
                return true;
            }
        }
        return false;
    }

    function _netSome(uint32 account, uint32 slot, uint256 energy) private {
        VM.prank(_ownerOf(account));
        exchange.net(account, slot, energy);
        Holds storage h = holds[account][slot];
        (h.sold, h.bought) = (h.sold - energy, h.bought - energy);
        free[account] += energy * (_floor(slot) + _depth(slot));
        slotOf[slot].netted += energy;
        (arrived, touched) = (0, slot);
    }

    // --- exits that nothing closes --------------------------------------------------------------------------------

    /// @dev While new risk is stopped nothing is placed, and everything that lowers risk goes on. A pause cannot follow the
    /// last at once.
    function whilePaused(uint256 seed) external {
        seed = _mix(seed);
        if (block.timestamp < pauseFrom) return _refusePause();
        exchange.pause();
        pauseFrom = block.timestamp + PauseLib.LENGTH + PauseLib.COOLDOWN;
        _refuseOrder(seed, IExchangeBase.NewRiskPaused.selector);
        _exit(seed);
        exchange.unpause();
        _did(Act.WhilePaused);
    }

    function _refusePause() private {
        try exchange.pause() {
            revert("a pause too soon");
        } catch (bytes memory reason) {
            require(bytes4(reason) == PauseLib.PauseTooSoon.selector, "another reason");
        }
    }

    function whileBarred(uint256 seed) external {
        seed = _mix(seed);
        for (uint32 account = 1; account <= ACCOUNTS; ++account) _bar(account, true);
        _refuseOrder(seed, IExchangeBase.AccountNotCleared.selector);
        _exit(seed);
        for (uint32 account = 1; account <= ACCOUNTS; ++account) _bar(account, false);
        _did(Act.WhileBarred);
    }

    function _exit(uint256 seed) private {
        _cancelOne(seed);
        if (live.length != 0) {
            OrderId id = orders[live[seed % live.length]].id;
            VM.prank(STRANGER);
            exchange.claim(_one(id));
            _claimById(id);
        }
        _net(seed);
        _withdraw(seed >> 8);
        (arrived, touched) = (0, 0);
    }

    function _refuseOrder(uint256 seed, bytes4 reason) private {
        for (uint256 i; i < slots.length; ++i) {
            if (!_tradable(slots[i])) continue;
            Order memory o = _order(uint32(1 + (seed % ACCOUNTS)), slots[i]);
            (o.energy, o.limit) = (100, slotOf[slots[i]].long);
            _refused(_ownerOf(o.account), abi.encodeCall(exchange.placeOrder, (o)), reason, "8: taken all the same");
            return;
        }
    }

    function afterTheGate(uint256 seed) external {
        seed = _mix(seed);
        for (uint256 i; i < slots.length; ++i) {
            uint32 slot = slots[(seed + i) % slots.length];
            if (_tradable(slot) || slotOf[slot].left) continue;
            Order memory o = _order(uint32(1 + ((seed >> 32) % ACCOUNTS)), slot);
            (o.energy, o.limit) = (100, slotOf[slot].long);
            bool begun = block.timestamp >= _begin(slot);
            i17_nothingAfterTheGate(o, begun ? IExchangeBase.SlotInPast.selector : IExchangeBase.GateClosed.selector);
            _did(Act.AfterTheGate);
            return;
        }
    }

    function touchEnded(uint256 seed) external {
        seed = _mix(seed);
        for (uint256 i; i < orders.length && i < 8; ++i) {
            GhostOrder storage o = orders[(seed + i) % orders.length];
            if (o.open + o.filled != 0) continue;
            i18_endedStaysEnded(o.id, _ownerOf(o.account));
            _did(Act.TouchEnded);
            return;
        }
    }
}
