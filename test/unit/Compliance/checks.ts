import { expect } from "chai";
import { id, MaxUint256, parseEther, toBeHex } from "ethers";
import { network } from "hardhat";

import {
  AA,
  BB,
  bytesOf,
  DAY,
  deployCompliance,
  FREE_TIER,
  MAX_TICK,
  OLDEST,
  SMALL_TIER,
  UNLIMITED,
} from "../../helpers/compliance.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TEN = parseEther("10");

/** Zone 0 of `client`, as an exchange, belongs to AA, zone 1 to BB, zone 2 to none. */
async function fixture() {
  const f = await deployCompliance(connection);
  await f.compliance.setZoneJurisdiction(f.client, 0, AA);
  await f.compliance.setZoneJurisdiction(f.client, 1, BB);
  const clearance = async (zone: number) => [...(await f.compliance.clearanceOf(f.client, f.alice, zone))];
  const asClient = f.compliance.connect(f.client);
  return { ...f, clearance, asClient };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("Compliance", () => {
  describe("clearanceOf", () => {
    it("clears nobody who has not been checked, and nobody in a zone without jurisdiction", async () => {
      const { clearance, attest, alice } = await load();
      expect(await clearance(0)).to.deep.equal([0n, 0n]);
      await attest(alice);
      expect((await clearance(0))[0]).to.equal(3n);
      expect(await clearance(2)).to.deep.equal([0n, 0n]);
    });

    it("ends with the validity, or when the check is too old, whichever is first", async () => {
      const { clearance, attest, alice, identities } = await load();
      await attest(alice);
      const { issuedAt } = await identities.identityOf(alice);
      expect(await clearance(0)).to.deep.equal([3n, issuedAt + OLDEST]);
      await time.increaseTo(issuedAt + OLDEST - 1n);
      expect((await clearance(0))[0]).to.equal(3n);
      await time.increaseTo(issuedAt + OLDEST);
      expect(await clearance(0)).to.deep.equal([0n, 0n]);
      await attest(alice, { validUntil: issuedAt + OLDEST + 10n * DAY });
      expect(await clearance(0)).to.deep.equal([3n, issuedAt + OLDEST + 10n * DAY]);
    });

    it("asks for a known country, an admitted tier, and recognition of another jurisdiction's check", async () => {
      const { clearance, compliance, attest, alice } = await load();
      await attest(alice);
      expect(await clearance(1)).to.deep.equal([0n, 0n]);
      await compliance.setRecognition(BB, AA, true);
      expect((await clearance(1))[0]).to.equal(3n);
      await compliance.setCountries(BB, [bytesOf("DE", 2)], false);
      expect(await clearance(1)).to.deep.equal([0n, 0n]);
      await time.increase(1);
      await attest(alice, { tier: 2 });
      expect(await clearance(0)).to.deep.equal([0n, 0n]);
    });

    it("clears no revoked and no frozen wallet", async () => {
      const { clearance, watt, identities, attest, alice } = await load();
      await attest(alice);
      await watt.setFrozenTokens(alice, MaxUint256);
      expect(await clearance(0)).to.deep.equal([0n, 0n]);
      await watt.setFrozenTokens(alice, 0n);
      expect((await clearance(0))[0]).to.equal(3n);
      await identities.revokeByOffice(alice);
      expect(await clearance(0)).to.deep.equal([0n, 0n]);
    });
  });

  describe("checkMint, checkDeposit", () => {
    it("are asked by WATT and exchanges alone", async () => {
      const { compliance, stranger, alice } = await load();
      const asStranger = compliance.connect(stranger);
      for (const call of [() => asStranger.checkMint(alice, 1n, 1n), () => asStranger.checkDeposit(alice, 0, 1n, 1n)]) {
        await expect(call()).to.be.revertedWithCustomError(compliance, "AccessManagedUnauthorized");
      }
    });

    it("refuse whoever is not admitted", async () => {
      const { compliance, asClient, alice } = await load();
      for (const call of [() => asClient.checkMint(alice, 1n, 1n), () => asClient.checkDeposit(alice, 0, 1n, 1n)]) {
        await expect(call()).to.be.revertedWithCustomError(compliance, "NotAdmitted").withArgs(alice.address);
      }
    });

    it("hold a person to a day's limit over all its wallets, in any 24 hours, each kind by itself", async () => {
      const { compliance, asClient, attest, alice, bob } = await load();
      const person = { subject: id("one person"), tier: 1 };
      await attest(alice, person);
      await attest(bob, person);
      await asClient.checkMint(alice, 3n * TEN, 3n * TEN);
      await expect(asClient.checkMint(bob, 2n * TEN + 1n, 2n * TEN + 1n))
        .to.be.revertedWithCustomError(compliance, "DailyLimitExceeded")
        .withArgs(bob.address, 2n * TEN + 1n, 2n * TEN);
      await asClient.checkMint(bob, 2n * TEN, 2n * TEN);
      await asClient.checkDeposit(bob, 0, 5n * TEN, 5n * TEN);
      const last = BigInt(await time.latest());
      await time.increaseTo(last + DAY - 60n);
      await expect(asClient.checkMint(alice, 4n * TEN, 4n * TEN)).to.be.revertedWithCustomError(
        compliance,
        "DailyLimitExceeded",
      );
      await time.increaseTo(last + DAY);
      await asClient.checkMint(alice, 5n * TEN, 5n * TEN);
    });

    it("count a person's day over all its tiers, each by its own limit", async () => {
      const { compliance, asClient, attest, alice, bob } = await load();
      await compliance.setTier(AA, 2, { ...SMALL_TIER, dailyLimit: 7n * TEN });
      const subject = id("one person");
      await attest(alice, { subject, tier: 1 });
      await attest(bob, { subject, tier: 2 });
      for (const check of [
        (wallet: typeof alice, amount: bigint) => asClient.checkMint(wallet, amount, amount),
        (wallet: typeof alice, amount: bigint) => asClient.checkDeposit(wallet, 0, amount, amount),
      ]) {
        await check(alice, 3n * TEN);
        await expect(check(bob, 4n * TEN + 1n))
          .to.be.revertedWithCustomError(compliance, "DailyLimitExceeded")
          .withArgs(bob.address, 4n * TEN + 1n, 4n * TEN);
        await check(bob, 3n * TEN);
        await expect(check(alice, 1n))
          .to.be.revertedWithCustomError(compliance, "DailyLimitExceeded")
          .withArgs(alice.address, 1n, 0n);
      }
      await time.increase(1);
      await attest(alice, { subject, tier: 2 });
      await asClient.checkMint(alice, TEN, TEN);
    });

    it("hold a wallet and an account to the tier's balance, to the unit; a tier without limits to none", async () => {
      const { compliance, asClient, attest, alice, bob } = await load();
      await attest(alice, { tier: 1 });
      await attest(bob);
      await asClient.checkMint(alice, 1n, 8n * TEN);
      for (const call of [
        () => asClient.checkMint(alice, 1n, 8n * TEN + 1n),
        () => asClient.checkDeposit(alice, 0, 1n, 8n * TEN + 1n),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(compliance, "BalanceLimitExceeded")
          .withArgs(alice.address, 8n * TEN + 1n, 8n * TEN);
      }
      for (let times = 0; times < 2; times += 1) await asClient.checkMint(bob, UNLIMITED, UNLIMITED);
    });
  });

  describe("tradeRulesOf", () => {
    const partners = (rules: bigint) => [0, 1, 2].filter((zone) => ((rules >> BigInt(zone)) & 1n) === 1n);

    it("lets nobody trade until it is ruled, and then those zones with each other", async () => {
      const { compliance, client } = await load();
      const rulesOf = async (zone: number) => compliance.tradeRulesOf(client, zone);
      expect(partners(await rulesOf(0))).to.deep.equal([]);
      await expect(compliance.setTrade(AA, AA, true))
        .to.emit(compliance, "TradeSet")
        .withArgs(AA, AA, true);
      expect(partners(await rulesOf(0))).to.deep.equal([0]);
      await compliance.setTrade(AA, BB, true);
      expect(partners(await rulesOf(0))).to.deep.equal([0, 1]);
      expect(partners(await rulesOf(1))).to.deep.equal([0]);
      expect(await rulesOf(2)).to.equal(0n);
      await compliance.setTrade(BB, AA, false);
      expect(partners(await rulesOf(0))).to.deep.equal([0]);
    });

    it("tells the bounds of each admitted tier", async () => {
      const { compliance, client } = await load();
      const rules = await compliance.tradeRulesOf(client, 0);
      const bounds = (tier: bigint) => (rules >> (36n * tier - 24n)) & ((1n << 36n) - 1n);
      expect(bounds(1n)).to.equal(104_000n | (100_100n << 18n));
      expect([bounds(2n), bounds(3n)]).to.deep.equal([0n, 0n]);
      await compliance.setTier(AA, 3, SMALL_TIER);
      const bounded = await compliance.tradeRulesOf(client, 0);
      expect(bounded >> 84n).to.equal(104_000n | (100_100n << 18n));
    });

    it("tells nothing of a zone without jurisdiction, even if none at all is ruled on", async () => {
      const { compliance, client } = await load();
      const none = bytesOf("", 8);
      await compliance.setTrade(none, AA, true);
      await compliance.setTier(none, 1, SMALL_TIER);
      expect(await compliance.tradeRulesOf(client, 2)).to.equal(0n);
      expect(partners(await compliance.tradeRulesOf(client, 0))).to.deep.equal([]);
    });
  });

  describe("rules", () => {
    it("are compliance's, and within what there is", async () => {
      const { compliance, client, stranger } = await load();
      const s = compliance.connect(stranger);
      for (const call of [
        () => s.setOldestAttestation(AA, 1n),
        () => s.setTier(AA, 1, SMALL_TIER),
        () => s.setCountries(AA, [], true),
        () => s.setRecognition(AA, BB, true),
        () => s.setTrade(AA, BB, true),
        () => s.setZoneJurisdiction(client, 0, AA),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(compliance, "AccessManagedUnauthorized");
      }
      for (const tier of [0, 4]) {
        await expect(compliance.setTier(AA, tier, FREE_TIER))
          .to.be.revertedWithCustomError(compliance, "InvalidTier")
          .withArgs(BigInt(tier));
      }
      await expect(compliance.setTier(AA, 1, { ...FREE_TIER, priceCap: 1n, priceFloor: 2n }))
        .to.be.revertedWithCustomError(compliance, "InvalidTierBounds")
        .withArgs(1n, 2n);
      await expect(compliance.setTier(AA, 1, { ...FREE_TIER, priceCap: 100_000n }))
        .to.be.revertedWithCustomError(compliance, "InvalidTierBounds")
        .withArgs(100_000n, -99_999n);
      await expect(compliance.setCountries(AA, Array<string>(65).fill("0x4445"), true))
        .to.be.revertedWithCustomError(compliance, "TooMany")
        .withArgs(65n, 64n);
      await expect(compliance.setZoneJurisdiction(client, 12, AA))
        .to.be.revertedWithCustomError(compliance, "NoSuchZone")
        .withArgs(12n);
    });

    it("are told when they change, and can be read back", async () => {
      const { compliance, client } = await load();
      await expect(compliance.setTier(AA, 2, SMALL_TIER)).to.emit(compliance, "TierSet");
      expect(await compliance.tierOf(AA, 2)).to.deep.equal(Object.values(SMALL_TIER));
      const flat = { ...FREE_TIER, priceCap: -MAX_TICK };
      await compliance.setTier(AA, 2, flat);
      expect(await compliance.tierOf(AA, 2)).to.deep.equal(Object.values(flat));
      const countries = Array.from({ length: 64 }, (_, i) => toBeHex(0x4100 + i, 2));
      const set = expect(compliance.setCountries(AA, countries, true));
      for (const country of countries) await set.to.emit(compliance, "CountrySet").withArgs(AA, country, true);
      expect(await compliance.acceptsCountry(AA, countries[63] ?? "")).to.equal(true);
      await expect(compliance.setRecognition(AA, BB, true))
        .to.emit(compliance, "RecognitionSet")
        .withArgs(AA, BB, true);
      expect(await compliance.recognises(AA, BB)).to.equal(true);
      await compliance.setRecognition(AA, BB, false);
      for (const oldest of [DAY - 1n, 3_650n * DAY + 1n]) {
        await expect(compliance.setOldestAttestation(AA, oldest))
          .to.be.revertedWithCustomError(compliance, "OldestAttestationOutOfRange")
          .withArgs(oldest, DAY, 3_650n * DAY);
      }
      await expect(compliance.setOldestAttestation(AA, DAY))
        .to.emit(compliance, "OldestAttestationSet")
        .withArgs(AA, DAY);
      expect(await compliance.oldestAttestation(AA)).to.equal(DAY);
      expect(await compliance.recognises(AA, AA)).to.equal(true);
      expect(await compliance.recognises(AA, BB)).to.equal(false);
      await expect(compliance.setZoneJurisdiction(client, 3, BB))
        .to.emit(compliance, "ZoneJurisdictionSet")
        .withArgs(client.address, 3n, BB);
      expect(await compliance.jurisdictionOf(client, 3)).to.equal(BB);
    });
  });
});
