import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { network } from "hardhat";

import type { MeterSigner } from "../../helpers/metering.ts";
import { deployMetering, p256Meter, secp256k1Meter } from "../../helpers/metering.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const WALLET = secp256k1Meter("wallet");
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const READING = {
  Reading: [
    { name: "meter", type: "uint32" },
    { name: "slot", type: "uint32" },
    { name: "importRegister", type: "uint64" },
    { name: "exportRegister", type: "uint64" },
    { name: "sequence", type: "uint64" },
  ],
};
const P256 = p256Meter();

/** Meter 1 on secp256k1, meter 2 on P-256. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, WALLET);
  await f.register(2, P256);
  const reading = f.reading({ slot: 2_000_000, importRegister: 12n, exportRegister: 34n, sequence: 5n });
  const { chainId } = await f.ethers.provider.getNetwork();
  const domain = { name: "Gridwatt Meters", version: "1", chainId, verifyingContract: await f.meters.getAddress() };
  return { ...f, reading, domain, other: f.reading };
}

const METERS: readonly [number, string, MeterSigner][] = [
  [1, "secp256k1", WALLET],
  [2, "P-256", P256],
];

describe("MeterRegistry", () => {
  describe("isSigned", () => {
    for (const [meter, curve, signer] of METERS) {
      it(`says yes to the meter's own signature on ${curve}`, async () => {
        const { meters, reading, domain } = await networkHelpers.loadFixture(fixture);
        const own = { ...reading, meter };
        const digest = TypedDataEncoder.hash(domain, READING, own);
        expect(await meters.digestOf(own)).to.equal(digest);
        expect(await meters.isSigned(own, signer.sign(digest))).to.equal(true);
      });

      it(`says no on ${curve} to another meter, slot, register, sequence, chain and contract`, async () => {
        const { meters, registry, reading, domain } = await networkHelpers.loadFixture(fixture);
        const own = { ...reading, meter };
        const signature = signer.sign(TypedDataEncoder.hash(domain, READING, own));
        for (const change of [
          { meter: 3 - meter },
          { meter: 9 },
          { slot: own.slot + 1 },
          { importRegister: 13n },
          { exportRegister: 35n },
          { sequence: 6n },
        ]) {
          expect(await meters.isSigned({ ...own, ...change }, signature)).to.equal(false);
        }
        const elsewhere = { verifyingContract: await registry.getAddress() };
        for (const change of [{ chainId: 1n }, elsewhere, { name: "Meters" }, { version: "2" }]) {
          const digest = TypedDataEncoder.hash({ ...domain, ...change }, READING, own);
          expect(await meters.isSigned(own, signer.sign(digest))).to.equal(false);
        }
      });

      it(`says no on ${curve} to signatures of any other form, without reverting`, async () => {
        const { meters, reading } = await networkHelpers.loadFixture(fixture);
        const own = { ...reading, meter };
        const signature = signer.sign(await meters.digestOf(own));
        const bytes = (signature.length - 2) / 2;
        const forms = ["0x", "0x00", signature.slice(0, -2), `${signature}00`, `0x${"00".repeat(bytes)}`];
        for (const form of [...forms, `0x${"ff".repeat(bytes)}`]) {
          expect(await meters.isSigned(own, form)).to.equal(false);
        }
      });
    }

    it("says no to the upper half of s on either curve", async () => {
      const { meters, reading } = await networkHelpers.loadFixture(fixture);
      const signature = WALLET.sign(await meters.digestOf(reading));
      const s = SECP256K1_ORDER - BigInt(`0x${signature.slice(66, 130)}`);
      const v = signature.endsWith("1b") ? "1c" : "1b";
      const high = `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}`;
      expect(await meters.isSigned(reading, high)).to.equal(false);
    });

    it("says no on P-256 to the upper half of s", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const high = p256Meter({ highS: true });
      await f.register(2, high);
      const reading = f.other({ meter: 3, slot: 2_000_000 });
      expect(await f.meters.isSigned(reading, high.sign(await f.meters.digestOf(reading)))).to.equal(false);
    });
  });
});
