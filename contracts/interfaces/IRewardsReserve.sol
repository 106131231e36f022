// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice How lots of WATT are sold.
/// @param startPrice {wad} of GRID for a WATT, when a lot begins; floorPrice..10^24
/// @param floorPrice {wad} of GRID for a WATT, below which nothing is sold; 10^12 at least
/// @param lotSize {base unit} the most WATT that is sold at once, 1..1,000,000 WATT
/// @param halving {s} in which the price falls by half, 10 minutes..1 day
/// @param duration {s} of a lot, 1 hour..7 days; the next begins no sooner than that, whenever it was sold
struct LotTerms {
    uint96 startPrice;
    uint96 floorPrice;
    uint128 lotSize;
    uint32 halving;
    uint32 duration;
}

/// @notice WATT for sale, with the terms that held when it began.
/// @param left {base unit} not sold yet
/// @param beganAt {s}
/// @param endsAt {s} the first second at which nothing of it is sold any more
/// @param startPrice {wad} @param floorPrice {wad} @param halving {s} as in LotTerms
struct Lot {
    uint128 left;
    uint40 beganAt;
    uint40 endsAt;
    uint32 halving;
    uint96 startPrice;
    uint96 floorPrice;
}

/// @title Rewards reserve
/// @notice Turns its part of the market fees, WATT, into GRID for those who stake: it sells WATT lot by lot to whoever pays
/// GRID, and all GRID goes into the rewards fund of {IStaking} in the same call.
///
/// A lot begins at the start price and falls, by half in each halving, linearly within it, to the floor price. So the market
/// finds the price, nobody reports one, and a second lowers it by a 600th at most. Between the beginnings of two lots lies the
/// duration of the first: whatever goes wrong with a price, one lot in each duration is all that it can cost.
interface IRewardsReserve {
    // --- events ---------------------------------------------------------------------------------------------------

    event LotTermsSet(LotTerms terms);
    /// @notice WATT is for sale. @param amount {base unit}
    event LotBegun(uint256 amount, uint256 endsAt);
    /// @notice Somebody bought WATT. @param amount {base unit} @param cost {wad} of GRID
    event LotSold(address indexed buyer, uint256 amount, uint256 cost);
    /// @notice GRID went into the rewards fund. @param amount {wad}
    event ReserveFunded(uint256 amount);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice Terms outside their bounds.
    error LotTermsOutOfRange(LotTerms terms);
    /// @notice The lot before lasts until this time {s}, even where it is sold.
    error LotNotOver(uint256 endsAt);
    /// @notice So little WATT {base unit} is no lot: it would only keep more from being sold.
    error LotTooSmall(uint256 balance, uint256 least);
    /// @notice Nothing is for sale: no lot has begun, or it is sold or over.
    error NothingForSale();
    /// @notice Nobody buys nothing.
    error NothingBought();
    /// @notice The price {wad} is above what the buyer pays at most.
    error PriceTooHigh(uint256 price, uint256 most);

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @notice Puts what WATT there is, a lot at most, up for sale. Anyone may, once the lot before is over.
    function beginLot() external;

    /// @notice Buys WATT of the present lot for GRID of the caller, who has approved this contract.
    /// @param amount {base unit} of WATT; where less is left, all that is
    /// @param maxPrice {wad} of GRID for a WATT that the caller pays at most
    /// @return bought {base unit}
    /// @return cost {wad} of GRID, rounded up
    function buy(uint128 amount, uint256 maxPrice) external returns (uint256 bought, uint256 cost);

    /// @notice Moves GRID that lies here, such as a grant of the treasury, into the rewards fund. Anyone may.
    /// @return amount {wad}; 0 where there is none
    function fund() external returns (uint256 amount);

    /// @notice Sets the terms of lots that begin from now on. Role of governance.
    function setTerms(LotTerms calldata terms) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice {wad} of GRID for a WATT, now; 0 where nothing is for sale.
    function price() external view returns (uint256);

    /// @notice The terms of lots to come.
    function terms() external view returns (LotTerms memory);

    /// @notice The present lot, or the last.
    function lot() external view returns (Lot memory);
}
