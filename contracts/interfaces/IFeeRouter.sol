// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice One of those among whom an operator's fees are shared.
/// @param payee not zero, not the router, the exchange or the currency itself
/// @param weight {basis point} 1..10,000; the weights of an operator's payees sum to 10,000
struct Payee {
    address payee;
    uint16 weight;
}

/// @title Fee router
/// @notice Shares what the exchange has collected for each grid operator (0: the market itself) among the operator's
/// payees. Money is credited here and paid out on call, one payee at a time, so that a payee who cannot receive stops
/// nobody else.
///
/// Each payee gets its share rounded down; what the rounding leaves, less than one base unit per payee, goes to the
/// first. So the parts always sum to the amount.
interface IFeeRouter {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice Another address decides on an operator's payees.
    event AdminSet(uint16 indexed operator, address indexed admin);
    /// @notice An operator's fees are shared in another way from now on.
    event PayeesSet(uint16 indexed operator, Payee[] payees);
    /// @notice An operator's fees came from the exchange. Amounts in base units of WATT.
    event FeesPulled(uint16 indexed operator, uint256 amount);
    /// @notice A payee got its part of an operator's fees.
    event FeesCredited(uint16 indexed operator, address indexed payee, uint256 amount);
    /// @notice A host's shares came from the exchange and were credited to its licence's payee.
    event HostFeesCredited(uint16 indexed host, uint32 indexed licence, address indexed payee, uint256 amount);
    /// @notice A payee was paid all it was owed.
    event PaidOut(address indexed payee, uint256 amount);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice The caller does not decide on the operator's payees.
    error NotOperatorAdmin(uint256 operator, address caller);
    /// @notice Governance itself says who shares the market's own fees.
    error MarketHasNoAdmin();
    /// @notice The operator has no payees yet; its fees stay in the exchange.
    error NoPayees(uint256 operator);
    /// @notice No payees, or more than there may be.
    error PayeeCountOutOfRange(uint256 count, uint256 maximum);
    /// @notice A payee who cannot be paid: zero, the router, the exchange or the currency.
    error InvalidPayee(address payee);
    /// @notice A payee named twice.
    error DuplicatePayee(address payee);
    /// @notice A payee without weight.
    error ZeroWeight(address payee);
    /// @notice Weights that do not sum to 10,000.
    error WeightsMismatch(uint256 sum, uint256 expected);
    /// @notice The exchange says that it paid an amount, and another arrived.
    error ReceiptMismatch(uint256 expected, uint256 received);

    // --- payees ---------------------------------------------------------------------------------------------------

    /// @notice Sets who decides on a grid operator's payees; zero: nobody. Role of the grid's manager.
    /// @param operator not 0: the market has no admin
    function setAdmin(uint16 operator, address admin) external;

    /// @notice Sets who shares an operator's fees. What the exchange holds for it so far is shared by the payees before.
    /// Only the operator's admin may call.
    /// @param payees 1..16, see Payee
    function setPayees(uint16 operator, Payee[] calldata payees) external;

    /// @notice As {setPayees}, for the market's own fees. Role of governance.
    function setMarketPayees(Payee[] calldata payees) external;

    // --- money ----------------------------------------------------------------------------------------------------

    /// @notice Fetches what the exchange holds for an operator and credits it to the payees. Anyone may call.
    /// @return amount base units; 0 where there was nothing
    function pull(uint16 operator) external returns (uint256 amount);

    /// @notice Fetches what the exchange holds for a host and credits it to the payee of the licence that earned it. Anyone
    /// may call.
    /// @param host 1..255
    /// @return amount base units; 0 where there was nothing
    function pullHost(uint16 host) external returns (uint256 amount);

    /// @notice Pays a payee all it is owed. Anyone may call.
    /// @return amount base units; 0 where nothing was owed
    function payOut(address payee) external returns (uint256 amount);

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice Base units credited to a payee and not yet paid.
    function owed(address payee) external view returns (uint256);

    /// @notice Base units credited to all payees and not yet paid: never more than the router holds.
    function totalOwed() external view returns (uint256);

    /// @notice Who shares an operator's fees; the first also gets what rounding leaves.
    function payeesOf(uint16 operator) external view returns (Payee[] memory);

    /// @notice Who decides on an operator's payees.
    function adminOf(uint16 operator) external view returns (address);
}
