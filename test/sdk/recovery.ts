import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import {
  attestIdentity,
  cancelRecovery,
  createClient,
  getAccount,
  getRecovery,
  getWattBalance,
  proposeRecovery,
  recoverKey,
  refuseRecovery,
  signIdentity,
  type Client,
} from "@gridwatt/sdk";

import { fixture, refusal } from "./fixture.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;
const DAY = 86_400;

/** The client of the fixture checks persons; carol has lost her key and comes with the stranger's wallet. */
async function lost() {
  const f = await fixture(connection);
  const { client, deployment, people } = f;
  const provider = createClient({ deployment, runner: people.stranger });
  const jurisdiction = "0x4445000000000000";
  await client.contracts.identities.getFunction("setProvider")(jurisdiction, people.stranger, true);
  const [, , , , , , fresh] = await connection.ethers.getSigners();
  if (fresh === undefined) throw new Error("too few accounts");
  const issuedAt = new Date((await time.latest()) * 1000);
  const validUntil = new Date(issuedAt.getTime() + 100 * DAY * 1000);
  for (const wallet of [people.carol.address, fresh.address]) {
    const word = { wallet, subject: id("carol"), jurisdiction: "DE", country: "DE", tier: 1, issuedAt, validUntil };
    await attestIdentity(client, { identity: await signIdentity(provider, word) });
  }
  const [from, to] = [people.carol.address, fresh.address];
  return { ...f, provider, from, to, freshClient: createClient({ deployment, runner: fresh }) };
}
const load = () => connection.networkHelpers.loadFixture(lost);
const ownerOf = async (client: Client) => (await getAccount(client, { account: 3 }))?.owner;

describe("sdk", () => {
  describe("proposeRecovery, recoverKey, getRecovery", () => {
    it("move account and WATT to the new wallet after seven days", async () => {
      const { client, provider, people, from, to } = await load();
      expect(await getRecovery(client, { from })).to.equal(null);
      await proposeRecovery(provider, { from, to });
      const ripeAt = new Date(((await time.latest()) + 7 * DAY) * 1000);
      expect(await getRecovery(client, { from })).to.deep.equal({ to, provider: people.stranger.address, ripeAt });
      const early = await refusal(recoverKey(client, { from, accounts: [3] }));
      expect([early.name, early.message.includes("has to wait until")]).to.deep.equal(["RecoveryNotRipe", true]);
      expect(await ownerOf(client)).to.equal(from);
      const [had, moved] = [
        await getWattBalance(client, { holder: to }),
        await getWattBalance(client, { holder: from }),
      ];
      expect(moved.isZero()).to.equal(false);
      await time.increaseTo(ripeAt.getTime() / 1000);
      await recoverKey(client, { from, accounts: [3] });
      expect(await ownerOf(client)).to.equal(to);
      expect((await getWattBalance(client, { holder: from })).isZero()).to.equal(true);
      expect((await getWattBalance(client, { holder: to })).minus(had).toString()).to.equal(moved.toString());
    });
  });

  describe("cancelRecovery, refuseRecovery", () => {
    it("keep everything where it is", async () => {
      const { carol, client, provider, from, to, freshClient } = await load();
      await proposeRecovery(provider, { from, to });
      expect((await refusal(cancelRecovery(client, { from }))).name).to.equal("NotCancelling");
      await cancelRecovery(freshClient, { from });
      await proposeRecovery(provider, { from, to });
      await cancelRecovery(carol, { from });
      expect(await getRecovery(client, { from })).to.equal(null);
      await refuseRecovery(carol, { refused: true });
      expect((await refusal(proposeRecovery(provider, { from, to }))).name).to.equal("RecoveryIsRefused");
      await refuseRecovery(carol, { refused: false });
      await proposeRecovery(provider, { from, to });
      expect(await ownerOf(client)).to.equal(from);
    });
  });
});
