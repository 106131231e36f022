import { expect } from "chai";
import { AbiCoder, keccak256, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployMetering } from "../../helpers/metering.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function fixture() {
  const f = await deployMetering(connection);
  const [a = "", b = "", c = "", d = ""] = f.operators.map(({ address }) => address);
  const read = async () => [await f.operatorSet.operators(), await f.operatorSet.configuration()];
  return { ...f, addresses: [a, b, c, d] as const, read };
}

describe("OperatorSet", () => {
  describe("setOperators", () => {
    it("refuses whoever has no role", async () => {
      const { operatorSet, stranger, addresses, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(operatorSet.connect(stranger).setOperators([addresses[0]]))
          .to.be.revertedWithCustomError(operatorSet, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses nobody, and more than 64", async () => {
      const { operatorSet, read } = await networkHelpers.loadFixture(fixture);
      const many = Array.from({ length: 65 }, (_, at) => `0x${(at + 1).toString(16).padStart(40, "0")}`);
      for (const next of [[], many]) {
        await expectUnchanged(read, () =>
          expect(operatorSet.setOperators(next))
            .to.be.revertedWithCustomError(operatorSet, "InvalidOperatorCount")
            .withArgs(BigInt(next.length)),
        );
      }
      await operatorSet.setOperators(many.slice(1));
      expect((await operatorSet.operators()).length).to.equal(64);
    });

    it("refuses the zero address, one twice, and any order but the rising one", async () => {
      const { operatorSet, addresses, read } = await networkHelpers.loadFixture(fixture);
      const [a, b, c] = addresses;
      for (const [next, wrong] of [
        [[ZeroAddress, a], ZeroAddress],
        [[a, a], a],
        [[a, c, b], b],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(operatorSet.setOperators([...next]))
            .to.be.revertedWithCustomError(operatorSet, "OperatorsNotSorted")
            .withArgs(wrong),
        );
      }
    });

    it("says and keeps them; who is left out is none any more", async () => {
      const { operatorSet, addresses } = await networkHelpers.loadFixture(fixture);
      const [a, b, , d] = addresses;
      await expect(operatorSet.setOperators([b, d]))
        .to.emit(operatorSet, "OperatorsSet")
        .withArgs(2n, [b, d]);
      expect(await operatorSet.operators()).to.deep.equal([b, d]);
      expect(await operatorSet.isOperator(d)).to.equal(true);
      expect(await operatorSet.isOperator(a)).to.equal(false);
      expect(await operatorSet.isOperator(ZeroAddress)).to.equal(false);
    });

    it("has another configuration each time, of chain, contract, version and operators", async () => {
      const { ethers, operatorSet, addresses } = await networkHelpers.loadFixture(fixture);
      const { chainId } = await ethers.provider.getNetwork();
      const types = ["uint256", "address", "uint256", "address[]"];
      for (const version of [1n, 2n, 3n]) {
        const value = [chainId, await operatorSet.getAddress(), version, [...addresses]];
        expect(await operatorSet.configuration()).to.equal(keccak256(AbiCoder.defaultAbiCoder().encode(types, value)));
        await operatorSet.setOperators([...addresses]);
      }
    });

    it("lets only the oracle report a fault", async () => {
      const { operatorSet, stranger } = await networkHelpers.loadFixture(fixture);
      await expect(operatorSet.connect(stranger).reportFault(1, `0x${"11".repeat(32)}`, 1))
        .to.be.revertedWithCustomError(operatorSet, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
