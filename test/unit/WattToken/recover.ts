import { expect } from "chai";
import { MaxUint256, parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRamps } from "../../helpers/ramps.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const TEN = parseEther("10");

/** Alice has 100 WATT; the admin recovers as key recovery does. */
async function fixture() {
  const f = await deployRamps(connection);
  await f.fund(f.alice.address, 10n * TEN);
  const { watt, alice, bob } = f;
  const read = async () => [
    await watt.balanceOf(alice),
    await watt.balanceOf(bob),
    await watt.getFrozenTokens(alice),
    await watt.totalSupply(),
  ];
  return { ...f, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("recover", () => {
    it("refuses strangers, the holder itself, escrow and nobody", async () => {
      const { watt, queue, alice, bob, stranger, read } = await load();
      for (const [call, error] of [
        [() => watt.connect(stranger).recover(alice, bob), "AccessManagedUnauthorized"],
        [() => watt.connect(alice).recover(alice, bob), "AccessManagedUnauthorized"],
        [() => watt.recover(queue, bob), "EscrowFrozen"],
        [() => watt.recover(ZeroAddress, bob), "ERC20InvalidSender"],
        [() => watt.recover(alice, ZeroAddress), "ERC20InvalidReceiver"],
      ] as const) {
        await expectUnchanged(read, () => expect(call()).to.be.revertedWithCustomError(watt, error));
      }
    });

    it("refuses from and to a wallet that is frozen as such", async () => {
      const { watt, alice, bob, read } = await load();
      await watt.setFrozenTokens(bob, MaxUint256);
      await expectUnchanged(read, () =>
        expect(watt.recover(alice, bob))
          .to.be.revertedWithCustomError(watt, "ERC7943CannotReceive")
          .withArgs(bob.address),
      );
      await watt.setFrozenTokens(alice, MaxUint256);
      await expectUnchanged(read, () =>
        expect(watt.recover(alice, bob))
          .to.be.revertedWithCustomError(watt, "ERC7943CannotSend")
          .withArgs(alice.address),
      );
    });

    it("moves all that is not frozen, and says that its holder did not", async () => {
      const { watt, alice, bob } = await load();
      await watt.setFrozenTokens(alice, 4n * TEN);
      const moved = expect(watt.recover(alice, bob));
      await moved.to.emit(watt, "Transfer").withArgs(alice.address, bob.address, 6n * TEN);
      await moved.to.emit(watt, "ForcedTransfer").withArgs(alice.address, bob.address, 6n * TEN);
      expect([await watt.balanceOf(alice), await watt.balanceOf(bob)]).to.deep.equal([4n * TEN, 6n * TEN]);
      expect(await watt.getFrozenTokens(alice)).to.equal(4n * TEN);
    });

    it("moves nothing where more is frozen than there is", async () => {
      const { watt, alice, bob } = await load();
      await watt.setFrozenTokens(alice, 11n * TEN);
      await expect(watt.recover(alice, bob)).to.emit(watt, "ForcedTransfer").withArgs(alice.address, bob.address, 0n);
      expect(await watt.balanceOf(alice)).to.equal(10n * TEN);
    });
  });
});
