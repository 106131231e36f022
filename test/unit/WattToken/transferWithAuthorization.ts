import { expect } from "chai";
import { network } from "hardhat";

import { FORMS, shouldBehaveLikeAuthorization, signedPayment } from "../../helpers/authorization-behavior.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();

async function fixture() {
  return wattFixture(connection);
}

const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("transferWithAuthorization", () => {
    shouldBehaveLikeAuthorization("transferWithAuthorization", load);

    for (const form of FORMS) {
      it(`pays whoever submits it (${form})`, async () => {
        const { watt, payment, submit, stranger } = await signedPayment(await load(), "transferWithAuthorization");
        await submit({ form, by: stranger });
        expect(await watt.balanceOf(payment.to)).to.equal(payment.value);
        expect(await watt.balanceOf(stranger)).to.equal(0n);
      });
    }
  });
});
