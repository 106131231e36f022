import { expect } from "chai";
import { concat, dataSlice, getAddress, Signature, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deployExchange, setBarred } from "../../helpers/exchange.ts";
import { MOODS } from "../../helpers/authorization-behavior.ts";
import { signOrder } from "../../helpers/signed-orders.ts";
import { BUY, deployTrading, FOK, FUNDS, idOf, IOC, loaderOf, SELL, type Wish } from "../../helpers/trading.ts";
import { malleable, withV } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const FOREVER = 2n ** 40n - 1n;
const WALLET = 7;
const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };

/** Account {WALLET}, in zone 1, belongs to a contract wallet of the sixth owner. */
async function fixture() {
  const f = await deployTrading(connection);
  const wallet = await ethers.deployContract("WalletMock", [f.ownerOf(6).address]);
  await f.registry.openAccount(wallet);
  await f.registry.assignZone(WALLET, f.exchange, 1);
  await f.exchange.connect(f.ownerOf(1)).deposit(WALLET, FUNDS * f.unit);
  return { ...f, wallet };
}
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;
const walletOrder = async (f: Fixture) =>
  signOrder(f, {
    wish: { ...BID, account: WALLET, zone: 1 },
    by: f.ownerOf(6),
    signer: await f.wallet.getAddress(),
  });

