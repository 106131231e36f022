import { expect } from "chai";
import fc from "fast-check";

import {
  decodeAccount,
  decodeAsksTop,
  decodeBidsTop,
  decodeFlow,
  decodeLevel,
  decodeLink,
  decodeOrderClaimed,
  decodeOrderClosed,
  decodeOrderId,
  decodeOrderPlaced,
  decodeOrderReduced,
  decodePosition,
  decodeTerms,
  decodeTrade,
  encodeAccount,
  encodeAsksTop,
  encodeBidsTop,
  encodeFlow,
  encodeLevel,
  encodeLink,
  encodeOrderClaimed,
  encodeOrderClosed,
  encodeOrderId,
  encodeOrderPlaced,
  encodeOrderReduced,
  encodePosition,
  encodeTerms,
  encodeTrade,
  Energy,
  Fee,
  ParameterError,
  Price,
  Slot,
  toOrderId,
} from "@gridwatt/sdk";

const bits = (count: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n });
const rank = fc.bigInt({ min: 1n, max: 199_999n });
/** A rank or a biased price, with 0 for none. */
const rankOrNone = fc.oneof(fc.constant(0n), rank);

/** A word of fields from the lowest bits upward, each a width and its values (default: all that fit). */
function word(...fields: readonly (readonly [width: number, values?: fc.Arbitrary<bigint>])[]): fc.Arbitrary<bigint> {
  const values = fields.map(([width, value]) => value ?? bits(width));
  return fc.tuple(...values).map((parts) => {
    let [result, shift] = [0n, 0n];
    for (const [i, part] of parts.entries()) {
      result |= part << shift;
      shift += BigInt(fields[i]?.[0] ?? 0);
    }
    return result;
  });
}

const zones = (width: number, value: fc.Arbitrary<bigint>) => Array.from({ length: 12 }, () => [width, value] as const);
const orderId = word([16], [18, rank], [1], [4], [32]);
const place = word([18, rank], [1], [4], [32]);

/** Terms have no tariff or parent beyond their zones. */
const terms = fc
  .tuple(fc.integer({ min: 0, max: 12 }), bits(44), bits(168), word([12], [13], [12], [1], [1], [1]))
  .map(([count, parents, tariffs, rest]) => {
    const parentBits = (1n << BigInt(4 * Math.max(0, count - 1))) - 1n;
    const tariffBits = (1n << BigInt(14 * count)) - 1n;
    return BigInt(count) | ((parents & parentBits) << 4n) | ((tariffs & tariffBits) << 48n) | (rest << 216n);
  });
const link = fc.oneof(fc.constant(0n), word([39], [1, fc.constant(1n)], [196]));

