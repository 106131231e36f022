// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/**
 * @title WATT, the money in which energy is paid
 * @notice One token per currency (WATT-EUR, WATT-AUD, ...), worth one unit of it, with 18 decimals.
 * @dev Signed transfers (ERC-3009) come in two forms: `v, r, s`, which only keys can sign, and `bytes`, which contract
 * wallets (ERC-1271) can sign too. Both forms spend the same nonces, so an authorization works once, whichever form
 * carries it. Gasless approvals (ERC-2612) stay with keys. A contract that takes a signed payment should use
 * {receiveWithAuthorization}: nobody else can then submit it and leave the contract unaware of the money.
 *
 * Signatures are bound to the token's name, its address and the chain. Currencies therefore need different names, and
 * a name has at most 31 bytes, or the constructor reverts.
 */
contract WattToken is ERC20Permit, ERC20Burnable, ERC3009, AccessManaged {
    bytes3 private immutable _CURRENCY;

    /**
     * @notice A currency is named by three capital letters, as in ISO 4217.
     * @param currency What was given instead.
     */
    error InvalidCurrency(string currency);

    /**
     * @param name_ The token's name, at most 31 bytes, e.g. "Gridwatt Euro".
     * @param symbol_ The token's symbol, e.g. "WATT-EUR".
     * @param currency_ The ISO 4217 code of the currency, e.g. "EUR".
     * @param authority The AccessManager that says who may mint.
     */
    constructor(
        string memory name_,
        string memory symbol_,
        string memory currency_,
        address authority
    ) ERC20(name_, symbol_) ERC20Permit(name_) AccessManaged(authority) {
        bytes memory code = bytes(currency_);
        require(code.length == 3, InvalidCurrency(currency_));
        for (uint256 i = 0; i < 3; ++i) {
            require(code[i] >= "A" && code[i] <= "Z", InvalidCurrency(currency_));
        }
        _CURRENCY = bytes3(code);
    }

    /**
     * @notice Creates WATT.
     * @param to Who receives it.
     * @param amount {wad} How much.
     */
    function mint(address to, uint256 amount) external restricted {
        _mint(to, amount);
    }

    /**
     * @notice Moves `value` from `from` to `to`; anyone may submit what `from` has signed.
     * @dev Times of which both have bit 47 set are block numbers, as everywhere in OpenZeppelin's ERC-3009.
     * @param from Who pays and has signed: a key or an ERC-1271 wallet.
     * @param to Who is paid.
     * @param value {wad} How much.
     * @param validAfter {s} The payment works only later than this.
     * @param validBefore {s} The payment works only earlier than this.
     * @param nonce Any 32 bytes which `from` has not used before.
     * @param signature What `from` has signed: ERC-712 `TransferWithAuthorization`.
     */
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(TRANSFER_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _checkSignature(from, structHash, signature);
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /**
     * @notice Moves `value` from `from` to the caller, who must be the `to` that `from` has signed.
     * @dev Times of which both have bit 47 set are block numbers, as everywhere in OpenZeppelin's ERC-3009.
     * @param from Who pays and has signed: a key or an ERC-1271 wallet.
     * @param to Who is paid: the caller.
     * @param value {wad} How much.
     * @param validAfter {s} The payment works only later than this.
     * @param validBefore {s} The payment works only earlier than this.
     * @param nonce Any 32 bytes which `from` has not used before.
     * @param signature What `from` has signed: ERC-712 `ReceiveWithAuthorization`.
     */
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _checkSignature(from, structHash, signature);
        require(to == _msgSender(), ERC20InvalidReceiver(to));
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /**
     * @notice Uses a nonce up, so that no payment signed with it works any more.
     * @param authorizer Whose nonce it is and who has signed: a key or an ERC-1271 wallet.
     * @param nonce The nonce.
     * @param signature What `authorizer` has signed: ERC-712 `CancelAuthorization`.
     */
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _checkSignature(authorizer, keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce)), signature);
        _cancelAuthorization(authorizer, nonce);
    }

    /**
     * @notice The currency that one WATT of this token stands for.
     * @return Its ISO 4217 code.
     */
    function currency() external view returns (string memory) {
        return string(abi.encodePacked(_CURRENCY));
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        require(SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature), ERC3009InvalidSignature());
    }
}
