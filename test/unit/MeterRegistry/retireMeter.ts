import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployMetering, RATED, secp256k1Meter } from "../../helpers/metering.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** Account 1 with meter 1 and meter 2 behind it; account 2 with meter 3. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, secp256k1Meter("main"));
  await f.register(1, secp256k1Meter("sub"), 1);
  await f.register(2, secp256k1Meter("other"));
  const address = await f.exchange.getAddress();
  const read = async () => {
    const slot = (await f.slotNow()) + 2;
    return [
      ...(await Promise.all([1, 2, 3].map((meter) => f.meters.meterOf(meter)))),
      ...(await Promise.all([1, 2].map((account) => f.meters.ratingOf(account, slot)))),
      await f.meters.totalsOf(address, slot),
    ];
  };
  return { ...f, address, read, by: f.meters.connect(f.registrar) };
}

describe("MeterRegistry", () => {
  describe("retireMeter", () => {
    it("refuses meters that never were, and one a second time", async () => {
      const { meters, by } = await networkHelpers.loadFixture(fixture);
      await by.retireMeter(3);
      for (const meter of [0, 3, 4]) {
        await expect(by.retireMeter(meter))
          .to.be.revertedWithCustomError(meters, "MeterNotInUse")
          .withArgs(BigInt(meter));
      }
    });

    it("refuses whoever is not the registrar", async () => {
      const { meters, owner, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(meters.connect(owner).retireMeter(3))
          .to.be.revertedWithCustomError(meters, "NotMeterRegistrar")
          .withArgs(2n, owner.address),
      );
    });

    it("refuses a meter behind which others hang", async () => {
      const { meters, by, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(by.retireMeter(1)).to.be.revertedWithCustomError(meters, "MeterHasChildren").withArgs(1n, 1n),
      );
      await by.retireMeter(2);
      await by.retireMeter(1);
    });

    it("counts it until the end of the slot, and keeps its history", async () => {
      const { meters, by, address, slotNow, time } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(((await slotNow()) + 3) * 900);
      const slot = await slotNow();
      await expect(by.retireMeter(3))
        .to.emit(meters, "MeterRetired")
        .withArgs(3n, 2n, BigInt(slot + 1));
      expect(await meters.ratingOf(2, slot)).to.deep.equal([1n, RATED.import, RATED.export]);
      expect(await meters.ratingOf(2, slot + 1)).to.deep.equal([0n, 0n, 0n]);
      expect(await meters.totalsOf(address, slot)).to.deep.equal([2n, 3n * RATED.export]);
      expect(await meters.totalsOf(address, slot + 1)).to.deep.equal([1n, 2n * RATED.export]);
      expect((await meters.meterOf(3)).validTo).to.equal(BigInt(slot + 1));
    });

    it("leaves nothing of a meter that comes and goes within a slot", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const slot = await f.slotNow();
      await f.register(2, secp256k1Meter("brief"));
      await f.by.retireMeter(4);
      expect(await f.meters.ratingOf(2, slot + 1)).to.deep.equal([1n, RATED.import, RATED.export]);
      expect(await f.meters.totalsOf(f.address, slot + 1)).to.deep.equal([2n, 3n * RATED.export]);
    });

    it("binds its account to the zone for as long as it counts", async () => {
      const { registry, exchange, registrar, by } = await networkHelpers.loadFixture(fixture);
      const move = () => registry.connect(registrar).assignZone(2, exchange, 0);
      await expect(move()).to.be.revertedWithCustomError(exchange, "AccountActive").withArgs(2n);
      await by.retireMeter(3);
      await move();
      expect((await exchange.accountData(2)).zone).to.equal(0n);
    });
  });
});
