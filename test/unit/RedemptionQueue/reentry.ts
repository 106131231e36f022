import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { COIN, CONFIRM_WITHIN, deployRamps, LEAST } from "../../helpers/ramps.ts";
import { PAY_TO } from "../../helpers/redemptions.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const EMPTY = "0x";

/** A queue whose token calls back, and has every role. Alice's first request is marked, the second waits; either is overdue. */
async function fixture() {
  const { access, reserve, alice, attest } = await deployRamps(connection);
  const token = await connection.ethers.deployContract("HostileWatt");
  const queue = await connection.ethers.deployContract("RedemptionQueue", [access, token, reserve, COIN, LEAST]);
  await access.grantRole(0n, token, 0);
  await token.mint(alice, 3n * LEAST);
  await token.connect(alice).approve(queue, MaxUint256);
  const asAlice = queue.connect(alice);
  await asAlice.request(LEAST, PAY_TO);
  await asAlice.request(LEAST, PAY_TO);
  await attest({ amount: 3n * LEAST });
  await queue.markNext(1);
  await networkHelpers.time.increase(CONFIRM_WITHIN + 1n);
  const read = async () => [await token.balanceOf(alice), await queue.held(), await queue.redemptionOf(1n)];
  return { token, queue, asAlice, alice, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("RedemptionQueue", () => {
  describe("a token that calls back", () => {
    it("enters no verb that moves WATT from within another", async () => {
      const { token, queue, asAlice, alice, read } = await load();
      const encode = queue.interface.encodeFunctionData.bind(queue.interface);
      const outer = [
        () => asAlice.request(LEAST, PAY_TO),
        () => asAlice.requestWithAuthorization(alice, LEAST, PAY_TO, 0n, MaxUint256, PAY_TO, EMPTY),
        () => asAlice.takeBack(1n),
        () => queue.giveBack(1n),
      ];
      const inner = [
        encode("request", [LEAST, PAY_TO]),
        encode("requestWithAuthorization", [alice.address, LEAST, PAY_TO, 0n, MaxUint256, PAY_TO, EMPTY]),
        encode("takeBack", [2n]),
        encode("confirm", [[], []]),
        encode("giveBack", [1n]),
      ];
      for (const call of inner) {
        await token.reenter(queue, call);
        for (const enter of outer) {
          await expectUnchanged(read, () =>
            expect(enter()).to.be.revertedWithCustomError(queue, "ReentrancyGuardReentrantCall"),
          );
        }
      }
    });
  });
});
