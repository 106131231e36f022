// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ChainFork} from "../../helpers/ChainFork.sol";
import {WattToken} from "../../../contracts/tokens/WattToken.sol";

/// @dev A chain that forks keeps the tokens' state on both sides, signatures included; only the chain's id tells them
/// apart, so the domain must follow it.
contract WattChainForkTest is ChainFork {
    WattToken private watt;
    address private payer;
    bytes32 private domain;

    function setUp() public {
        watt = new WattToken("Gridwatt Euro", "WATT-EUR", "EUR", address(new AccessManager(address(this))));
        payer = _signer();
        domain = watt.DOMAIN_SEPARATOR();
    }

    function test_domainFollowsChainId() public {
        _fork();
        require(watt.DOMAIN_SEPARATOR() != domain, "the domain outlived its chain");
        _goBack();
        require(watt.DOMAIN_SEPARATOR() == domain, "the domain is not the chain's own again");
    }

    function test_permitSignedBeforeForkIsRefused() public {
        (uint8 v, bytes32 r, bytes32 s) = _signPermit();
        _fork();
        FORK.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        watt.permit(payer, address(this), 1, block.timestamp, v, r, s);
        _goBack();
        watt.permit(payer, address(this), 1, block.timestamp, v, r, s);
        require(watt.allowance(payer, address(this)) == 1, "the permit is lost on its own chain");
    }

    function test_paymentSignedBeforeForkIsRefused() public {
        (uint8 v, bytes32 r, bytes32 s) = _signPayment();
        uint256 end = block.timestamp + 1;
        _fork();
        FORK.expectPartialRevert(ERC3009.ERC3009InvalidSignature.selector);
        watt.transferWithAuthorization(payer, address(this), 0, 0, end, 0, v, r, s);
        FORK.expectPartialRevert(ERC3009.ERC3009InvalidSignature.selector);
        watt.transferWithAuthorization(payer, address(this), 0, 0, end, 0, abi.encodePacked(r, s, v));
        _goBack();
        watt.transferWithAuthorization(payer, address(this), 0, 0, end, 0, abi.encodePacked(r, s, v));
        require(watt.authorizationState(payer, 0), "the payment is lost on its own chain");
    }

    function _signPermit() private view returns (uint8, bytes32, bytes32) {
        bytes32 permit = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        return _sign(domain, abi.encode(permit, payer, address(this), 1, 0, block.timestamp));
    }

    function _signPayment() private view returns (uint8, bytes32, bytes32) {
        bytes32 payment = keccak256(
            "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        return _sign(domain, abi.encode(payment, payer, address(this), 0, 0, block.timestamp + 1, 0));
    }
}
