import assert from "node:assert/strict";

import { parseDecimal } from "../../scenario/decimal.ts";
import { formatBaseUnits, formatEnergy, formatMoney, formatPrice, joinParts } from "../../scenario/report.ts";

describe("the numbers of a report", () => {
  it("write energy with three decimals", () => {
    assert.deepEqual([0n, 1n, 20_000n, -2_050n].map(formatEnergy), ["0.000", "0.001", "20.000", "-2.050"]);
  });

  it("write prices with four decimals and a sign", () => {
    assert.deepEqual([0n, 1500n, -500n, 99_999n].map(formatPrice), ["0.0000", "0.1500", "-0.0500", "9.9999"]);
  });

  it("write money with every digit that is not a trailing zero, and at least one decimal", () => {
    const amounts = [0n, 1n, 10_000_000n, 1_030_000_000n, -8_000_000n, 10_500_000n].map(formatMoney);
    assert.deepEqual(amounts, ["0.0", "0.0000001", "1.0", "103.0", "-0.8", "1.05"]);
  });

  it("write base units of WATT in the same way", () => {
    assert.deepEqual([0n, 1n, -15n * 10n ** 17n].map(formatBaseUnits), ["0.0", "0.000000000000000001", "-1.5"]);
  });

  it("can be read again", () => {
    assert.equal(parseDecimal("-2.050", 3), -2050n);
    assert.equal(parseDecimal("+7", 4), 70_000n);
    assert.throws(() => parseDecimal("1.2345", 3));
    assert.throws(() => parseDecimal("1e3", 3));
  });
});

describe("joinParts", () => {
  it("joins neighbours with the same maker, taker and fee, and nothing else", () => {
    const part = (maker: number, gridFee: bigint, energy: bigint) => ({ maker, taker: 9, gridFee, energy });
    const parts = [part(1, 2n, 4n), part(1, 2n, 5n), part(1, 3n, 1n), part(2, 3n, 1n), part(1, 3n, 1n)];
    assert.deepEqual(joinParts(parts), [part(1, 2n, 9n), part(1, 3n, 1n), part(2, 3n, 1n), part(1, 3n, 1n)]);
  });
});
