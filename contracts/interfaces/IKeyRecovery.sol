// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A person's move from a wallet whose key is lost to another.
/// @param to zero where nothing is proposed
/// @param provider who proposed it, having checked that both are the same person's
/// @param ripeAt {s} from when on it can be carried out
struct Recovery {
    address to;
    address provider;
    uint40 ripeAt;
}

/// @title Recovery of a lost key
/// @notice Whoever has lost a key shows up at the provider that checked them, with a new wallet. The provider attests the
/// new wallet for the same subject and proposes the move; it waits seven days, in which whoever holds the old or the new key,
/// the provider or the compliance office calls it off with one transaction. Then anyone carries it out, within 30 days. A
/// wallet that does not want this, or nothing moved to it, refuses it in advance.
interface IKeyRecovery {
    /// @notice A move waits; whatever was proposed for the wallet before is off.
    event RecoveryProposed(address indexed from, address indexed to, address indexed provider, uint40 ripeAt);
    /// @notice Nothing is proposed for the wallet any more.
    event RecoveryCancelled(address indexed from, address indexed by);
    /// @notice A wallet allows no recovery, or allows it again.
    event RecoveryRefused(address indexed wallet, bool refused);

    /// @notice The two wallets are not the same person's by the provider's own word, or that word counts no more.
    error NotSamePerson(address from, address to, address provider);
    /// @notice The wallet has refused recovery.
    error RecoveryIsRefused(address wallet);
    /// @notice Nothing is proposed for the wallet, or it has lapsed.
    error NoRecovery(address from);
    /// @notice It has to wait until this time {s}.
    error RecoveryNotRipe(address from, uint256 ripeAt);
    /// @notice Neither of the two wallets, nor the provider that proposed the recovery.
    error NotCancelling(address from, address caller);

    /// @notice Proposes to move all that is `from`'s to `to`. Only the provider that attested both for one subject may.
    function propose(address from, address to) external;

    /// @notice Calls a recovery off. Only the wallet itself, the one it would move to, or the provider that proposed it.
    function cancel(address from) external;

    /// @notice Calls a recovery off. Role of compliance.
    function cancelByOffice(address from) external;

    /// @notice Lets the calling wallet refuse every recovery, from it or to it, what is proposed included, or allow it again.
    function setRefused(bool refused) external;

    /// @notice Carries a recovery out: moves accounts of `from`, and its WATT as far as it is not frozen. Anyone may, and
    /// again until it lapses, with other accounts.
    /// @param accounts numbers of accounts that `from` owns, with their funds and obligations
    function recover(address from, uint32[] calldata accounts) external;

    /// @notice What is proposed for a wallet, lapsed or not.
    function recoveryOf(address from) external view returns (Recovery memory);

    /// @notice Whether a wallet allows no recovery.
    function isRefused(address wallet) external view returns (bool);
}
