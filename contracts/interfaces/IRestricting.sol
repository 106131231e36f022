// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IExchangeBase} from "./IExchangeBase.sol";

/// @title Restricting
/// @notice What keeps accounts from new risk: compliance and the guardian. Neither keeps anybody from getting out.
interface IRestricting is IExchangeBase {
    /// @notice Asks compliance again how far the owners of accounts may take new risk. Anyone may call. Owner and zone
    /// changing does so by itself; a revocation has to be brought here.
    function refreshClearance(uint32[] calldata accounts) external;

    /// @notice Asks compliance again which zones may trade with each other, and at which limits. Anyone may call.
    function refreshTradeRules() external;

    /// @notice Names what says who may take new risk, and takes over its rules. Role of governance.
    function setCompliance(address compliance) external;

    /// @notice Stops new orders in all slots for 72 hours; not again within seven days after. Role of the guardian.
    function pause() external;

    /// @notice Allows new orders again. Role of governance.
    function unpause() external;
}
