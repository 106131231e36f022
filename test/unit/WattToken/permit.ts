import { network } from "hardhat";

import { BALANCE, shouldBehaveLikePermit } from "../../helpers/permit-behavior.ts";
import { deployWatt } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  const { watt, minter } = await deployWatt(ethers);
  const [, , owner, spender, relayer] = await ethers.getSigners();
  if (owner === undefined || spender === undefined || relayer === undefined) throw new Error("too few accounts");
  const wallet = await ethers.deployContract("WalletMock", [owner.address]);
  await watt.connect(minter).mint(owner, BALANCE);
  return {
    token: watt,
    owner,
    spender,
    relayer,
    wallet: await wallet.getAddress(),
    now: () => networkHelpers.time.latest(),
    setNext: (time: bigint) => networkHelpers.time.setNextBlockTimestamp(time),
  };
}

describe("WattToken", () => {
  describe("permit", () => {
    shouldBehaveLikePermit(() => networkHelpers.loadFixture(fixture));
  });
});
