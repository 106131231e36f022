// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a provider says of whoever controls a wallet.
/// @param wallet a key or a contract
/// @param subject hash of the person's identity and a secret; the same for all wallets of a person
/// @param jurisdiction whose rules the person was checked by
/// @param country of residence, two letters of ISO 3166-1
/// @param tier 1 to 3, how well the person is known
/// @param issuedAt {s} when it was checked
/// @param validUntil {s} when that ends
struct IdentityAttestation {
    address wallet;
    bytes32 subject;
    bytes8 jurisdiction;
    bytes2 country;
    uint8 tier;
    uint40 issuedAt;
    uint40 validUntil;
}

/// @notice What is known of a wallet; `provider` is zero where nothing is.
struct Identity {
    bytes32 subject;
    bytes8 jurisdiction;
    bytes2 country;
    uint8 tier;
    uint40 issuedAt;
    uint40 validUntil;
    address provider;
}

/// @title Identity registry
/// @notice Who has been checked by whom. No personal data is kept: a hash, a country, a tier and two times.
interface IIdentityRegistry {
    /// @notice A provider may, or may no longer, attest for a jurisdiction. What it attested counts only while it may.
    event ProviderSet(bytes8 indexed jurisdiction, address indexed provider, bool licensed);
    /// @notice A provider has checked whoever controls a wallet.
    event IdentityAttested(
        address indexed wallet,
        bytes32 indexed subject,
        address indexed provider,
        bytes8 jurisdiction,
        bytes2 country,
        uint8 tier,
        uint40 issuedAt,
        uint40 validUntil
    );
    /// @notice What was known of a wallet counts no more.
    event IdentityRevoked(address indexed wallet, address indexed by);

    /// @notice Not licensed for the jurisdiction, or not the provider of the wallet.
    error NotProvider(bytes8 jurisdiction, address provider);
    /// @notice The signature is not the provider's.
    error InvalidProviderSignature(address provider);
    /// @notice Something of the attestation is empty, or a tier outside 1 to 3.
    error InvalidIdentity(address wallet);
    /// @notice Checked in the future, or valid until a time that has passed.
    error InvalidValidity(uint256 issuedAt, uint256 validUntil);
    /// @notice Not newer than what is known of the wallet, or than its revocation.
    error IdentityNotNewer(uint256 issuedAt, uint256 last);
    /// @notice Another jurisdiction answers for the wallet or, unless the wallet itself submits it, another provider did last.
    error IdentityOfOther(address wallet, bytes8 jurisdiction, address provider);
    /// @notice Nobody answers for the wallet.
    error NoIdentity(address wallet);

    /// @notice Takes in what a provider has signed. Anyone may submit it; where another provider gave its word before, only
    /// the wallet itself, whether that word still counts or not.
    /// @param signature EIP-712 `IdentityAttestation` of the provider, a key or an ERC-1271 contract
    function attest(IdentityAttestation calldata attestation, address provider, bytes calldata signature) external;

    /// @notice Withdraws what was attested of a wallet. Only its provider may call, while licensed.
    function revoke(address wallet) external;

    /// @notice Withdraws what was attested of a wallet. Role of compliance.
    function revokeByOffice(address wallet) external;

    /// @notice Licenses a provider for a jurisdiction, or ends that. Role of compliance.
    function setProvider(bytes8 jurisdiction, address provider, bool licensed) external;

    /// @notice What is known of a wallet, whether it counts or not.
    function identityOf(address wallet) external view returns (Identity memory);

    /// @notice Whether what is known of a wallet counts now.
    function isValid(address wallet) external view returns (bool);

    function isProvider(bytes8 jurisdiction, address provider) external view returns (bool);
}
