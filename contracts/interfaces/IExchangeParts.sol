// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAccountRegistry} from "./IAccountRegistry.sol";
import {IHostRegistry} from "./IHostRegistry.sol";
import {IMarketArea} from "./IMarketArea.sol";
import {IMeterRegistry} from "./IMeterRegistry.sol";
import {IWatt} from "./IWatt.sol";

/// @title What an exchange is built on
/// @notice Fixed when the exchange is created.
interface IExchangeParts {
    /// @notice The currency.
    function WATT() external view returns (IWatt);

    /// @notice Who owns accounts.
    function REGISTRY() external view returns (IAccountRegistry);

    /// @notice Zone tree and rules of the market area.
    function AREA() external view returns (IMarketArea);

    /// @notice Which meters count for which account.
    function METERS() external view returns (IMeterRegistry);

    /// @notice Which hosts have a share of the market fee.
    function HOSTS() external view returns (IHostRegistry);

    /// @notice Whether the balancing party trades every deviation, or only takes what was sold and not delivered.
    function RESIDUAL_SUPPLY() external view returns (bool);

    /// @notice Base units of WATT in a money unit: 1 tick x 1 Wh.
    function UNIT() external view returns (uint256);
}
