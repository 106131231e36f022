import { ParameterError, Slot, spansOf } from "@gridwatt/sdk";
import { expect } from "chai";

const SLOT = Slot.ofNumber(1_995_264);

/** What a meter says of a boundary so many slots after the slot's begin. */
const reading = (meter: number, after: number) => ({
  ...{ meter, slot: SLOT.plus(after), importRegister: BigInt(after), exportRegister: 0n },
  ...{ sequence: BigInt(after), signature: "0x" },
});

describe("sdk", () => {
  describe("spansOf", () => {
    it("sorts readings by meters as numbers, each with its begin and end", () => {
      const [b9, e9, b10, e10] = [reading(9, 0), reading(9, 1), reading(10, 0), reading(10, 1)];
      expect(spansOf(SLOT, [e10, b10, e9, b9])).to.deep.equal([
        { begin: b9, end: e9 },
        { begin: b10, end: e10 },
      ]);
      expect(spansOf(SLOT, [])).to.deep.equal([]);
    });

    it("refuses an end that is missing, there twice, or of another slot, for any of the meters", () => {
      const good = [reading(9, 0), reading(9, 1)];
      for (const [more, sentence] of [
        [[reading(10, 0)], `The reading of meter 10 for ${SLOT.plus(1)} is missing.`],
        [[reading(10, 1)], `The reading of meter 10 for ${SLOT} is missing.`],
        [[reading(9, 1)], `There are 2 readings of meter 9 for ${SLOT.plus(1)}.`],
        [[reading(9, 2)], `Meter 9 signed a reading for ${SLOT.plus(2)}, which is no end of the slot ${SLOT}.`],
      ] as const) {
        expect(() => spansOf(SLOT, [...good, ...more])).to.throw(ParameterError, sentence);
      }
    });
  });
});
