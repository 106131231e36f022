import { expect } from "chai";
import { id, parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY } from "../../helpers/staking.ts";
import { deployRamps, MAX_AGE, MINT_LIMIT, WINDOW } from "../../helpers/ramps.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TEN = parseEther("10");

async function fixture() {
  const f = await deployRamps(connection);
  await f.attest({ amount: parseEther("1000") });
  const [other] = f.attestors;
  if (other === undefined) throw new Error("no second operator");
  const OPERATOR = 9n;
  await f.access.setTargetFunctionRole(f.onRamp, [f.onRamp.mint.fragment.selector], OPERATOR);
  for (const one of [f.admin, other]) await f.access.grantRole(OPERATOR, one, 0);
  const read = async () => [await f.watt.totalSupply(), await f.onRamp.mintAvailable(f.admin)];
  return { ...f, other, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("OnRamp", () => {
  describe("mint", () => {
    it("refuses strangers, nothing, and a payment without reference", async () => {
      const { onRamp, stranger, alice, read } = await load();
      for (const [call, error] of [
        [() => onRamp.connect(stranger).mint(alice, TEN, id("a")), "AccessManagedUnauthorized"],
        [() => onRamp.mint(alice, 0n, id("a")), "ZeroAmount"],
        [() => onRamp.mint(alice, TEN, ZeroHash), "NoReference"],
      ] as const) {
        await expectUnchanged(read, () => expect(call()).to.be.revertedWithCustomError(onRamp, error));
      }
    });

    it("makes WATT once for a payment, whichever operator asks", async () => {
      const { onRamp, watt, admin, alice, bob, other } = await load();
      await expect(onRamp.mint(alice, TEN, id("a")))
        .to.emit(onRamp, "WattMinted")
        .withArgs(admin.address, alice.address, TEN, id("a"));
      expect(await watt.balanceOf(alice)).to.equal(TEN);
      expect(await onRamp.isUsed(id("a"))).to.equal(true);
      await expect(onRamp.connect(other).mint(bob, TEN, id("a")))
        .to.be.revertedWithCustomError(onRamp, "ReferenceUsed")
        .withArgs(id("a"));
      expect(await watt.totalSupply()).to.equal(TEN);
    });

    it("leaves the reference unused where the mint is refused", async () => {
      const { onRamp, reserve, admin, alice } = await load();
      await expect(onRamp.mint(alice, MINT_LIMIT + 1n, id("a")))
        .to.be.revertedWithCustomError(onRamp, "MintLimitExceeded")
        .withArgs(admin.address, MINT_LIMIT + 1n, MINT_LIMIT);
      expect(await onRamp.isUsed(id("a"))).to.equal(false);
      await time.increase(MAX_AGE + 1n);
      await expect(onRamp.mint(alice, TEN, id("a"))).to.be.revertedWithCustomError(reserve, "ReserveStale");
      expect(await onRamp.isUsed(id("a"))).to.equal(false);
    });

    it("holds each operator to a limit of its own, which refills", async () => {
      const { onRamp, admin, alice, other } = await load();
      await onRamp.mint(alice, MINT_LIMIT, id("a"));
      await expect(onRamp.mint(alice, TEN, id("b"))).to.be.revertedWithCustomError(onRamp, "MintLimitExceeded");
      expect(await onRamp.mintAvailable(other)).to.equal(MINT_LIMIT);
      await onRamp.connect(other).mint(alice, TEN, id("c"));
      await time.increase(WINDOW / 2n);
      expect(await onRamp.mintAvailable(admin)).to.be.greaterThanOrEqual(MINT_LIMIT / 2n);
    });

    it("makes at most twice the capacity in any window", async () => {
      const { onRamp, admin, alice, attest, now } = await load();
      const start = await now();
      let made = 0n;
      await onRamp.mint(alice, MINT_LIMIT, id("first"));
      made += MINT_LIMIT;
      for (let hour = 1n; hour < 24n; hour += 1n) {
        await time.increaseTo(start + hour * 3_600n);
        await attest({ amount: made + parseEther("30") });
        const available = await onRamp.mintAvailable(admin);
        const take = available < parseEther("30") ? available : parseEther("30");
        await onRamp.mint(alice, take, id(`hour ${hour}`));
        made += take;
      }
      expect(made).to.be.lessThanOrEqual(2n * MINT_LIMIT);
      expect(made).to.be.greaterThan(MINT_LIMIT);
    });

    it("stays within the reserve when two operators race for the rest of it", async () => {
      const { onRamp, reserve, watt, alice, bob, other, attest, now } = await load();
      await time.increase(1);
      await attest({ amount: TEN, asOf: await now() });
      await onRamp.mint(alice, TEN - 1n, id("a"));
      await expect(onRamp.connect(other).mint(bob, 2n, id("b")))
        .to.be.revertedWithCustomError(reserve, "ReserveExceeded")
        .withArgs(TEN + 1n, TEN);
      await onRamp.connect(other).mint(bob, 1n, id("b"));
      expect(await watt.totalSupply()).to.equal(TEN);
    });
  });

  describe("setMintLimit", () => {
    it("is the manager's, with a window of an hour to 35 days", async () => {
      const { onRamp, stranger } = await load();
      await expect(onRamp.connect(stranger).setMintLimit(1n, WINDOW)).to.be.revertedWithCustomError(
        onRamp,
        "AccessManagedUnauthorized",
      );
      for (const window of [3_599n, 35n * DAY + 1n]) {
        await expect(onRamp.setMintLimit(1n, window))
          .to.be.revertedWithCustomError(onRamp, "LimitWindowOutOfRange")
          .withArgs(window, 3_600n, 35n * DAY);
      }
      await expect(onRamp.setMintLimit(10n ** 33n + 1n, WINDOW))
        .to.be.revertedWithCustomError(onRamp, "LimitTooHigh")
        .withArgs(10n ** 33n + 1n, 10n ** 33n);
      await expect(onRamp.setMintLimit(1n, 3_600n)).to.emit(onRamp, "MintLimitSet").withArgs(1n, 3_600n);
    });
  });
});
