import { network } from "hardhat";

import { FORMS, shouldBehaveLikeAuthorization, signedPayment } from "../../helpers/authorization-behavior.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();

async function fixture() {
  return wattFixture(connection);
}

const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("receiveWithAuthorization", () => {
    for (const form of FORMS) {
      it(`refuses a caller who is not the payee (${form})`, async () => {
        const { refused, stranger, payer } = await signedPayment(await load(), "receiveWithAuthorization");
        for (const by of [stranger, payer]) await refused("ERC20InvalidReceiver", { form, by });
      });
    }

    shouldBehaveLikeAuthorization("receiveWithAuthorization", load);
  });
});
