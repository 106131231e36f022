// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry, Identity, IdentityAttestation} from "../interfaces/IIdentityRegistry.sol";

/// @title Identity registry
/// @notice See {IIdentityRegistry}.
contract IdentityRegistry is IIdentityRegistry, AccessManaged, EIP712 {
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "IdentityAttestation(address wallet,bytes32 subject,bytes8 jurisdiction,bytes2 country,uint8 tier,"
        "uint40 issuedAt,uint40 validUntil)"
    );
    uint256 private constant TIERS = 3;

    /// @inheritdoc IIdentityRegistry
    mapping(bytes8 jurisdiction => mapping(address provider => bool)) public isProvider;
    mapping(address wallet => Identity) private _identities;

    /// @param authority AccessManager that says who licenses providers
    constructor(address authority) AccessManaged(authority) EIP712("Gridwatt Identity", "1") {}

    // --- attestations ---------------------------------------------------------------------------------------------

    /// @inheritdoc IIdentityRegistry
    function attest(IdentityAttestation calldata a, address provider, bytes calldata signature) external {
        _checkForm(a);
        if (!isProvider[a.jurisdiction][provider]) revert NotProvider(a.jurisdiction, provider);
        Identity storage known = _identities[a.wallet];
        if (a.issuedAt <= known.issuedAt) revert IdentityNotNewer(a.issuedAt, known.issuedAt);
        // Also once its word counts no more: whoever answers for a wallet can propose to move what it holds.
        bool isOther = known.provider != address(0) && known.provider != provider && msg.sender != a.wallet;
        if (isOther || (isValid(a.wallet) && known.jurisdiction != a.jurisdiction)) {
            revert IdentityOfOther(a.wallet, known.jurisdiction, known.provider);
        }
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, a)));
        if (!SignatureChecker.isValidSignatureNowCalldata(provider, digest, signature)) {
            revert InvalidProviderSignature(provider);
        }
        _identities[a.wallet] = Identity(
            a.subject,
            a.jurisdiction,
            a.country,
            a.tier,
            a.issuedAt,
            a.validUntil,
            provider
        );
        emit IdentityAttested(
            a.wallet,
            a.subject,
            provider,
            a.jurisdiction,
            a.country,
            a.tier,
            a.issuedAt,
            a.validUntil
        );
    }

    /// @inheritdoc IIdentityRegistry
    function revoke(address wallet) external {
        Identity storage known = _identities[wallet];
        bool isLicensed = isProvider[known.jurisdiction][msg.sender];
        // Each revocation outdates what others have just signed: who lost the licence could keep them out for ever.
        if (msg.sender != known.provider || !isLicensed) revert NotProvider(known.jurisdiction, msg.sender);
        _revoke(wallet);
    }

    /// @inheritdoc IIdentityRegistry
    function revokeByOffice(address wallet) external restricted {
        if (_identities[wallet].provider == address(0)) revert NoIdentity(wallet);
        _revoke(wallet);
    }

    // --- providers ------------------------------------------------------------------------------------------------

    /// @inheritdoc IIdentityRegistry
    function setProvider(bytes8 jurisdiction, address provider, bool licensed) external restricted {
        isProvider[jurisdiction][provider] = licensed;
        emit ProviderSet(jurisdiction, provider, licensed);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IIdentityRegistry
    function identityOf(address wallet) external view returns (Identity memory) {
        return _identities[wallet];
    }

    /// @inheritdoc IIdentityRegistry
    function isValid(address wallet) public view returns (bool) {
        Identity storage known = _identities[wallet];
        return block.timestamp < known.validUntil && isProvider[known.jurisdiction][known.provider];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _checkForm(IdentityAttestation calldata a) private view {
        bool whole = a.wallet != address(0) && a.subject != 0 && a.jurisdiction != 0 && a.country != 0;
        if (!whole || a.tier == 0 || a.tier > TIERS) revert InvalidIdentity(a.wallet);
        if (a.issuedAt > block.timestamp || a.validUntil <= block.timestamp) {
            revert InvalidValidity(a.issuedAt, a.validUntil);
        }
    }

    /// @dev Attestations from before the revocation cannot come back.
    function _revoke(address wallet) private {
        Identity storage known = _identities[wallet];
        (known.issuedAt, known.validUntil) = (uint40(block.timestamp), 0);
        emit IdentityRevoked(wallet, msg.sender);
    }
}
