// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IClearing} from "./IClearing.sol";
import {IHosting} from "./IHosting.sol";
import {IMarketData} from "./IMarketData.sol";
import {IMarketIndex} from "./IMarketIndex.sol";
import {IRestricting} from "./IRestricting.sol";
import {ISettling} from "./ISettling.sol";
import {ITrading} from "./ITrading.sol";
import {IUnlocks} from "./IUnlocks.sol";

/// @title Exchange of one market area
/// @notice Ledger, order books and matching of up to 12 zones: a continuous double auction per zone and delivery slot,
/// coupled at match time, with grid fees by path and escrow by complete sets.
///
/// Money is counted in units of 1 tick x 1 Wh (10^11 base units of an 18-decimal WATT), so price x energy is exact.
///
/// One address, three pieces of code: the exchange itself trades, its extension clears, and a third settles, pays hosts and
/// answers for the index and the unlock schedule. All are immutable.
interface IExchange is ITrading, IClearing, IRestricting, ISettling, IMarketData, IMarketIndex, IUnlocks, IHosting {}
