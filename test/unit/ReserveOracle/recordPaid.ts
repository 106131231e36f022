import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployRamps, GROWTH, WINDOW } from "../../helpers/ramps.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TEN = parseEther("10");
const QUEUE = 2n;

/** The admin pays as the queue does; 100 are attested. */
async function fixture() {
  const f = await deployRamps(connection);
  await f.access.grantRole(QUEUE, f.admin, 0);
  await f.attest({ amount: 10n * TEN });
  return f;
}
const load = () => networkHelpers.loadFixture(fixture);

describe("ReserveOracle", () => {
  describe("recordPaid", () => {
    it("takes what is paid off the backing, all together, and says so", async () => {
      const { reserve } = await load();
      await expect(reserve.recordPaid(3n * TEN))
        .to.emit(reserve, "ReservePaid")
        .withArgs(3n * TEN);
      await reserve.recordPaid(2n * TEN);
      expect([await reserve.totalPaid(), await reserve.backing()]).to.deep.equal([5n * TEN, 5n * TEN]);
    });

    it("leaves a backing of nothing where more was paid than attested", async () => {
      const { reserve } = await load();
      await reserve.recordPaid(10n * TEN);
      expect(await reserve.backing()).to.equal(0n);
      await reserve.recordPaid(1n);
      expect(await reserve.backing()).to.equal(0n);
    });

    it("counts as left before an attestation what was paid by its time, to the second", async () => {
      const { reserve, attest, now } = await load();
      await reserve.recordPaid(3n * TEN);
      const first = await now();
      await time.increase(10);
      await reserve.recordPaid(2n * TEN);
      await attest({ amount: 10n * TEN, asOf: first - 1n });
      expect(await reserve.backing()).to.equal(5n * TEN);
      await attest({ amount: 7n * TEN, asOf: first });
      expect(await reserve.backing()).to.equal(5n * TEN);
      await attest({ amount: 5n * TEN, asOf: first + 11n });
      expect(await reserve.backing()).to.equal(5n * TEN);
    });
  });

  describe("setGrowthLimit", () => {
    it("keeps what has refilled by the old limit, and no more", async () => {
      const { reserve, attest, now } = await load();
      await time.increase(WINDOW);
      await attest({ amount: 10n * TEN + GROWTH });
      const used = await now();
      await time.increase(WINDOW / 2n);
      await reserve.setGrowthLimit(2n * GROWTH, WINDOW);
      const refilled = (((await now()) - used) * GROWTH) / WINDOW;
      expect(await reserve.growthAvailable()).to.equal(GROWTH + refilled);
    });
  });

  describe("setAttestorSet", () => {
    it("takes a contract only", async () => {
      const { reserve, set, admin } = await load();
      await expect(reserve.setAttestorSet(admin))
        .to.be.revertedWithCustomError(reserve, "NotAContract")
        .withArgs(admin.address);
      expect(await reserve.attestorSet()).to.equal(await set.getAddress());
    });

    it("lets others attest from then on, and those before no more", async () => {
      const { access, set, reserve, sign, now, admin } = await load();
      await time.increase(1);
      const before = await sign({ amount: TEN, asOf: await now() });
      const others = await connection.ethers.deployContract("QuorumSet", [access, [admin.address]]);
      await expect(reserve.setAttestorSet(others))
        .to.emit(reserve, "AttestorSetSet")
        .withArgs(await others.getAddress());
      expect(await reserve.attestorSet()).to.equal(await others.getAddress());
      await expect(reserve.attest(before.attestation, before.signatures)).to.be.revert(connection.ethers);
      await reserve.setAttestorSet(set);
      await reserve.attest(before.attestation, before.signatures);
      expect((await reserve.lastAttestation()).amount).to.equal(TEN);
    });
  });
});
