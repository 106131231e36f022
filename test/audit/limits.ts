import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import { getAccount, getEvents, Money, takeBackRedemption, type Client } from "@gridwatt/sdk";
import { parseEther } from "ethers";

import { ROLES } from "../../deploy/roles.ts";
import { addressOf, OWNER } from "../../scenario/accounts.ts";
import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { BUYER, PEOPLE, Ramps, SANDBOX } from "./ramps.ts";
import { playStory } from "./story.ts";

/** {s} How long the queue has to mark a redemption. */
const MARK_WITHIN = 3 * 86_400;
/** The role of exchanges. */
const CLIENT = ROLES.COMPLIANCE_CLIENT.id;
/** {block} Each block takes an audit. */
const STRIDE = 3;
/** The redemption that the story leaves waiting. */
const WAITING = 6n;

describe("an audit of limits and deadlines", () => {
  let market: EmbeddedMarket;
  let client: Client;
  let ramps: Ramps;
  let restore: () => Promise<void>;

  before(async () => {
    market = await EmbeddedMarket.start();
    client = await playStory(market);
    restore = await market.keep();
  });

  beforeEach(async () => {
    await restore();
    ramps = new Ramps(market);
  });

  after(() => market.close());

  const assertGreen = async (to?: number) => {
    const { checks } = await audit(client, { to });
    const red = checks.filter(({ differences }) => differences.length > 0);
    assert.deepEqual(red, [], `as of block ${to ?? "latest"}`);
  };
  const accountOf = async (account: number) => {
    return (await getAccount(client, { account })) ?? assert.fail(`no account ${account}`);
  };
  const next = () => client.contracts.redemptions.getFunction("next").staticCall();

  it("finds nothing as of every third block since money first came in, from a random one on", async () => {
    const { to: last, from } = await audit(client, {});
    const [first] = await getEvents(client, { names: ["WattMinted"], fromBlock: from });
    const begin = (first?.block ?? last) + Math.floor(Math.random() * STRIDE);
    const blocks = Array.from({ length: Math.ceil((last - begin + 1) / STRIDE) }, (_, at) => begin + at * STRIDE);
    assert(blocks.length > 80);
    for (const block of blocks) await assertGreen(block);
  });

  it("knows that the queue may have passed over a redemption that was taken back", async () => {
    const max = await market.asNamed(PEOPLE.participant);
    ramps.wait(MARK_WITHIN + 1);
    await market.at(() => takeBackRedemption(max, { id: WAITING, overrides: OVERRIDES }));
    assert.equal(await next(), WAITING);
    await assertGreen();
    await ramps.mark(10);
    assert.equal(await next(), WAITING + 1n);
    await assertGreen();
  });

  it("knows that limits refill, and that a day goes by", async () => {
    const ramp = await addressOf(await market.as("RAMP"));
    const available = () => client.contracts.onRamp.getFunction("mintAvailable").staticCall(ramp);
    const before = (await available()) as bigint;
    for (const hours of [1, 22, 1, 1]) {
      ramps.wait(hours * 3600);
      await ramps.freeze(await market.asNamed(PEOPLE.participant), "account");
      await assertGreen();
    }
    assert(before < parseEther("1000"));
    assert.equal(await available(), parseEther("1000"));
  });

  for (const { what, more } of [
    { what: "does not count a deposit that pays just a debt towards the day", more: "0" },
    { what: "counts a deposit that pays a debt and more towards the day, all of it", more: "1" },
  ]) {
    it(what, async () => {
      const [max, bo] = [await market.asNamed(PEOPLE.participant), await market.asNamed(OWNER("bo"))];
      const { debt } = await accountOf(BUYER);
      await ramps.call(max, { contract: "watt", name: "transfer", args: [await addressOf(bo), parseEther("50")] });
      await ramps.deposit(bo, BUYER, debt.plus(Money.parse(more)).toString());
      assert(!debt.isZero() && (await accountOf(BUYER)).debt.isZero());
      await assertGreen();
    });
  }

  it("leaves room for what a person deposited in another market area", async () => {
    const [other, wallet] = [await market.asNamed("keeper"), await addressOf(await market.asNamed(PEOPLE.visitor))];
    const exchange = await addressOf(other);
    await ramps.rule("GOVERNOR", { contract: "authority", name: "grantRole", args: [CLIENT, exchange, 0] });
    const zone = { contract: "compliance", name: "setZoneJurisdiction", args: [exchange, 0, SANDBOX] } as const;
    await ramps.rule("COMPLIANCE", zone);
    const args = [wallet, 0, parseEther("3"), parseEther("3")];
    await ramps.call(other, { contract: "compliance", name: "checkDeposit", args });
    await assertGreen();
  });
});
