import { expect } from "chai";
import { parseEther, ZeroAddress, type Signer } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployStaking, NEUTRAL, SHARES } from "../../helpers/staking.ts";
import { domainOf, malleable, signTypedData, split } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const AMOUNT = parseEther("1000");

/** Alice has 1,000 GRID in pool 1, delegated to nobody. */
const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployStaking(connection);
  await f.stake(f.alice, 1, AMOUNT);
  const expiry = (await f.now()) + DAY;
  const sign = async (signer: Signer, of: { delegatee: string; nonce?: bigint; expiry?: bigint }) => {
    const message = { nonce: 0n, expiry, ...of };
    return signTypedData(signer, { domain: await domainOf(f.staking), type: "Delegation", message });
  };
  const read = async () => [
    await f.staking.delegates(f.alice),
    await f.staking.getVotes(f.bob),
    await f.staking.nonces(f.alice),
  ];
  return { ...f, expiry, sign, read };
}

describe("Staking", () => {
  describe("delegate", () => {
    it("says whom it was and is, and what votes moved; nothing where none do", async () => {
      const { staking, alice, bob, carol } = await load();
      await expect(staking.connect(carol).delegate(bob))
        .to.emit(staking, "DelegateChanged")
        .withArgs(carol.address, ZeroAddress, bob.address);
      expect(await staking.getVotes(bob)).to.equal(0n);
      await staking.connect(alice).delegate(bob);
      const moved = staking.connect(alice).delegate(carol);
      await expect(moved).to.emit(staking, "DelegateChanged").withArgs(alice.address, bob.address, carol.address);
      await expect(moved).to.emit(staking, "DelegateVotesChanged").withArgs(bob.address, AMOUNT, 0n);
      await expect(moved).to.emit(staking, "DelegateVotesChanged").withArgs(carol.address, 0n, AMOUNT);
      await expect(staking.connect(alice).delegate(carol)).not.to.emit(staking, "DelegateVotesChanged");
      await expect(staking.connect(alice).delegate(ZeroAddress))
        .to.emit(staking, "DelegateVotesChanged")
        .withArgs(carol.address, AMOUNT, 0n);
      expect([await staking.getVotes(ZeroAddress), await staking.getVotes(carol)]).to.deep.equal([0n, 0n]);
    });
  });

  describe("delegateBySig", () => {
    it("delegates stake for who signed, whoever brings it, once", async () => {
      const { staking, alice, bob, stranger, sign, expiry, read } = await load();
      const signature = split(await sign(alice, { delegatee: bob.address }));
      const submit = () => staking.connect(stranger).delegateBySig(bob, 0n, expiry, ...signature);
      await expect(submit())
        .to.emit(staking, "DelegateChanged")
        .withArgs(alice.address, ZeroAddress, bob.address)
        .to.emit(staking, "DelegateVotesChanged")
        .withArgs(bob.address, 0n, AMOUNT);
      expect(await read()).to.deep.equal([bob.address, AMOUNT, 1n]);
      await expectUnchanged(read, () =>
        expect(submit()).to.be.revertedWithCustomError(staking, "InvalidAccountNonce").withArgs(alice.address, 1n),
      );
    });

    it("refuses another nonce, a second too late, a high s, and moves nothing for another delegate or contract", async () => {
      const { staking, grid, alice, bob, carol, sign, expiry, read } = await load();
      const ahead = split(await sign(alice, { delegatee: bob.address, nonce: 1n }));
      await expectUnchanged(read, () =>
        expect(staking.delegateBySig(bob, 1n, expiry, ...ahead))
          .to.be.revertedWithCustomError(staking, "InvalidAccountNonce")
          .withArgs(alice.address, 0n),
      );
      const right = await sign(alice, { delegatee: bob.address });
      await expectUnchanged(read, () =>
        expect(staking.delegateBySig(bob, 0n, expiry, ...split(malleable(right)))).to.be.revertedWithCustomError(
          staking,
          "ECDSAInvalidSignatureS",
        ),
      );
      // What was not signed is nobody's whom we know: it has no stake.
      await expectUnchanged(read, () => staking.delegateBySig(carol, 0n, expiry, ...split(right)));
      const message = { delegatee: bob.address, nonce: 0n, expiry };
      const ofTokens = await signTypedData(alice, { domain: await domainOf(grid), type: "Delegation", message });
      await expectUnchanged(read, () => staking.delegateBySig(bob, 0n, expiry, ...split(ofTokens)));
      await time.setNextBlockTimestamp(expiry + 1n);
      await expectUnchanged(read, () =>
        expect(staking.delegateBySig(bob, 0n, expiry, ...split(right)))
          .to.be.revertedWithCustomError(staking, "VotesExpiredSignature")
          .withArgs(expiry),
      );
    });

    it("takes a signature in its last second", async () => {
      const { staking, alice, bob, sign, expiry, read } = await load();
      const signature = split(await sign(alice, { delegatee: bob.address }));
      await time.setNextBlockTimestamp(expiry);
      await staking.delegateBySig(bob, 0n, expiry, ...signature);
      expect(await read()).to.deep.equal([bob.address, AMOUNT, 1n]);
    });
  });

  describe("getPastVotes", () => {
    it("knows nothing of the present second, nothing before the first, and each second since", async () => {
      const { staking, alice, bob, stake, unbond, now } = await load();
      const before = await now();
      await staking.connect(alice).delegate(bob);
      const delegated = await now();
      await stake(alice, NEUTRAL, AMOUNT);
      const more = await now();
      await unbond(alice, 1, AMOUNT * SHARES);
      const less = await now();
      await staking.connect(alice).delegate(alice);
      const gone = await now();
      for (const ask of [() => staking.getPastVotes(bob, gone), () => staking.getPastTotalSupply(gone)]) {
        await expect(ask()).to.be.revertedWithCustomError(staking, "ERC5805FutureLookup").withArgs(gone, gone);
      }
      await time.increase(10n);
      const found = [0n, before, delegated, more, less, gone, gone + 5n].map((at) => staking.getPastVotes(bob, at));
      expect(await Promise.all(found)).to.deep.equal([0n, 0n, AMOUNT, 2n * AMOUNT, AMOUNT, 0n, 0n]);
      expect(await staking.getPastVotes(alice, gone)).to.equal(AMOUNT);
      expect([await staking.clock(), await staking.CLOCK_MODE()]).to.deep.equal([await now(), "mode=timestamp"]);
    });
  });
});
