import { expect } from "chai";
import { network } from "hardhat";

import {
  addLock,
  approveGrid,
  delegateLock,
  getAccount,
  getFees,
  getHost,
  giveNotice,
  Grid,
  Money,
  openLicence,
  openSlots,
  placeOrder,
  Price,
  pullHostFees,
  quote,
  refreshDiscounts,
  refreshHost,
  setHostPayee,
  Slot,
  stake,
  withdrawLock,
} from "@gridwatt/sdk";

import { fixture as market, order, refusal } from "./fixture.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const DAY = 86_400;
const LOCK = Grid.parse("10000");
const STAKE = Grid.parse("1000");

/** Carol, who holds GRID, is host 1, and alice stakes; both count. A slot is open. */
async function fixture() {
  const f = await market(connection);
  const grid = f.client.contracts.grid.getFunction("mint");
  await grid(f.people.carol, LOCK.plus(STAKE).base);
  await grid(f.people.alice, STAKE.base);
  await approveGrid(f.carol, { amount: "unlimited", spender: "hosts" });
  await approveGrid(f.alice, { amount: STAKE });
  const { host, licence } = await openLicence(f.carol, { amount: LOCK });
  await stake(f.alice, { pool: 0, amount: STAKE });
  await time.increase(DAY);
  const slot = Slot.ofNumber(Math.floor((await time.latest()) / 900) + 8);
  await openSlots(f.client, { pairs: [{ slot, long: Price.parse("0.0500"), short: Price.parse("0.4000") }] });
  return { ...f, slot, host, licence };
}

const load = () => networkHelpers.loadFixture(fixture);

describe("sdk", () => {
  describe("hosts", () => {
    it("earn their share of what takers pay on their orders, to whom they name", async () => {
      const { client, alice, bob, carol, stranger, people, host, licence, slot } = await load();
      expect(await getHost(client, { host })).to.deep.include({ host, share: 0, shareDue: 2_000, owed: Money.ZERO });
      await refreshHost(stranger, { host });
      const known = await getHost(client, { host });
      expect(known.share).to.equal(2_000);
      expect(known.licence).to.deep.equal({
        ...{ number: licence, holder: people.carol.address, payee: people.carol.address, suspended: false },
        ...{ locked: LOCK, leavesAt: null },
      });
      await placeOrder(bob, order(2, slot, "sell 10.000 0.1000"));
      await placeOrder(alice, { ...order(1, slot, "buy 10.000 0.3000"), host });
      // 20 ticks on 10 kWh are 0.02 WATT, a fifth of which is the host's.
      expect(String((await getHost(client, { host })).owed)).to.equal("0.004");
      await setHostPayee(carol, { licence, payee: people.stranger.address });
      expect(String((await pullHostFees(stranger, { host })).amount)).to.equal("0.004");
      expect(await client.contracts.feeRouter.getFunction("owed")(people.stranger)).to.equal(4n * 10n ** 15n);
      expect(String((await pullHostFees(stranger, { host })).amount)).to.equal("0.0");
      expect(String(await getFees(client, { operator: 0 }))).to.equal("0.0");
    });

    it("lock more, vote, leave with notice and take their GRID back", async () => {
      const { client, carol, stranger, people, host } = await load();
      await addLock(carol, { host, amount: STAKE });
      await delegateLock(carol, { host, to: people.alice.address });
      const votes = client.contracts.grid.getFunction("getVotes");
      expect(await votes(people.alice)).to.equal(LOCK.plus(STAKE).base);
      const early = await refusal(withdrawLock(stranger, { host }));
      expect(early.message).to.equal("The GRID of licence 1 is locked: give notice first.");
      const { leavesAt } = await giveNotice(carol, { host });
      expect((await getHost(client, { host })).licence?.leavesAt).to.deep.equal(leavesAt);
      await time.increaseTo(leavesAt.getTime() / 1000);
      const { withdrawn } = await withdrawLock(stranger, { host });
      expect([withdrawn?.holder, String(withdrawn?.amount)]).to.deep.equal([people.carol.address, "11000.0"]);
      expect((await getHost(client, { host })).licence).to.equal(null);
    });

    it("are numbered from 1 to 255", async () => {
      const { client } = await load();
      for (const host of [0, 256, -1, 1.5]) await refusal(getHost(client, { host }));
    });
  });

  describe("refreshDiscounts", () => {
    it("gives takers their discount by stake, as a quote says", async () => {
      const { client, alice, bob, stranger, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 10.000 0.1000"));
      const wish = order(1, slot, "buy 10.000 0.3000");
      const before = await quote(client, wish);
      const { changed } = await refreshDiscounts(stranger, { accounts: [1, 2] });
      expect(changed.map(({ account, discount }) => [account, String(discount)])).to.deep.equal([[1, "0.0003"]]);
      expect(String((await getAccount(client, { account: 1 }))?.discount)).to.equal("0.0003");
      const after = await quote(client, wish);
      expect(String(before.marketFee.minus(after.marketFee))).to.equal("0.003");
      const { trades } = await placeOrder(alice, wish);
      expect(trades.map(({ marketFee }) => String(marketFee))).to.deep.equal(["0.0017"]);
    });
  });
});
