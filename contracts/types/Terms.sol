// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a slot is traded under, frozen when the slot opens: the zone tree with its tariffs, the market fee and
/// the least energy of an order.
///
///   bits      field
///   0-3       number of zones, 1..12
///   4z..4z+3  parent of zone z (z >= 1; zone 0 is the root, parents have lower numbers)
///   48-215    tariff of zone z {tick}, 14 bits each from 48 + 14z
///   216-227   market fee {tick}
///   228-240   least energy of an order {Wh}
///   241-252   version: which frozen terms these are (wraps; longer than the ring of slots)
///   253       limited: at least one link has a capacity
///   254       unrestricted: no pause, no rules of compliance on orders (read from the current terms only)
///   255       somebody is in debt (read from the current terms only)
type Terms is uint256;

using TermsLib for Terms global;

library TermsLib {
    uint256 internal constant TARIFF_MAX = 0x3FFF;
    uint256 internal constant MARKET_FEE_MAX = 0xFFF;
    uint256 internal constant MIN_ENERGY_MAX = 0x1FFF;
    uint256 internal constant VERSION_MASK = 0xFFF;
    uint256 internal constant UNRESTRICTED = 1 << 254;
    uint256 internal constant DEBTS = 1 << 255;

    function zoneCount(Terms t) internal pure returns (uint256) {
        return Terms.unwrap(t) & 0xF;
    }

    /// @dev For zone >= 1.
    function parentOf(Terms t, uint256 zone) internal pure returns (uint256) {
        unchecked {
            return (Terms.unwrap(t) >> (4 * zone)) & 0xF;
        }
    }

    /// @notice {tick} what the zone's wires cost per kWh.
    function tariffOf(Terms t, uint256 zone) internal pure returns (uint256) {
        unchecked {
            return (Terms.unwrap(t) >> (48 + 14 * zone)) & TARIFF_MAX;
        }
    }

    /// @notice {tick} what the taker pays the market per kWh.
    function marketFee(Terms t) internal pure returns (uint256) {
        return (Terms.unwrap(t) >> 216) & MARKET_FEE_MAX;
    }

    /// @notice {Wh}
    function minEnergy(Terms t) internal pure returns (uint256) {
        return (Terms.unwrap(t) >> 228) & MIN_ENERGY_MAX;
    }

    function version(Terms t) internal pure returns (uint256) {
        return (Terms.unwrap(t) >> 241) & VERSION_MASK;
    }

    function limited(Terms t) internal pure returns (bool) {
        return (Terms.unwrap(t) >> 253) & 1 != 0;
    }

    function unrestricted(Terms t) internal pure returns (bool) {
        return Terms.unwrap(t) & UNRESTRICTED != 0;
    }

    function debts(Terms t) internal pure returns (bool) {
        return Terms.unwrap(t) & DEBTS != 0;
    }

    /// @notice The same terms with another flag that says whether anybody is in debt.
    function withDebts(Terms t, bool any) internal pure returns (Terms) {
        return Terms.wrap(any ? Terms.unwrap(t) | DEBTS : Terms.unwrap(t) & ~DEBTS);
    }

    /// @notice The same terms with another flag that says whether an order has to look at nothing else.
    function withUnrestricted(Terms t, bool on) internal pure returns (Terms) {
        return Terms.wrap(on ? Terms.unwrap(t) | UNRESTRICTED : Terms.unwrap(t) & ~UNRESTRICTED);
    }

    /// @notice The terms with one more zone; the first is the root, with parent 0. For fewer than 12 zones, a parent
    /// among them and tariff <= TARIFF_MAX.
    function withZone(Terms t, uint256 parent, uint256 tariff) internal pure returns (Terms) {
        unchecked {
            uint256 zone = zoneCount(t);
            return Terms.wrap((Terms.unwrap(t) + 1) | (parent << (4 * zone)) | (tariff << (48 + 14 * zone)));
        }
    }

    /// @notice The terms with another tariff {tick} of a zone. For tariff <= TARIFF_MAX.
    function withTariff(Terms t, uint256 zone, uint256 tariff) internal pure returns (Terms) {
        unchecked {
            return _with(t, 48 + 14 * zone, TARIFF_MAX, tariff);
        }
    }

    /// @notice The terms with another market fee {tick}. For fee <= MARKET_FEE_MAX.
    function withMarketFee(Terms t, uint256 fee) internal pure returns (Terms) {
        return _with(t, 216, MARKET_FEE_MAX, fee);
    }

    /// @notice The terms with another least energy {Wh}. For energy <= MIN_ENERGY_MAX.
    function withMinEnergy(Terms t, uint256 energy) internal pure returns (Terms) {
        return _with(t, 228, MIN_ENERGY_MAX, energy);
    }

    /// @notice The terms with the flag that says whether any link has a capacity.
    function withLimited(Terms t, bool limited_) internal pure returns (Terms) {
        return _with(t, 253, 1, limited_ ? 1 : 0);
    }

    /// @notice These terms as the successor of others, whose next version they are and whose flags of the present they
    /// keep.
    function succeeding(Terms t, Terms old) internal pure returns (Terms) {
        unchecked {
            uint256 word = Terms.unwrap(t) & ~(VERSION_MASK << 241) & ~(UNRESTRICTED | DEBTS);
            uint256 next = (version(old) + 1) & VERSION_MASK;
            return Terms.wrap(word | (next << 241) | (Terms.unwrap(old) & (UNRESTRICTED | DEBTS)));
        }
    }

    /// @notice The terms without the flags of the present, as slots keep them.
    function frozen(Terms t) internal pure returns (Terms) {
        return Terms.wrap(Terms.unwrap(t) & ~(UNRESTRICTED | DEBTS));
    }

    /// @dev Puts a value that fits its mask into a field.
    function _with(Terms t, uint256 shift, uint256 mask, uint256 value) private pure returns (Terms) {
        return Terms.wrap((Terms.unwrap(t) & ~(mask << shift)) | (value << shift));
    }
}

