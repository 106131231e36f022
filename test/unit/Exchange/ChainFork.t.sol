// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IExchangeBase, Kind, Order, PricePair, Side} from "../../../contracts/interfaces/IExchangeBase.sol";
import {ChainFork} from "../../helpers/ChainFork.sol";
import {World} from "../../invariant/World.sol";

/// @dev A chain that forks keeps books and nonces on both sides: an order signed before is good on its own side only.
contract ExchangeChainForkTest is World, ChainFork {
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(uint32 account,uint8 zone,uint32 slot,uint8 side,uint40 energy,int24 limit,uint8 kind,"
        "uint40 minFill,uint16 host,uint256 nonce,uint256 deadline)"
    );

    address private trader;
    Order private order;

    function setUp() public {
        trader = _signer();
        uint32 account = registry.openAccount(trader);
        registry.assignZone(account, address(exchange), 1);
        watt.approve(address(exchange), type(uint256).max);
        exchange.deposit(account, UNIT * 1_000_000);
        uint32 slot = uint32(block.timestamp / SLOT_SECONDS + 4);
        PricePair[] memory pairs = new PricePair[](1);
        pairs[0] = PricePair(slot, 0, 500);
        exchange.openSlots(pairs);
        order = Order(account, 1, slot, Side.Buy, 100, 50, Kind.Limit, 0, 0);
    }

    function test_orderSignedBeforeForkIsRefused() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign(_domain(), abi.encode(ORDER_TYPEHASH, order, 7, block.timestamp));
        bytes memory signature = abi.encodePacked(r, s, v);
        uint256 free = exchange.accountData(order.account).free;
        _fork();
        FORK.expectPartialRevert(IExchangeBase.InvalidSignature.selector);
        exchange.placeSigned(order, 7, block.timestamp, trader, signature);
        require(!exchange.nonceUsed(order.account, 7), "a refused order spent its nonce");
        require(exchange.accountData(order.account).free == free, "a refused order took money");
        _goBack();
        exchange.placeSigned(order, 7, block.timestamp, trader, signature);
        require(exchange.accountData(order.account).free == free - 50 * 100, "the order is lost on its own chain");
    }

    function _domain() private view returns (bytes32) {
        (, string memory name, string memory version, uint256 chain, address verifier, , ) = IERC5267(address(exchange))
            .eip712Domain();
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256(bytes(name)),
                    keccak256(bytes(version)),
                    chain,
                    verifier
                )
            );
    }
}
