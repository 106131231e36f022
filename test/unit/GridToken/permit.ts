import { network } from "hardhat";

import { BALANCE, shouldBehaveLikePermit } from "../../helpers/permit-behavior.ts";
import { deployGrid } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  const { grid, minter } = await deployGrid(ethers);
  const [, , owner, spender, relayer] = await ethers.getSigners();
  if (owner === undefined || spender === undefined || relayer === undefined) throw new Error("too few accounts");
  const wallet = await ethers.deployContract("WalletMock", [owner.address]);
  await grid.connect(minter).mint(owner, BALANCE);
  return {
    token: grid,
    owner,
    spender,
    relayer,
    wallet: await wallet.getAddress(),
    now: () => networkHelpers.time.latest(),
    setNext: (time: bigint) => networkHelpers.time.setNextBlockTimestamp(time),
  };
}

describe("GridToken", () => {
  describe("permit", () => {
    shouldBehaveLikePermit(() => networkHelpers.loadFixture(fixture));
  });
});
