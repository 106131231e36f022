// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Link, LinkLib, Terms, TermsLib} from "../../contracts/types/Terms.sol";
import {Bits} from "./Bits.sol";

contract TermsWordTest is Bits {
    function testFuzz_getters(uint256 w, uint256 zone) public pure {
        Terms t = Terms.wrap(w);
        zone = upTo(zone, 11);
        same(t.zoneCount(), field(w, 0, 4));
        if (zone != 0) same(t.parentOf(zone), field(w, 4 * zone, 4));
        same(t.tariffOf(zone), field(w, 48 + 14 * zone, 14));
        same(t.marketFee(), field(w, 216, 12));
        same(t.minEnergy(), field(w, 228, 13));
        same(t.version(), field(w, 241, 12));
        same(t.limited() ? 1 : 0, field(w, 253, 1));
        same(t.unrestricted() ? 1 : 0, field(w, 254, 1));
    }

    function testFuzz_setters(uint256 w, uint256 zone, uint256 value, bool on) public pure {
        Terms t = Terms.wrap(w);
        zone = upTo(zone, 11);
        uint256 flag = on ? 1 : 0;
        uint256 tariff = upTo(value, TermsLib.TARIFF_MAX);
        same(Terms.unwrap(t.withTariff(zone, tariff)), put(w, 48 + 14 * zone, 14, tariff));
        uint256 fee = upTo(value, TermsLib.MARKET_FEE_MAX);
        same(Terms.unwrap(t.withMarketFee(fee)), put(w, 216, 12, fee));
        uint256 energy = upTo(value, TermsLib.MIN_ENERGY_MAX);
        same(Terms.unwrap(t.withMinEnergy(energy)), put(w, 228, 13, energy));
        same(Terms.unwrap(t.withLimited(on)), put(w, 253, 1, flag));
        same(Terms.unwrap(t.withUnrestricted(on)), put(w, 254, 1, flag));
        same(Terms.unwrap(t.withDebts(on)), put(w, 255, 1, flag));
        uint256 version = field(value, 241, 12) == 4_095 ? 0 : field(value, 241, 12) + 1;
        uint256 next = put(put(w, 241, 12, version), 254, 2, field(value, 254, 2));
        same(Terms.unwrap(t.succeeding(Terms.wrap(value))), next);
    }

    /// @dev Zones come one after the other into fields that are still empty.
    function testFuzz_zones(uint256 w, uint256 seed, uint256 count) public pure {
        w = put(w, 0, 216, 0);
        Terms t = Terms.wrap(w);
        count = 1 + upTo(count, 11);
        for (uint256 zone; zone < count; ++zone) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 parent = zone == 0 ? 0 : upTo(seed, zone - 1);
            uint256 tariff = upTo(seed >> 128, TermsLib.TARIFF_MAX);
            t = t.withZone(parent, tariff);
            if (zone != 0) w = put(w, 4 * zone, 4, parent);
            w = put(put(w, 48 + 14 * zone, 14, tariff), 0, 4, zone + 1);
            same(Terms.unwrap(t), w);
        }
    }

    function test_boundsFillTheirFields() public pure {
        same(TermsLib.TARIFF_MAX, 2 ** 14 - 1);
        same(TermsLib.MARKET_FEE_MAX, 2 ** 12 - 1);
        same(TermsLib.MIN_ENERGY_MAX, 2 ** 13 - 1);
    }
}

