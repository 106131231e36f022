import { expect } from "chai";
import { id, parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRamps, GROWTH, MAX_AGE } from "../../helpers/ramps.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const HUNDRED = parseEther("100");

async function fixture() {
  const f = await deployRamps(connection);
  const read = async () => [await f.reserve.lastAttestation(), await f.reserve.growthAvailable()];
  return { ...f, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("ReserveOracle", () => {
  describe("attest", () => {
    it("refuses a second that is not over, in which a redemption could still be confirmed", async () => {
      const { reserve, sign, now, read } = await load();
      const next = (await now()) + 10n;
      const { attestation, signatures } = await sign({ amount: HUNDRED, asOf: next });
      await time.setNextBlockTimestamp(next);
      await expectUnchanged(read, () =>
        expect(reserve.attest(attestation, signatures))
          .to.be.revertedWithCustomError(reserve, "AttestationFromFuture")
          .withArgs(next),
      );
      await time.setNextBlockTimestamp(next + 1n);
      await reserve.attest(attestation, signatures);
      expect((await reserve.lastAttestation()).asOf).to.equal(next);
    });

    it("refuses one that is too old by a second, and takes one that is just not", async () => {
      const { reserve, sign, now, read } = await load();
      const asOf = await now();
      const { attestation, signatures } = await sign({ amount: HUNDRED, asOf });
      await time.setNextBlockTimestamp(asOf + MAX_AGE + 1n);
      await expectUnchanged(read, () =>
        expect(reserve.attest(attestation, signatures))
          .to.be.revertedWithCustomError(reserve, "AttestationTooOld")
          .withArgs(asOf, MAX_AGE),
      );
      const again = await sign({ amount: HUNDRED, asOf: asOf + 1n });
      await reserve.setMaxAge(MAX_AGE * 2n);
      await reserve.attest(again.attestation, again.signatures);
    });

    it("refuses what is no newer, a replay among it, and what names no document", async () => {
      const { reserve, sign, attest, now, read } = await load();
      const asOf = await now();
      await attest({ amount: HUNDRED, asOf });
      for (const at of [asOf, asOf - 1n]) {
        const { attestation, signatures } = await sign({ amount: HUNDRED, asOf: at });
        await expectUnchanged(read, () =>
          expect(reserve.attest(attestation, signatures))
            .to.be.revertedWithCustomError(reserve, "AttestationNotNewer")
            .withArgs(at, asOf),
        );
      }
      const { attestation, signatures } = await sign({ amount: HUNDRED, document: ZeroHash });
      await expectUnchanged(read, () =>
        expect(reserve.attest(attestation, signatures)).to.be.revertedWithCustomError(reserve, "NoDocument"),
      );
    });

    it("refuses two of four, one twice, a stranger's signature, and whoever is an attestor no more", async () => {
      const { reserve, set, sign, attestors, stranger, read } = await load();
      const two = await sign({ amount: HUNDRED, signers: 2 });
      await expectUnchanged(read, () =>
        expect(reserve.attest(two.attestation, two.signatures))
          .to.be.revertedWithCustomError(set, "NoQuorum")
          .withArgs(2n, 4n),
      );
      const [first = "", second = "", third = ""] = (await sign({ amount: HUNDRED })).signatures;
      await expectUnchanged(read, () =>
        expect(reserve.attest(two.attestation, [first, first, second])).to.be.revertedWithCustomError(
          set,
          "SignersNotSorted",
        ),
      );
      const message = { ...two.attestation, configuration: await set.configuration() };
      const domain = await domainOf(reserve);
      const forged = await signTypedData(stranger, { domain, type: "ReserveAttestation", message });
      const bySize = [first, second, forged];
      await expect(reserve.attest(two.attestation, bySize)).to.be.revert(connection.ethers);
      expect(await reserve.isFresh()).to.equal(false);
      await set.setOperators(attestors.slice(1).map(({ address }) => address));
      await expect(reserve.attest(two.attestation, [first, second, third])).to.be.revert(connection.ethers);
      expect(await reserve.isFresh()).to.equal(false);
    });

    it("refuses what was signed for another chain, contract or set, or says something else", async () => {
      const { reserve, set, sign, attestors, watt, read } = await load();
      const { attestation, signatures } = await sign({ amount: HUNDRED });
      const domain = await domainOf(reserve);
      const whole = { ...attestation, configuration: await set.configuration() };
      const others = [
        [{ ...domain, chainId: 1n }, whole],
        [{ ...domain, verifyingContract: await watt.getAddress() }, whole],
        [domain, { ...whole, configuration: id("another") }],
      ] as const;
      for (const [given, message] of others) {
        const wrong = await Promise.all(
          attestors
            .slice(0, 3)
            .map((one) => signTypedData(one, { domain: given, type: "ReserveAttestation", message })),
        );
        await expectUnchanged(read, () => expect(reserve.attest(attestation, wrong)).to.be.revert(connection.ethers));
      }
      const more = { ...attestation, amount: attestation.amount + 1n };
      await expectUnchanged(read, () => expect(reserve.attest(more, signatures)).to.be.revert(connection.ethers));
      await expectUnchanged(read, () =>
        expect(reserve.attest(attestation, ["0x12"]))
          .to.be.revertedWithCustomError(reserve, "InvalidOracleSignature")
          .withArgs(0n),
      );
    });

    it("lets the reserve grow by the capacity and no unit more, and by a part as time passes", async () => {
      const { reserve, attest, now } = await load();
      const over = await attest({ amount: GROWTH + 1n }).catch((error: unknown) => String(error));
      expect(over).to.match(/ReserveGrowthTooFast/);
      await attest({ amount: GROWTH });
      expect(await reserve.growthAvailable()).to.equal(0n);
      const start = await now();
      await time.increaseTo(start + 43_200n);
      await attest({ amount: GROWTH + GROWTH / 2n });
      expect(await reserve.growthAvailable()).to.be.lessThan(GROWTH / 1_000n);
    });

    it("says what it took, and where the reserve is below the supply; growing back counts as growth", async () => {
      const { reserve, sign, attest, fund, alice, attestors } = await load();
      await fund(alice.address, HUNDRED);
      await time.increase(10);
      const { attestation, signatures } = await sign({ amount: HUNDRED - 1n });
      const told = expect(reserve.attest(attestation, signatures));
      const signers = attestors.slice(0, 3).map(({ address }) => address);
      await told.to
        .emit(reserve, "ReserveAttested")
        .withArgs(HUNDRED - 1n, attestation.asOf, attestation.document, signers);
      const low = await sign({ amount: 0n, asOf: attestation.asOf + 1n });
      await expect(reserve.attest(low.attestation, low.signatures))
        .to.emit(reserve, "ReserveBelowSupply")
        .withArgs(0n, HUNDRED);
      const before = await reserve.growthAvailable();
      await time.increase(10);
      await attest({ amount: HUNDRED });
      expect(await reserve.growthAvailable()).to.be.lessThan(before);
    });
  });

  describe("requireBacked", () => {
    it("refuses before the first attestation, and from the second on at which the last is too old", async () => {
      const { reserve, attest, now } = await load();
      await expect(reserve.requireBacked(0n))
        .to.be.revertedWithCustomError(reserve, "ReserveStale")
        .withArgs(0n, MAX_AGE);
      const asOf = await now();
      await attest({ amount: HUNDRED, asOf });
      await reserve.requireBacked(HUNDRED);
      await expect(reserve.requireBacked(HUNDRED + 1n))
        .to.be.revertedWithCustomError(reserve, "ReserveExceeded")
        .withArgs(HUNDRED + 1n, HUNDRED);
      await time.increaseTo(asOf + MAX_AGE);
      await reserve.requireBacked(HUNDRED);
      await time.increaseTo(asOf + MAX_AGE + 1n);
      await expect(reserve.requireBacked(HUNDRED))
        .to.be.revertedWithCustomError(reserve, "ReserveStale")
        .withArgs(asOf, MAX_AGE);
    });
  });

  describe("rules", () => {
    it("are the manager's, within bounds", async () => {
      const { reserve, stranger, set } = await load();
      const asStranger = reserve.connect(stranger);
      for (const call of [
        () => asStranger.setMaxAge(MAX_AGE),
        () => asStranger.setGrowthLimit(1n, MAX_AGE),
        () => asStranger.setAttestorSet(set),
        () => asStranger.recordPaid(1n),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(reserve, "AccessManagedUnauthorized");
      }
      for (const age of [3_599n, 35n * 86_400n + 1n]) {
        await expect(reserve.setMaxAge(age))
          .to.be.revertedWithCustomError(reserve, "MaxAgeOutOfRange")
          .withArgs(age, 3_600n, 35n * 86_400n);
      }
      await expect(reserve.setMaxAge(3_600n)).to.emit(reserve, "MaxAgeSet").withArgs(3_600n);
      for (const window of [86_399n, 35n * 86_400n + 1n]) {
        await expect(reserve.setGrowthLimit(5n, window))
          .to.be.revertedWithCustomError(reserve, "LimitWindowOutOfRange")
          .withArgs(window, 86_400n, 35n * 86_400n);
      }
      await expect(reserve.setGrowthLimit(10n ** 33n + 1n, 86_400n))
        .to.be.revertedWithCustomError(reserve, "LimitTooHigh")
        .withArgs(10n ** 33n + 1n, 10n ** 33n);
      await expect(reserve.setGrowthLimit(5n, 86_400n)).to.emit(reserve, "GrowthLimitSet").withArgs(5n, 86_400n);
      expect(await reserve.growthAvailable()).to.equal(5n);
    });
  });
});