/// @notice Limit of a zone's link to its parent. 0 is a link without limit.
///
///   bits      field
///   0-38      capacity {Wh} per slot, in each direction
///   39        set where the link is limited
///   40+28k    band k = 0..6: 14 bits utilisation from which it holds {basis point}, 14 bits surcharge {tick}
///
/// Bands stand in rising order; those that are not used are 0.
type Link is uint256;

using LinkLib for Link global;

library LinkLib {
    uint256 internal constant MAX_BANDS = 7;
    uint256 internal constant CAPACITY_MAX = (1 << 39) - 1;
    uint256 internal constant SURCHARGE_MAX = 0x3FFF;
    uint256 internal constant BASIS = 10_000;

    /// @notice A limited link without bands.
    function pack(uint256 capacity) internal pure returns (Link) {
        return Link.wrap((1 << 39) | capacity);
    }

    /// @notice The link with band k set.
    function withBand(Link link, uint256 k, uint256 from, uint256 surcharge) internal pure returns (Link) {
        unchecked {
            return Link.wrap(Link.unwrap(link) | (((surcharge << 14) | from) << (40 + 28 * k)));
        }
    }

    function isLimited(Link link) internal pure returns (bool) {
        return Link.unwrap(link) != 0;
    }

    /// @notice What the next Wh over the link pays extra, and for how many Wh that holds.
    /// @param flow {Wh} signed net flow of the slot so far, upward positive
    /// @param upward direction of the energy that would be added
    /// @return surcharge {tick} 0 for energy that relieves the link
    /// @return room {Wh} until the surcharge changes or the capacity is reached; 0 on a full link
    function stateOf(Link link, int256 flow, bool upward) internal pure returns (uint256 surcharge, uint256 room) {
        if (!link.isLimited()) return (0, type(uint128).max);
        if (flow != 0 && (flow > 0) != upward) return (0, uint256(flow > 0 ? flow : -flow));
        uint256 used = uint256(flow >= 0 ? flow : -flow);
        uint256 capacity = Link.unwrap(link) & CAPACITY_MAX;
        uint256 end = capacity;
        for (uint256 bands = Link.unwrap(link) >> 40; bands != 0; bands >>= 28) {
            uint256 edge = (capacity * (bands & 0x3FFF)) / BASIS;
            if (edge > used) {
                end = edge;
                break;
            }
            surcharge = (bands >> 14) & SURCHARGE_MAX;
        }
        room = end > used ? end - used : 0;
    }
}
