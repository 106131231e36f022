import { expect } from "chai";
import { network } from "hardhat";

import { deployMetering, RATED, secp256k1Meter } from "../../helpers/metering.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const TURN = 10n ** 8n;

/** Meter 1, rated 5,000 and 3,000 Wh, with registers of 8 digits. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, secp256k1Meter("one"));
  const between = (from: [bigint, bigint], to: [bigint, bigint]) => {
    const [slot, sequence] = [2_000_000, 1n];
    const begin = f.reading({ slot, importRegister: from[0], exportRegister: from[1], sequence });
    const end = f.reading({ slot: slot + 1, importRegister: to[0], exportRegister: to[1], sequence: 2n });
    return [begin, end] as const;
  };
  return { ...f, between };
}

describe("MeterRegistry", () => {
  describe("energyOf", () => {
    it("refuses readings that do not span one slot of one meter", async () => {
      const { meters, between } = await networkHelpers.loadFixture(fixture);
      const [begin, end] = between([0n, 0n], [1n, 1n]);
      for (const other of [
        { ...end, meter: 2 },
        { ...end, slot: begin.slot },
        { ...end, slot: begin.slot + 2 },
        { ...end, sequence: 1n },
        { ...end, sequence: 0n },
      ]) {
        await expect(meters.energyOf(begin, other)).to.be.revertedWithCustomError(meters, "NotOneSlot");
      }
    });

    it("refuses a meter that never was", async () => {
      const { meters, between } = await networkHelpers.loadFixture(fixture);
      const [begin, end] = between([0n, 0n], [1n, 1n]);
      await expect(meters.energyOf({ ...begin, meter: 7 }, { ...end, meter: 7 }))
        .to.be.revertedWithCustomError(meters, "MeterNotInUse")
        .withArgs(7n);
    });

    for (const [name, from, to, register] of [
      ["import at the begin", [TURN, 0n], [0n, 0n], TURN],
      ["import at the end", [0n, 0n], [TURN, 0n], TURN],
      ["export at the begin", [0n, 2n ** 64n - 1n], [0n, 0n], 2n ** 64n - 1n],
      ["export at the end", [0n, 0n], [0n, TURN + 1n], TURN + 1n],
    ] as const) {
      it(`refuses a register that the meter cannot show: ${name}`, async () => {
        const { meters, between } = await networkHelpers.loadFixture(fixture);
        await expect(meters.energyOf(...between([...from], [...to])))
          .to.be.revertedWithCustomError(meters, "RegisterOutOfRange")
          .withArgs(1n, register, 8n);
      });
    }

    it("refuses a Wh above the rating and a register that fell, takes the rating itself", async () => {
      const { meters, between } = await networkHelpers.loadFixture(fixture);
      for (const [to, energy, rated] of [
        [[RATED.import + 8n, 0n], RATED.import + 1n, RATED.import],
        [[7n, RATED.export + 1n], RATED.export + 1n, RATED.export],
        [[6n, 0n], TURN - 1n, RATED.import],
      ] as const) {
        await expect(meters.energyOf(...between([7n, 0n], [...to])))
          .to.be.revertedWithCustomError(meters, "EnergyAboveRating")
          .withArgs(1n, energy, rated);
      }
      const most = between([7n, 0n], [7n + RATED.import, RATED.export]);
      expect(await meters.energyOf(...most)).to.deep.equal([RATED.import, RATED.export]);
    });

    it("goes on from a register that begins anywhere, and over its end", async () => {
      const { meters, between } = await networkHelpers.loadFixture(fixture);
      expect(await meters.energyOf(...between([123n, 456n], [123n, 456n]))).to.deep.equal([0n, 0n]);
      expect(await meters.energyOf(...between([123n, 456n], [1_123n, 457n]))).to.deep.equal([1_000n, 1n]);
      expect(await meters.energyOf(...between([TURN - 1n, TURN - 3_000n], [0n, 0n]))).to.deep.equal([1n, 3_000n]);
    });

    it("turns import and export over each at its own digits", async () => {
      const { meters, registrar, request, between } = await networkHelpers.loadFixture(fixture);
      const [account, parent, key, ratedImport, ratedExport] = request(1, secp256k1Meter("two"));
      await meters.connect(registrar).registerMeter(account, parent, key, ratedImport, ratedExport, 7, 9);
      const of = (from: [bigint, bigint], to: [bigint, bigint]) => {
        const [begin, end] = between(from, to);
        return meters.energyOf({ ...begin, meter: 2 }, { ...end, meter: 2 });
      };
      expect(await of([10n ** 7n - 2n, 10n ** 9n - 3n], [5n, 6n])).to.deep.equal([7n, 9n]);
      for (const [from, register, digits] of [
        [[10n ** 7n, 0n], 10n ** 7n, 7n],
        [[0n, 10n ** 9n], 10n ** 9n, 9n],
      ] as const) {
        await expect(of([...from], [0n, 0n]))
          .to.be.revertedWithCustomError(meters, "RegisterOutOfRange")
          .withArgs(2n, register, digits);
      }
    });
  });
});
