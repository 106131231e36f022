// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IClearing} from "../interfaces/IClearing.sol";

/// @dev Ratings as the test sets them, the same in every slot; one meter for each account that has any.
contract MeterRegistryMock {
    struct Rating {
        uint64 meters;
        uint64 ratedImport;
        uint64 ratedExport;
    }

    mapping(uint256 account => Rating) private _ratings;
    Rating private _totals;

    function setRating(address exchange, uint32 account, uint64 ratedImport, uint64 ratedExport) external {
        Rating memory old = _ratings[account];
        bool metered = ratedImport + ratedExport != 0;
        if (metered && old.meters == 0) IClearing(exchange).startSupply(account);
        Rating memory rating = Rating(metered ? 1 : 0, ratedImport, ratedExport);
        _ratings[account] = rating;
        _totals.meters = _totals.meters + rating.meters - old.meters;
        _totals.ratedExport = _totals.ratedExport + rating.ratedExport - old.ratedExport;
    }

    function ratingOf(uint256 account, uint256) external view returns (uint256, uint256, uint256) {
        Rating memory rating = _ratings[account];
        return (rating.meters, rating.ratedImport, rating.ratedExport);
    }

    function totalsOf(address, uint256) external view returns (uint256, uint256) {
        return (_totals.meters, _totals.ratedExport);
    }
}