/// @dev A link against its rule in plain words, Wh by Wh.
contract LinkTest is Bits {
    struct Plain {
        uint256 capacity;
        uint256 count;
        uint256[7] from;
        uint256[7] surcharge;
    }

    function testFuzz_packing(uint256 seed, uint256 capacity) public pure {
        Plain memory plain = _plain(seed, upTo(capacity, LinkLib.CAPACITY_MAX));
        uint256 w = put(put(0, 0, 39, plain.capacity), 39, 1, 1);
        for (uint256 k; k < plain.count; ++k) {
            w = put(put(w, 40 + 28 * k, 14, plain.from[k]), 54 + 28 * k, 14, plain.surcharge[k]);
        }
        same(Link.unwrap(_pack(plain)), w);
        require(_pack(plain).isLimited(), "a limited link looks free");
    }

    function test_freeLinkHasRoomForAll() public pure {
        require(!Link.wrap(0).isLimited(), "a free link looks limited");
        (uint256 surcharge, uint256 room) = Link.wrap(0).stateOf(5, true);
        require(surcharge == 0 && room >= 12 * 2 ** 43, "a free link costs or ends");
    }

    function testFuzz_smallLinkAgainstEachWh(uint256 seed, uint256 capacity, uint256 start, bool upward) public pure {
        Plain memory plain = _plain(seed, upTo(capacity, 60));
        int256 flow = int256(upTo(start, 2 * plain.capacity)) - int256(plain.capacity);
        (uint256 surcharge, uint256 room) = _pack(plain).stateOf(flow, upward);
        int256 step = upward ? int256(1) : -1;
        // The surcharge holds for each of the next `room` Wh, and not for the one after them.
        for (uint256 i; i < room; ++i) {
            require(_fits(plain, flow + step), "room beyond the capacity");
            same(_surchargeOfNext(plain, flow, step), surcharge);
            flow += step;
        }
        if (!_fits(plain, flow + step)) return;
        require(flow == 0 || _reachesEdge(plain, flow), "room ends where nothing changes");
        require(room != 0, "no room although a Wh fits");
    }

    function testFuzz_roomReachesChange(uint256 seed, uint256 capacity, uint256 start, bool upward) public pure {
        Plain memory plain = _plain(seed, upTo(capacity, LinkLib.CAPACITY_MAX));
        int256 flow = int256(upTo(start, 2 * plain.capacity)) - int256(plain.capacity);
        Link link = _pack(plain);
        (uint256 surcharge, uint256 room) = link.stateOf(flow, upward);
        int256 step = upward ? int256(1) : -1;
        if (room == 0) {
            require(flow == step * int256(plain.capacity), "no room on a link that is not full");
            return;
        }
        int256 last = flow + step * int256(room - 1);
        require(_fits(plain, last + step), "room beyond the capacity");
        same(_surchargeOfNext(plain, flow, step), surcharge);
        same(_surchargeOfNext(plain, last, step), surcharge);
        int256 end = last + step;
        require(end == 0 || _reachesEdge(plain, end), "room ends where nothing changes");
    }

    /// @dev The fee of an amount does not depend on how it is split.
    function testFuzz_splitCostsTheSame(uint256 seed, uint256 capacity, uint256 energy, uint256 part) public pure {
        Plain memory plain = _plain(seed, upTo(capacity, LinkLib.CAPACITY_MAX));
        Link link = _pack(plain);
        int256 flow = -int256(plain.capacity);
        energy = upTo(energy, 2 * plain.capacity);
        part = upTo(part, energy);
        uint256 whole = _cost(link, flow, energy);
        same(_cost(link, flow, part) + _cost(link, flow + int256(part), energy - part), whole);
    }

    function _cost(Link link, int256 flow, uint256 energy) private pure returns (uint256 cost) {
        while (energy != 0) {
            (uint256 surcharge, uint256 room) = link.stateOf(flow, true);
            uint256 taken = energy < room ? energy : room;
            cost += surcharge * taken;
            flow += int256(taken);
            energy -= taken;
        }
    }

    /// @dev A link within the bounds that a market area holds to.
    function _plain(uint256 seed, uint256 capacity) private pure returns (Plain memory plain) {
        plain.capacity = capacity;
        plain.count = upTo(seed, LinkLib.MAX_BANDS);
        uint256 from;
        uint256 surcharge;
        for (uint256 k; k < plain.count; ++k) {
            seed = uint256(keccak256(abi.encode(seed)));
            from += (k == 0 ? 0 : 1) + upTo(seed, LinkLib.BASIS / 7 - 1);
            surcharge += upTo(seed >> 128, LinkLib.SURCHARGE_MAX / 7);
            (plain.from[k], plain.surcharge[k]) = (from, surcharge);
        }
    }

    function _pack(Plain memory plain) private pure returns (Link link) {
        link = LinkLib.pack(plain.capacity);
        for (uint256 k; k < plain.count; ++k) link = link.withBand(k, plain.from[k], plain.surcharge[k]);
    }

    function _fits(Plain memory plain, int256 flow) private pure returns (bool) {
        return _abs(flow) <= plain.capacity;
    }

    function _surchargeOfNext(Plain memory plain, int256 flow, int256 step) private pure returns (uint256 surcharge) {
        if (_abs(flow + step) < _abs(flow)) return 0;
        for (uint256 k; k < plain.count; ++k) {
            if (_abs(flow) >= _edge(plain, k)) surcharge = plain.surcharge[k];
        }
    }

    function _reachesEdge(Plain memory plain, int256 flow) private pure returns (bool) {
        for (uint256 k; k < plain.count; ++k) if (_abs(flow) == _edge(plain, k)) return true;
        return _abs(flow) == plain.capacity;
    }

    function _edge(Plain memory plain, uint256 k) private pure returns (uint256) {
        return (plain.capacity * plain.from[k]) / 10_000;
    }

    function _abs(int256 value) private pure returns (uint256) {
        return uint256(value < 0 ? -value : value);
    }
}
