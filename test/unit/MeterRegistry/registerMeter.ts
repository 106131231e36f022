import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { CURVES, DEADLINE, deployMetering, p256Meter, RATED, secp256k1Meter, WINDOW } from "../../helpers/metering.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const FIRST = secp256k1Meter("first");
const SECOND = p256Meter();

async function fixture() {
  const f = await deployMetering(connection);
  const address = await f.exchange.getAddress();
  const read = async () => {
    const slot = (await f.slotNow()) + 2;
    return [
      await f.meters.meterCount(),
      ...(await Promise.all([1, 2, 3].map((account) => f.meters.ratingOf(account, slot)))),
      await f.meters.totalsOf(address, slot),
      await f.meters.metersOf(1, 0, 10),
    ];
  };
  return { ...f, address, read };
}

describe("MeterRegistry", () => {
  describe("registerMeter", () => {
    it("refuses an account without a zone, and one that was never opened", async () => {
      const { meters, registrar, request, read } = await networkHelpers.loadFixture(fixture);
      for (const account of [0, 3, 4]) {
        await expectUnchanged(read, () =>
          expect(meters.connect(registrar).registerMeter(...request(account, FIRST)))
            .to.be.revertedWithCustomError(meters, "AccountWithoutZone")
            .withArgs(BigInt(account)),
        );
      }
    });

    it("refuses whoever is not the registrar of the account's zone: its owner too", async () => {
      const { meters, owner, stranger, admin, request, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [owner, stranger, admin]) {
        await expectUnchanged(read, () =>
          expect(meters.connect(caller).registerMeter(...request(1, FIRST)))
            .to.be.revertedWithCustomError(meters, "NotMeterRegistrar")
            .withArgs(1n, caller.address),
        );
      }
    });

    it("refuses a parent that never was, and one that is retired", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { meters, registrar, request } = f;
      await f.register(1, FIRST);
      await meters.connect(registrar).retireMeter(1);
      for (const parent of [1, 2]) {
        await expect(meters.connect(registrar).registerMeter(...request(1, SECOND, parent)))
          .to.be.revertedWithCustomError(meters, "InvalidParentMeter")
          .withArgs(BigInt(parent));
      }
      expect(await meters.meterCount()).to.equal(1n);
    });

    for (const [importDigits, exportDigits] of [
      [5, 8],
      [8, 19],
      [0, 0],
    ] as const) {
      it(`refuses registers of ${importDigits} and ${exportDigits} digits`, async () => {
        const { meters, registrar, request, read } = await networkHelpers.loadFixture(fixture);
        const [account, parent, key, ratedImport, ratedExport] = request(1, FIRST);
        const call = () =>
          meters
            .connect(registrar)
            .registerMeter(account, parent, key, ratedImport, ratedExport, importDigits, exportDigits);
        await expectUnchanged(read, () =>
          expect(call())
            .to.be.revertedWithCustomError(meters, "InvalidDigits")
            .withArgs(BigInt(importDigits), BigInt(exportDigits)),
        );
      });
    }

    for (const [ratedImport, ratedExport] of [
      [0n, 0n],
      [10n ** 8n, 1n],
      [1n, 10n ** 8n],
    ] as const) {
      it(`refuses ratings of ${ratedImport} and ${ratedExport} Wh on registers of 8 digits`, async () => {
        const { meters, registrar, request, read } = await networkHelpers.loadFixture(fixture);
        const [account, parent, key] = request(1, FIRST);
        await expectUnchanged(read, () =>
          expect(meters.connect(registrar).registerMeter(account, parent, key, ratedImport, ratedExport, 8, 8))
            .to.be.revertedWithCustomError(meters, "InvalidRating")
            .withArgs(ratedImport, ratedExport),
        );
      });
    }

    it("refuses what is no key of its curve", async () => {
      const { meters, registrar, request, read } = await networkHelpers.loadFixture(fixture);
      const [account, parent, , ...rest] = request(1, FIRST);
      const { x, y } = SECOND.key;
      for (const key of [
        { curve: CURVES.secp256k1, x: ZeroHash, y: ZeroHash },
        { curve: CURVES.secp256k1, x, y: ZeroHash },
        { curve: CURVES.secp256k1, x: FIRST.key.x, y: FIRST.key.x },
        { curve: CURVES.p256, x: y, y: x },
        { curve: CURVES.p256, x: ZeroHash, y: ZeroHash },
      ]) {
        await expectUnchanged(read, () =>
          expect(meters.connect(registrar).registerMeter(account, parent, key, ...rest))
            .to.be.revertedWithCustomError(meters, "InvalidKey")
            .withArgs(BigInt(key.curve), key.x, key.y),
        );
      }
    });

    it("refuses a key that is in use, for the same account and another", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.register(1, FIRST);
      for (const account of [1, 2]) {
        await expectUnchanged(f.read, () =>
          expect(f.register(account, FIRST)).to.be.revertedWithCustomError(f.meters, "KeyInUse").withArgs(1n),
        );
      }
    });

    it("takes a key that is free again", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.register(1, FIRST);
      await f.meters.connect(f.registrar).retireMeter(1);
      await f.register(2, FIRST);
      expect((await f.meters.meterOf(2)).account).to.equal(2n);
    });

    it("leaves a debt with the meter: its key serves nobody else until it is paid", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.register(1, FIRST);
      const slot = (await f.slotNow()) + 4;
      await f.exchange.openSlots([{ slot, long: 0, short: 30 }]);
      await f.time.increaseTo((slot + 1) * 900);
      // Nothing was attested, so what gives the account least holds once readings are final: its rated import.
      await f.time.increaseTo((slot + 1) * 900 + DEADLINE + WINDOW);
      await f.exchange.settle(slot, [1], [], "0x");
      const { debt } = await f.exchange.accountData(1);
      expect(debt).to.equal(30n * RATED.import);
      await f.meters.connect(f.registrar).retireMeter(1);
      await expectUnchanged(f.read, () =>
        expect(f.register(2, FIRST)).to.be.revertedWithCustomError(f.meters, "KeyInUse").withArgs(1n),
      );
      await f.register(1, FIRST);
    });

    it("says the meter and keeps it, from the next slot on", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await expect(f.register(1, SECOND)).to.emit(f.meters, "MeterRegistered");
      const slot = await f.slotNow();
      const { curve, x, y } = SECOND.key;
      expect(await f.meters.meterOf(1)).to.deep.equal([
        ...[1n, f.address, 0n, RATED.import, RATED.export, 8n, 8n, BigInt(slot + 1), 0n],
        [BigInt(curve), x, y],
      ]);
      expect(await f.meters.ratingOf(1, slot)).to.deep.equal([0n, 0n, 0n]);
      expect(await f.meters.ratingOf(1, slot + 1)).to.deep.equal([1n, RATED.import, RATED.export]);
    });

    it("sums the meters of an account and of an area, an account once", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.register(1, FIRST);
      await f.register(1, SECOND, 1);
      await f.register(2, secp256k1Meter("third"));
      const slot = (await f.slotNow()) + 1;
      expect(await f.meters.ratingOf(1, slot)).to.deep.equal([2n, 2n * RATED.import, 2n * RATED.export]);
      expect(await f.meters.totalsOf(f.address, slot)).to.deep.equal([2n, 3n * RATED.export]);
      expect(await f.meters.metersOf(1, 0, 10)).to.deep.equal([1n, 2n]);
      expect(await f.meters.metersOf(1, 1, 1)).to.deep.equal([2n]);
      expect(await f.meters.metersOf(1, 2, 5)).to.deep.equal([]);
    });
  });
});
