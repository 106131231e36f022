// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Account registry
/// @notice Who owns which account, who may trade for it, and in which exchange and zone it is at home. One registry
/// serves many market areas. Accounts are numbered from 1 in the order of opening.
interface IAccountRegistry {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice An account came into being.
    event AccountOpened(uint32 indexed account, address indexed owner);
    /// @notice The exchange of a market area is served from now on.
    event AreaAdded(address indexed exchange);
    /// @notice An account got a home: the place of its meter.
    event ZoneAssigned(uint32 indexed account, address indexed exchange, uint8 zone);
    /// @notice An owner offered an account to somebody, or withdrew the offer (`to` is zero).
    event AccountOffered(uint32 indexed account, address indexed to);
    /// @notice An account changed hands; all its delegates lost their rights.
    event AccountTransferred(uint32 indexed account, address indexed from, address indexed to);
    /// @notice A delegate may trade for the account up to and including this time {s}; 0: not any more.
    event DelegateSet(uint32 indexed account, address indexed delegate, uint40 until);
    /// @notice All delegates of an account lost their rights.
    /// @param epoch number of the account's present set of delegates
    event DelegatesRevoked(uint32 indexed account, uint64 epoch);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice No account has this number.
    error AccountNotFound(uint256 account);
    /// @notice An account needs an owner.
    error InvalidOwner(address owner);
    /// @notice The caller does not own the account.
    error NotOwner(uint256 account, address caller);
    /// @notice The account has been offered to somebody else, or to nobody.
    error NotOffered(uint256 account, address caller);
    /// @notice Not a contract, or one without a market area.
    error NotAnExchange(address exchange);
    /// @notice The exchange asks another registry who owns accounts.
    error ForeignExchange(address exchange, address registry);
    /// @notice The exchange is served already.
    error AreaKnown(address exchange);
    /// @notice The exchange is not served.
    error AreaNotKnown(address exchange);
    /// @notice The caller does not assign accounts to the zone.
    error NotRegistrar(address exchange, uint256 zone, address caller);
    /// @notice Nobody can trade as the zero address.
    error InvalidDelegate(address delegate);
    /// @notice The end {s} of a delegate's rights is not in the future.
    error UntilInPast(uint256 until);

    // --- accounts -------------------------------------------------------------------------------------------------

    /// @notice Opens an account. Anyone may open one for anyone.
    /// @param owner not zero
    /// @return account its number
    function openAccount(address owner) external returns (uint32 account);

    /// @notice Offers an account to a new owner, who has to accept it; replaces an offer before. Only the owner may call.
    /// @param to zero withdraws the offer
    function offerAccount(uint32 account, address to) external;

    /// @notice Takes over an offered account, with its funds and obligations and without its delegates. Refused by the
    /// exchange while the owner owes anything there.
    function acceptAccount(uint32 account) external;

    /// @notice Gives an account of `from` to `to`, with its funds and obligations and without its delegates. Role of key
    /// recovery.
    function recoverAccount(uint32 account, address from, address to) external;

    // --- areas ----------------------------------------------------------------------------------------------------

    /// @notice Serves the exchange of one more market area, for good. Restricted.
    function addArea(address exchange) external;

    /// @notice Makes a zone of an exchange the account's home. Only the registrar of that zone may call. Refused by the
    /// exchange where the account has open orders or unsettled energy or, if it leaves the exchange, free funds.
    function assignZone(uint32 account, address exchange, uint8 zone) external;

    // --- delegates ------------------------------------------------------------------------------------------------

    /// @notice Lets a delegate trade for the account: place, replace, cancel, claim and net, never withdraw. Only the
    /// owner may call.
    /// @param until {s} last second at which it holds, in the future; 0 revokes
    function setDelegate(uint32 account, address delegate, uint40 until) external;

    /// @notice Revokes all delegates of the account. Only the owner may call.
    function revokeDelegates(uint32 account) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice Whether `delegate` may trade for the account now.
    function isDelegate(uint256 account, address delegate) external view returns (bool);

    /// @notice What is known of an account; all 0 if it was never opened.
    /// @return owner who may withdraw
    /// @return exchange where it is at home, zero before the first assignment
    /// @return zone its home there
    /// @return epoch number of its present set of delegates
    function accountOf(
        uint32 account
    ) external view returns (address owner, address exchange, uint8 zone, uint64 epoch);

    /// @notice To whom the account is offered; zero where it is not.
    function offerOf(uint32 account) external view returns (address to);

    /// @notice {s} last second at which the delegate may trade for the account; 0 where it may not.
    function delegateUntil(uint32 account, address delegate) external view returns (uint40);

    /// @notice How many accounts have been opened: also the number of the latest.
    function accountCount() external view returns (uint32);

    /// @notice Whether the exchange is served.
    function isArea(address exchange) external view returns (bool);
}
