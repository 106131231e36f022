// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ICompliance} from "../interfaces/ICompliance.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IReserve} from "../interfaces/IReserve.sol";
import {IWattToken} from "../interfaces/IWattToken.sol";
import {Pause} from "../types/Pause.sol";

/**
 * @title WATT, the money in which energy is paid
 * @notice One token per currency (WATT-EUR, WATT-AUD, ...), worth one unit of it, with 18 decimals. See {IWattToken} for
 * what issuer and authorities may do.
 * @dev Signed transfers (ERC-3009) and gasless approvals (ERC-2612) come in two forms: `v, r, s`, which only keys can
 * sign, and `bytes`, which contract wallets (ERC-1271) can sign too. Both forms spend the same nonces, so a signature
 * works once, whichever form carries it. A contract that takes a signed payment should use {receiveWithAuthorization}:
 * nobody else can then submit it and leave the contract unaware of the money.
 *
 * Signatures are bound to the token's name, its address and the chain. Currencies therefore need different names, and
 * a name has at most 31 bytes, or the constructor reverts.
 *
 * Every movement passes {_update}, which holds all checks; only a forced transfer goes round them.
 */
contract WattToken is IWattToken, ERC20Permit, ERC3009, AccessManaged {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    /// @dev A frozen amount that stands for the whole account, whatever it will hold.
    uint256 private constant WHOLE_ACCOUNT = type(uint256).max;

    bytes3 private immutable _CURRENCY;

    /// @inheritdoc IWattToken
    IReserve public reserve;
    /// @inheritdoc IWattToken
    ICompliance public compliance;
    /// @inheritdoc IWattToken
    mapping(address account => bool) public isEscrow;
    mapping(address account => uint256 amount) private _frozen;
    Pause private _mintPause;

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

    // --- issuing --------------------------------------------------------------------------------------------------

    /// @inheritdoc IWattToken
    function mint(address to, uint256 amount) external restricted {
        _mint(to, amount);
    }

    /// @inheritdoc IWattToken
    function burn(uint256 amount) external restricted {
        _burn(_msgSender(), amount);
    }

    /// @inheritdoc IWattToken
    function setReserve(address reserve_) external restricted {
        if (reserve_.code.length == 0) revert IExchangeBase.NotAContract(reserve_);
        reserve = IReserve(reserve_);
        emit ReserveSet(reserve_);
    }

    /// @inheritdoc IWattToken
    function setCompliance(address compliance_) external restricted {
        if (compliance_.code.length == 0) revert IExchangeBase.NotAContract(compliance_);
        compliance = ICompliance(compliance_);
        emit WattComplianceSet(compliance_);
    }

    /// @inheritdoc IWattToken
    function pauseMint() external restricted {
        emit MintPaused(_mintPause.begin());
    }

    /// @inheritdoc IWattToken
    function unpauseMint() external restricted {
        _mintPause.end();
        emit MintUnpaused();
    }

    // --- authorities ----------------------------------------------------------------------------------------------

    /// @inheritdoc IWattToken
    function setEscrow(address account) external restricted {
        require(account.code.length != 0, EscrowWithoutCode(account));
        require(_frozen[account] == 0, EscrowFrozen(account));
        isEscrow[account] = true;
        emit EscrowSet(account);
    }

    /// @inheritdoc IWattToken
    function setFrozenTokens(address account, uint256 amount) external restricted returns (bool) {
        require(account != address(0), ERC20InvalidSender(account));
        require(!isEscrow[account], EscrowFrozen(account));
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IWattToken
    function forcedTransfer(
        address from,
        address to,
        uint256 amount,
        bytes32 legalOrder
    ) external restricted returns (bool) {
        require(legalOrder != 0, NoLegalOrder());
        require(from != address(0), ERC20InvalidSender(from));
        require(to != address(0), ERC20InvalidReceiver(to));
        require(!isEscrow[from], EscrowFrozen(from));
        uint256 unfrozen = _unfrozenOf(from);
        ERC20._update(from, to, amount);
        // What was taken of the frozen part is frozen no more; what is frozen beyond the balance stays so.
        if (amount > unfrozen && canSend(from)) _setFrozen(from, _frozen[from] - (amount - unfrozen));
        emit ForcedTransfer(from, to, amount);
        emit LegalOrderExecuted(legalOrder, from, to, amount);
        return true;
    }

    /// @inheritdoc IWattToken
    function recover(address from, address to) external restricted {
        require(!isEscrow[from], EscrowFrozen(from));
        uint256 amount = _unfrozenOf(from);
        _transfer(from, to, amount);
        emit ForcedTransfer(from, to, amount);
    }

    // --- signed approvals and payments ----------------------------------------------------------------------------

    /**
     * @notice Lets `spender` move `value` of `owner`; anyone may submit what `owner` has signed.
     * @param owner Who has signed: a key or an ERC-1271 wallet.
     * @param spender Who may move it.
     * @param value {wad} How much.
     * @param deadline {s} The last second at which the signature works.
     * @param signature What `owner` has signed: ERC-2612 `Permit`.
     */
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        require(block.timestamp <= deadline, ERC2612ExpiredSignature(deadline));
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        require(_isSigned(owner, structHash, signature), ERC2612InvalidSigner(address(0), owner));
        _approve(owner, spender, value);
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

    // --- views ----------------------------------------------------------------------------------------------------

    /**
     * @notice The currency that one WATT of this token stands for.
     * @return Its ISO 4217 code.
     */
    function currency() external view returns (string memory) {
        return string(abi.encodePacked(_CURRENCY));
    }

    /// @inheritdoc IWattToken
    function mintPausedUntil() external view returns (uint256) {
        return _mintPause.isOn() ? _mintPause.until : 0;
    }

    /// @inheritdoc IWattToken
    function getFrozenTokens(address account) external view returns (uint256) {
        return _frozen[account];
    }

    /// @inheritdoc IWattToken
    function canSend(address account) public view returns (bool) {
        return _frozen[account] != WHOLE_ACCOUNT;
    }

    /// @inheritdoc IWattToken
    function canReceive(address account) public view returns (bool) {
        return _frozen[account] != WHOLE_ACCOUNT;
    }

    /// @inheritdoc IWattToken
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        return canSend(from) && (canReceive(to) || isEscrow[from]) && amount <= _unfrozenOf(from);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev What comes out of escrow is the receiver's own, so it arrives even where the account is frozen: whoever holds
    /// in escrow can always empty it.
    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) {
            require(!_mintPause.isOn(), MintIsPaused(_mintPause.until));
            require(canReceive(to), ERC7943CannotReceive(to));
            super._update(from, to, value);
            require(address(compliance) != address(0), NoCompliance());
            compliance.checkMint(to, value, balanceOf(to));
            require(address(reserve) != address(0), NoReserve());
            return reserve.requireBacked(totalSupply());
        }
        if (_frozen[from] != 0) _checkUnfrozen(from, value);
        if (!canReceive(to) && !isEscrow[from]) revert ERC7943CannotReceive(to);
        super._update(from, to, value);
    }

    function _checkUnfrozen(address from, uint256 value) private view {
        require(canSend(from), ERC7943CannotSend(from));
        uint256 unfrozen = _unfrozenOf(from);
        // What the account does not have at all is the token's own error.
        if (value > unfrozen && value <= balanceOf(from)) {
            revert ERC7943InsufficientUnfrozenBalance(from, value, unfrozen);
        }
    }

    function _unfrozenOf(address account) private view returns (uint256) {
        (uint256 balance, uint256 frozen) = (balanceOf(account), _frozen[account]);
        return balance > frozen ? balance - frozen : 0;
    }

    function _setFrozen(address account, uint256 amount) private {
        _frozen[account] = amount;
        emit Frozen(account, amount);
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        require(_isSigned(signer, structHash, signature), ERC3009InvalidSignature());
    }

    function _isSigned(address signer, bytes32 structHash, bytes calldata signature) private view returns (bool) {
        return SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature);
    }
}