const CODECS: readonly { name: string; words: fc.Arbitrary<bigint>; again: (word: bigint) => bigint; width: number }[] =
  [
    { name: "OrderId", words: orderId, again: (w) => encodeOrderId(decodeOrderId(w)), width: 71 },
    {
      name: "OrderPlaced",
      words: word([71, orderId], [32], [36], [1], [16]),
      again: (w) => encodeOrderPlaced(decodeOrderPlaced(w)),
      width: 156,
    },
    {
      name: "Trade",
      words: word([55, place], [44], [32], [4], [18], [12], [16]),
      again: (w) => encodeTrade(decodeTrade(w)),
      width: 181,
    },
    {
      name: "OrderClaimed",
      words: word([71, orderId], [32], [36]),
      again: (w) => encodeOrderClaimed(decodeOrderClaimed(w)),
      width: 139,
    },
    {
      name: "OrderReduced",
      words: word([71, orderId], [32], [36]),
      again: (w) => encodeOrderReduced(decodeOrderReduced(w)),
      width: 139,
    },
    {
      name: "OrderClosed",
      words: word([71, orderId], [32], [36], [36]),
      again: (w) => encodeOrderClosed(decodeOrderClosed(w)),
      width: 175,
    },
    {
      name: "Account",
      words: word([160], [61], [3], [4], [12], [1], [15]),
      again: (w) => encodeAccount(decodeAccount(w)),
      width: 256,
    },
    {
      name: "Position",
      words: word(
        ...([[48], [48], [18, rankOrNone], [18, rankOrNone], [7], [7], [18, rankOrNone], [18, rankOrNone]] as const),
        ...([[14], [1], [42], [1], [1]] as const),
      ),
      again: (w) => encodePosition(decodePosition(w)),
      width: 241,
    },
    { name: "Terms", words: terms, again: (w) => encodeTerms(decodeTerms(w)), width: 256 },
    { name: "Link", words: link, again: (w) => encodeLink(decodeLink(w)), width: 236 },
    {
      name: "Top of the bids",
      words: word(...zones(18, rankOrNone), [18, rankOrNone], [12], [1]),
      again: (w) => encodeBidsTop(decodeBidsTop(w)),
      width: 247,
    },
    {
      name: "Top of the asks",
      words: word(...zones(18, rankOrNone), [18, rankOrNone], [14], [8]),
      again: (w) => encodeAsksTop(decodeAsksTop(w)),
      width: 256,
    },
    {
      name: "Level",
      words: word([52], [52], [52], [16], [16], [14], [14]),
      again: (w) => encodeLevel(decodeLevel(w)),
      width: 216,
    },
    {
      name: "Flow",
      words: word([44], [62], [48], [63], [18, rankOrNone], [14]),
      again: (w) => encodeFlow(decodeFlow(w)),
      width: 249,
    },
  ];

describe("sdk", () => {
  describe("words", () => {
    for (const { name, words, again, width } of CODECS) {
      it(`${name}: what is decoded encodes to the same word`, () => {
        fc.assert(fc.property(words, (w) => again(w) === w));
      });

      it(`${name}: a word with other bits is refused`, () => {
        fc.assert(
          fc.property(words, fc.integer({ min: width, max: 300 }), (w, bit) => {
            expect(() => again(w | (1n << BigInt(bit)))).to.throw(ParameterError);
          }),
        );
        expect(() => again(-1n)).to.throw(ParameterError);
      });
    }

    it("an order id tells where the order lies", () => {
      const at = {
        slot: Slot.ofNumber(2_000_000),
        zone: 3,
        side: "sell",
        price: Price.parse("0.1500"),
        index: 7,
      } as const;
      const id = encodeOrderId(at);
      expect(id).to.equal((2_000_000n << 39n) | (3n << 35n) | (1n << 34n) | ((100_000n - 1_500n) << 16n) | 7n);
      const { slot, price, ...rest } = decodeOrderId(id);
      expect([slot.number, price.toString(), rest]).to.deep.equal([
        2_000_000,
        "0.1500",
        { zone: 3, side: "sell", index: 7 },
      ]);
      expect(toOrderId(id.toString())).to.equal(id);
      expect(toOrderId(`0x${id.toString(16)}`)).to.equal(id);
    });

    it("no order id is taken from other values", () => {
      for (const value of ["", "x", "1.5", "-1", "0", 0n, 1n << 71n, "9".repeat(30)]) {
        expect(() => toOrderId(value), String(value)).to.throw(ParameterError);
      }
    });

    it("fields that do not fit are refused", () => {
      const at = { slot: Slot.ofNumber(1), side: "buy", price: Price.parse("1"), zone: 16, index: 0 } as const;
      expect(() => encodeOrderId(at)).to.throw(ParameterError, "zone lies within 0 and 15, which 16 does not.");
      const id = encodeOrderId({ ...at, zone: 0 });
      const placed = { id, account: 1, energy: Energy.ofWh(1n << 36n), postOnly: false, host: 0 };
      expect(() => encodeOrderPlaced(placed)).to.throw(ParameterError, "energy");
      const bands = Array.from({ length: 8 }, () => ({ from: 1, surcharge: Fee.ofTicks(1n) }));
      expect(() => encodeLink({ capacity: Energy.ofWh(1n), bands })).to.throw(ParameterError, "7 bands");
    });
  });
});
