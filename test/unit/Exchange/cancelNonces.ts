import { expect } from "chai";
import { network } from "hardhat";

import { setBarred } from "../../helpers/exchange.ts";
import { signOrder } from "../../helpers/signed-orders.ts";
import { BUY, deployTrading, loaderOf, type Wish } from "../../helpers/trading.ts";

const connection = await network.create();
const fixture = () => deployTrading(connection);
const load = loaderOf(connection, fixture);
const ALL = 2n ** 256n - 1n;
const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };

describe("Exchange", () => {
  describe("cancelNonces", () => {
    it("refuses accounts that nobody has", async () => {
      const f = await load();
      for (const account of [98, 99]) {
        await f.refused(() => f.as(1).exchange.cancelNonces(account, 0, ALL), "UnknownAccount", [account]);
      }
    });

    it("refuses whoever does not control the account", async () => {
      const f = await load();
      for (const caller of [f.ownerOf(2), f.admin]) {
        const call = () => f.exchange.connect(caller).cancelNonces(1, 0, ALL);
        await f.refused(call, "NotAuthorized", [1n, caller.address]);
      }
    });

    it("says account, word and mask", async () => {
      const f = await load();
      await expect(f.as(1).exchange.cancelNonces(1, 3, 5n))
        .to.emit(f.exchange, "NoncesCancelled")
        .withArgs(1n, 3n, 5n);
    });

    it("voids the nonces of the mask and no others", async () => {
      const f = await load();
      await f.as(1).exchange.cancelNonces(1, 3, 5n | (1n << 255n));
      const used = async (account: number, nonces: readonly bigint[]) =>
        Promise.all(nonces.map((nonce) => f.exchange.nonceUsed(account, nonce)));
      const [first, last] = [768n, 1023n];
      expect(await used(1, [first, first + 2n, last])).to.deep.equal([true, true, true]);
      expect(await used(1, [0n, first - 1n, first + 1n, first + 3n, last - 1n, last + 1n])).to.not.include(true);
      expect(await used(2, [first, first + 2n, last])).to.not.include(true);
    });

    it("keeps what was spent or cancelled before, and may be called again", async () => {
      const f = await load();
      const signed = await signOrder(f, { wish: BID });
      await f.run(signed.send);
      await f.as(1).exchange.cancelNonces(1, 0, 1n);
      await f.as(1).exchange.cancelNonces(1, 0, 0n);
      await f.as(1).exchange.cancelNonces(1, 0, 3n);
      for (const [nonce, used] of [
        [0, true],
        [1, true],
        [2, false],
        [7, true],
      ] as const) {
        expect(await f.exchange.nonceUsed(1, nonce)).to.equal(used);
      }
      await f.refused(signed.send, "NonceUsed", [1n, 7n]);
    });

    it("leaves orders that rest alone, and works for a delegate, a barred account and while paused", async () => {
      const f = await load();
      const signed = await signOrder(f, { wish: BID });
      const { id } = await f.run(signed.send);
      await f.registry.connect(f.ownerOf(1)).setDelegate(1, f.ownerOf(2), 2n ** 40n - 1n);
      await setBarred(f.exchange, 1, true);
      await f.exchange.pause();
      await f.as(2).exchange.cancelNonces(1, ALL >> 8n, ALL);
      expect(await f.exchange.nonceUsed(1, ALL)).to.equal(true);
      expect(await f.orderOf(id)).to.include({ open: 100n });
    });
  });
});
