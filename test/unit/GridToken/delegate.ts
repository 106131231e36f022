import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGrid } from "../../helpers/tokens.ts";
import { domainOf, malleable, signTypedData, split } from "../../helpers/typed-data.ts";

const { ethers, networkHelpers } = await network.create();
const STAKE = parseEther("1000");

async function fixture() {
  const { grid, minter } = await deployGrid(ethers);
  const [, , holder, friend, relayer] = await ethers.getSigners();
  if (holder === undefined || friend === undefined || relayer === undefined) throw new Error("too few accounts");
  await grid.connect(minter).mint(holder, STAKE);
  return { grid, minter, holder, friend, relayer, now: () => networkHelpers.time.latest() };
}

async function delegation() {
  const f = await networkHelpers.loadFixture(fixture);
  const message = { delegatee: f.friend.address, nonce: 0n, expiry: BigInt(await f.now()) + 3600n };
  const signature = await signTypedData(f.holder, { domain: await domainOf(f.grid), type: "Delegation", message });
  const submit = (given = signature) =>
    f.grid.connect(f.relayer).delegateBySig(f.friend, message.nonce, message.expiry, ...split(given));
  const read = async () => [await f.grid.delegates(f.holder), await f.grid.nonces(f.holder)];
  const refused = (error: string, given?: string) =>
    expectUnchanged(read, () => expect(submit(given)).to.be.revertedWithCustomError(f.grid, error));
  return { ...f, message, signature, submit, refused };
}

describe("GridToken", () => {
  describe("delegate", () => {
    it("gives no votes to who has delegated to nobody", async () => {
      const { grid, holder } = await networkHelpers.loadFixture(fixture);
      expect(await grid.balanceOf(holder)).to.equal(STAKE);
      expect(await grid.getVotes(holder)).to.equal(0n);
    });

    it("gives the holder its own votes by self-delegation and says so", async () => {
      const { grid, holder } = await networkHelpers.loadFixture(fixture);
      const delegated = grid.connect(holder).delegate(holder);
      await expect(delegated)
        .to.emit(grid, "DelegateChanged")
        .withArgs(holder.address, ethers.ZeroAddress, holder.address);
      await expect(delegated).to.emit(grid, "DelegateVotesChanged").withArgs(holder.address, 0n, STAKE);
      expect(await grid.getVotes(holder)).to.equal(STAKE);
    });

    it("moves the votes, not the tokens, when the delegate changes", async () => {
      const { grid, holder, friend } = await networkHelpers.loadFixture(fixture);
      await grid.connect(holder).delegate(holder);
      await grid.connect(holder).delegate(friend);
      expect(await grid.getVotes(holder)).to.equal(0n);
      expect(await grid.getVotes(friend)).to.equal(STAKE);
      expect(await grid.balanceOf(friend)).to.equal(0n);
    });
  });

  describe("delegateBySig", () => {
    it("refuses an expired delegation", async () => {
      const { refused, message } = await delegation();
      await networkHelpers.time.setNextBlockTimestamp(message.expiry + 1n);
      await refused("VotesExpiredSignature");
    });

    it("refuses a high s", async () => {
      const { refused, signature } = await delegation();
      await refused("ECDSAInvalidSignatureS", malleable(signature));
    });

    it("refuses a nonce that a permit has used, since both share them", async () => {
      const { grid, holder, friend, refused, message } = await delegation();
      const permit = { owner: holder.address, spender: friend.address, value: 1n, nonce: 0n, deadline: message.expiry };
      const signature = await signTypedData(holder, { domain: await domainOf(grid), type: "Permit", message: permit });
      await grid.permit(holder, friend, 1n, permit.deadline, ...split(signature));
      await refused("InvalidAccountNonce");
    });

    it("delegates for the signer, once", async () => {
      const { grid, holder, friend, submit, refused } = await delegation();
      await submit();
      expect(await grid.delegates(holder)).to.equal(friend.address);
      expect(await grid.getVotes(friend)).to.equal(STAKE);
      await refused("InvalidAccountNonce");
    });
  });
});
