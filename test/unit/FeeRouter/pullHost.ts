import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deploySharing, FEES, MOODS } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();
const [HOST, LICENCE] = [3, 5n];

/** {FEES} wait in the source for a host, whose licence names `a`. */
async function fixture() {
  const f = await deploySharing(ethers);
  const hosts = await ethers.getContractAt("HostRegistryMock", await f.source.HOSTS());
  await hosts.setShare(HOST, LICENCE, 1_000n);
  await hosts.setPayee(LICENCE, f.a);
  await f.source.setHostFees(HOST, FEES);
  const read = async () => [await f.read(), await f.source.hostFeesOwed(HOST)];
  return { ...f, hosts, read };
}

const load = () => networkHelpers.loadFixture(fixture);

describe("FeeRouter", () => {
  describe("pullHost", () => {
    it("refuses to be entered again from the transfer", async () => {
      const { router, token, a, read } = await load();
      for (const call of [
        router.interface.encodeFunctionData("pullHost", [HOST]),
        router.interface.encodeFunctionData("payOut", [a.address]),
      ]) {
        await token.reenter(router, call);
        await expectUnchanged(read, () =>
          expect(router.pullHost(HOST)).to.be.revertedWithCustomError(router, "ReentrancyGuardReentrantCall"),
        );
      }
    });

    it("refuses less than the exchange says it paid", async () => {
      const { router, token, read } = await load();
      await token.setMood(MOODS.TakesFee);
      await expectUnchanged(read, () =>
        expect(router.pullHost(HOST))
          .to.be.revertedWithCustomError(router, "ReceiptMismatch")
          .withArgs(FEES, FEES - 1n),
      );
    });

    it("credits the payee of the licence that earned it, by anyone's call", async () => {
      const { router, stranger, a, token } = await load();
      expect(await router.connect(stranger).pullHost.staticCall(HOST)).to.equal(FEES);
      await expect(router.connect(stranger).pullHost(HOST))
        .to.emit(router, "HostFeesCredited")
        .withArgs(BigInt(HOST), LICENCE, a.address, FEES);
      expect([await router.owed(a), await router.totalOwed()]).to.eql([FEES, FEES]);
      expect(await token.balanceOf(router)).to.equal(FEES);
      await router.payOut(a);
      expect(await token.balanceOf(a)).to.equal(FEES);
    });

    it("does nothing where nothing is owed", async () => {
      const { router, read } = await load();
      await expectUnchanged(read, () => expect(router.pullHost(HOST + 1)).not.to.emit(router, "HostFeesCredited"));
    });

    it("credits any payee, so that none keeps a number from the next host (threat 76)", async () => {
      const { router, hosts, a } = await load();
      for (const payee of [await router.getAddress(), await hosts.getAddress()]) {
        await hosts.setPayee(LICENCE, payee);
        await router.pullHost(HOST);
      }
      expect([await router.owed(router), await router.owed(a), await router.totalOwed()]).to.eql([FEES, 0n, FEES]);
    });
  });
});
