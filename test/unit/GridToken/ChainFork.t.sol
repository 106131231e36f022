// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ChainFork} from "../../helpers/ChainFork.sol";
import {GridToken} from "../../../contracts/tokens/GridToken.sol";

/// @dev A permit and a delegation signed before a chain forks are good on their own side only.
contract GridChainForkTest is ChainFork {
    uint256 private constant CAP = 1e24;

    GridToken private grid;
    address private holder;
    bytes32 private domain;

    function setUp() public {
        grid = new GridToken(address(new AccessManager(address(this))), CAP);
        holder = _signer();
        domain = grid.DOMAIN_SEPARATOR();
    }

    function test_permitSignedBeforeForkIsRefused() public {
        bytes32 permit = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes memory message = abi.encode(permit, holder, address(this), 1, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = _sign(domain, message);
        _fork();
        FORK.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        grid.permit(holder, address(this), 1, block.timestamp, v, r, s);
        _goBack();
        grid.permit(holder, address(this), 1, block.timestamp, v, r, s);
        require(grid.allowance(holder, address(this)) == 1, "the permit is lost on its own chain");
    }

    function test_delegationSignedBeforeForkGivesNothing() public {
        bytes32 delegation = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes memory message = abi.encode(delegation, address(this), 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = _sign(domain, message);
        _fork();
        // The signature recovers to somebody else, who has nothing to delegate.
        grid.delegateBySig(address(this), 0, block.timestamp, v, r, s);
        require(grid.delegates(holder) == address(0), "a signature of another chain delegated");
        _goBack();
        grid.delegateBySig(address(this), 0, block.timestamp, v, r, s);
        require(grid.delegates(holder) == address(this), "the delegation is lost on its own chain");
    }
}