describe("Exchange", () => {
  describe("placeSigned", () => {
    it("refuses from the second after the deadline", async () => {
      const f = await load();
      const { send, deadline } = await signOrder(f, { wish: BID });
      for (const late of [1n, 1000n]) {
        await time.setNextBlockTimestamp(deadline + late);
        await f.refused(send, "SignatureExpired", [deadline]);
      }
      const next = await signOrder(f, { wish: BID, deadline: deadline + 2000n });
      await time.setNextBlockTimestamp(next.deadline);
      await f.run(next.send);
    });

    it("refuses the same order again, and another with its nonce", async () => {
      const f = await load();
      const first = await signOrder(f, { wish: BID });
      const second = await signOrder(f, { wish: { ...BID, limit: 20n } });
      await f.run(first.send);
      await f.refused(first.send, "NonceUsed", [1n, 7n]);
      await f.refused(second.send, "NonceUsed", [1n, 7n]);
    });

    it("refuses a replay after the order was cancelled, filled or closed by a claim", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: BID });
      const { id } = await f.run(send);
      await f.cancel(1, [id]);
      await f.refused(send, "NonceUsed", [1n, 7n]);
      const other = await signOrder(f, { wish: BID, nonce: 8n });
      const rests = await f.run(other.send);
      await f.sell(2, 100n, 40n);
      await f.claim([rests.id]);
      await f.refused(other.send, "NonceUsed", [1n, 8n]);
    });

    it("refuses a cancelled nonce", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: BID });
      await f.as(1).exchange.cancelNonces(1, 0, 1n << 7n);
      await f.refused(send, "NonceUsed", [1n, 7n]);
    });

    it("refuses what was signed for another chain, contract, name or version", async () => {
      const f = await load();
      const other = await f.area.getAddress();
      for (const domain of [{ chainId: 1n }, { verifyingContract: other }, { name: "Gridwatt" }, { version: "2" }]) {
        const { send } = await signOrder(f, { wish: BID, domain });
        await f.refused(send, "InvalidSignature", [f.ownerOf(1).address]);
      }
    });

    it("refuses another exchange's order of the same registry", async () => {
      const f = await load();
      const { watt, registry, area, authority } = f;
      const { exchange: twin } = await deployExchange(ethers, { watt, registry, area, authority });
      const { send } = await signOrder(f, { wish: BID, domain: { verifyingContract: await twin.getAddress() } });
      await f.refused(send, "InvalidSignature", [f.ownerOf(1).address]);
    });

    it("refuses an order that differs from what was signed, in any field", async () => {
      const f = await load();
      const { send, deadline, order } = await signOrder(f, { wish: { ...BID, host: 5 } });
      const changes = [
        { account: 2 },
        { zone: 2 },
        { slot: order.slot + 1 },
        { side: SELL },
        { energy: 101n },
        { limit: 51n },
        { kind: IOC },
        { minFill: 1n },
        { host: 6 },
      ];
      const owner = f.ownerOf(1).address;
      for (const change of changes) {
        await f.refused(() => send({ order: change }), "InvalidSignature", [owner]);
      }
      await f.refused(() => send({ nonce: 8n }), "InvalidSignature", [owner]);
      await f.refused(() => send({ deadline: deadline + 1n }), "InvalidSignature", [owner]);
    });

    it("refuses signatures that are malleable, malformed or somebody else's", async () => {
      const f = await load();
      const { send, signature } = await signOrder(f, { wish: BID });
      const other = await signOrder(f, { wish: BID, by: f.ownerOf(2) });
      const { compactSerialized } = Signature.from(signature);
      const bad = [
        malleable(signature),
        ...[0, 1, 26, 29, 255].map((v) => withV(signature, v)),
        compactSerialized,
        dataSlice(signature, 0, 64),
        concat([signature, "0x00"]),
        "0x",
        other.signature,
      ];
      for (const given of bad) {
        await f.refused(() => send({ signature: given }), "InvalidSignature", [f.ownerOf(1).address]);
      }
      await f.run(send);
    });

    it("does not take a failed recovery for the zero address's consent", async () => {
      const f = await load();
      const { send, signature } = await signOrder(f, { wish: BID });
      const given = { signature: withV(signature, 0), signer: ZeroAddress };
      await f.refused(() => send(given), "InvalidSignature", [ZeroAddress]);
    });

    it("refuses a true signature of somebody who does not control the account", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: BID, by: f.ownerOf(2) });
      await f.refused(send, "NotAuthorized", [1n, f.ownerOf(2).address]);
    });

    it("refuses a delegate's signature once its right has expired or is taken back", async () => {
      const f = await load();
      const delegate = f.ownerOf(2);
      const registry = f.registry.connect(f.ownerOf(1));
      const until = BigInt(await time.latest()) + 100n;
      const signed = (nonce: bigint) => signOrder(f, { wish: BID, by: delegate, nonce });
      const [first, second] = [await signed(1n), await signed(2n)];
      const denied = () => f.refused(second.send, "NotAuthorized", [1n, delegate.address]);
      await registry.setDelegate(1, delegate, until);
      await time.setNextBlockTimestamp(until);
      await f.run(first.send);
      await time.setNextBlockTimestamp(until + 1n);
      await denied();
      await registry.setDelegate(1, delegate, FOREVER);
      await registry.revokeDelegates(1);
      await denied();
      await registry.setDelegate(1, delegate, FOREVER);
      await f.run(second.send);
    });

    it("refuses what the former owner of an account signed, and the delegates of the former", async () => {
      const f = await load();
      const [owner, buyer, delegate] = [f.ownerOf(1), f.ownerOf(2), f.ownerOf(3)];
      await f.registry.connect(owner).setDelegate(1, delegate, FOREVER);
      const theirs = [await signOrder(f, { wish: BID }), await signOrder(f, { wish: BID, by: delegate })];
      await f.registry.connect(owner).offerAccount(1, buyer);
      await f.registry.connect(buyer).acceptAccount(1);
      for (const [i, { send }] of theirs.entries()) {
        await f.refused(send, "NotAuthorized", [1n, i === 0 ? owner.address : delegate.address]);
      }
    });

    it("refuses an order for the zone in which the account was at home before", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: BID });
      await f.registry.assignZone(1, f.exchange, 2);
      await f.refused(send, "WrongZone", [1n, 1n, 2n]);
    });

    it("keeps the nonce of an order that is refused", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: { ...BID, kind: FOK } });
      await f.refused(send, "FillOrKillUnfilled", [0n, 100n]);
      await f.sell(2, 100n, 40n);
      await f.exchange.pause();
      await f.refused(send, "NewRiskPaused", []);
      await f.exchange.unpause();
      await setBarred(f.exchange, 1, true);
      await f.refused(send, "AccountNotCleared", [1n]);
      await setBarred(f.exchange, 1, false);
      expect(await f.exchange.nonceUsed(1, 7)).to.equal(false);
      expect((await f.run(send)).filled).to.equal(100n);
      expect(await f.exchange.nonceUsed(1, 7)).to.equal(true);
    });

    for (const mood of ["WrongMagic", "ShortAnswer", "Reverts", "BurnsGas"] as const) {
      it(`refuses where the wallet answers with ${mood}, and takes it once the wallet agrees`, async () => {
        const f = await load();
        const { send } = await walletOrder(f);
        await f.wallet.setMood(MOODS[mood]);
        await f.refused(send, "InvalidSignature", [await f.wallet.getAddress()]);
        await f.wallet.setMood(MOODS.Honest);
        await f.run(send);
      });
    }

    it("refuses a signature of the key that the wallet had before", async () => {
      const f = await load();
      const { send } = await walletOrder(f);
      await f.wallet.setOwner(f.ownerOf(2));
      await f.refused(send, "InvalidSignature", [await f.wallet.getAddress()]);
    });

    it("refuses the wallet's key on its own, and a wallet that is not deployed yet", async () => {
      const f = await load();
      const { send, signature } = await walletOrder(f);
      const key = f.ownerOf(6).address;
      await f.refused(() => send({ signer: key }), "NotAuthorized", [BigInt(WALLET), key]);
      const undeployed = getAddress("0x00000000000000000000000000000000000a11ce");
      const erc6492 = concat([signature, `0x${"6492".repeat(16)}`]);
      for (const given of [signature, erc6492]) {
        await f.refused(() => send({ signer: undeployed, signature: given }), "InvalidSignature", [undeployed]);
      }
    });

    it("takes a wallet's order once", async () => {
      const f = await load();
      const { send } = await walletOrder(f);
      const { deeds } = await f.run(send);
      expect(deeds.map(({ name }) => name)).to.deep.equal(["OrderPlaced"]);
      await f.refused(send, "NonceUsed", [BigInt(WALLET), 7n]);
    });

    it("places for the account whoever hands it in, and spends the nonce", async () => {
      const f = await load();
      await f.sell(2, 60n, 40n);
      const { send, call } = await signOrder(f, { wish: { ...BID, host: 12, minFill: 60n } });
      const id = idOf({ slot: f.slot, zone: 1, side: BUY, limit: 50n, index: 0n });
      expect([...(await call())]).to.deep.equal([id, 60n]);
      const { deeds } = await f.run(send);
      expect(deeds.map(({ name }) => name)).to.deep.equal(["Trade", "OrderPlaced"]);
      expect(await f.orderOf(id)).to.deep.equal({ account: 1n, host: 12n, postOnly: false, open: 40n, filled: 0n });
      expect(await f.freeOf(1)).to.equal(FUNDS - 60n * 143n - 40n * 150n);
      expect(await f.exchange.nonceUsed(1, 7)).to.equal(true);
      for (const [account, nonce] of [
        [1, 6],
        [1, 8],
        [1, 263],
        [2, 7],
      ] as const) {
        expect(await f.exchange.nonceUsed(account, nonce)).to.equal(false);
      }
    });

    it("spends the nonce of an immediate-or-cancel order that finds nothing", async () => {
      const f = await load();
      const { send } = await signOrder(f, { wish: { ...BID, kind: IOC } });
      expect((await f.run(send)).filled).to.equal(0n);
      await f.refused(send, "NonceUsed", [1n, 7n]);
    });

    it("takes nonces in any order, at the edges of words, each account's own", async () => {
      const f = await load();
      for (const nonce of [256n, 0n, 255n, 2n ** 256n - 1n, 2n ** 255n]) {
        for (const account of [1, 2]) {
          const { send } = await signOrder(f, { wish: { ...BID, account, limit: -100n }, nonce });
          await f.run(send);
          await f.refused(send, "NonceUsed", [BigInt(account), nonce]);
        }
      }
    });

    it("holds negative limits and the largest values in the signed type", async () => {
      const f = await load();
      const wish = { ...BID, energy: 2n ** 36n - 1n, limit: -100n, host: 65_535 };
      const { send } = await signOrder(f, { wish, nonce: 2n ** 256n - 1n, deadline: 2n ** 256n - 1n });
      const { id } = await f.run(send);
      expect(await f.orderOf(id)).to.include({ open: 2n ** 36n - 1n, host: 65_535n });
    });

    it("states its domain", async () => {
      const f = await load();
      const exchange = await ethers.getContractAt("Exchange", await f.exchange.getAddress());
      const { name, version, chainId, verifyingContract } = await exchange.eip712Domain();
      const { chainId: chain } = await ethers.provider.getNetwork();
      expect([name, version, chainId]).to.deep.equal(["Gridwatt Exchange", "1", chain]);
      expect(verifyingContract).to.equal(await f.exchange.getAddress());
    });
  });
});
