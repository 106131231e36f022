import { createClient, openSlots, Price, Slot } from "@gridwatt/sdk";
import { expect } from "chai";
import { network } from "hardhat";

import { INTERFACES } from "../../deploy/contracts.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { signerOf } from "../../deploy/impersonate.ts";
import { local } from "../../deploy/parameters/local.ts";
import { ALL_ROLES, CONTRACTS, type ContractName } from "../../deploy/roles.ts";
import { expectUnchanged } from "../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const load = () => networkHelpers.loadFixture(fixture);
/** {s} */
const LENGTH = 72 * 3_600;

async function fixture() {
  const market = await deployMarket({ connection, parameters: local });
  const guardian = await signerOf(connection, { role: "GUARDIAN", market });
  const rules = await signerOf(connection, { role: "MARKET_RULES", market });
  const { exchange, watt } = market.contracts;
  const read = async () => [await exchange.pausedUntil(), await watt.mintPausedUntil()];
  return { market, guardian, rules, exchange, watt, read };
}

describe("the guardian of a deployed market", () => {
  it("threat 75: may pause, in two places, and call nothing else that asks for a role", async () => {
    const { market, guardian } = await load();
    const { authority } = market.contracts;
    const allowed: string[] = [];
    for (const name of Object.keys(CONTRACTS) as ContractName[]) {
      for (const fragment of INTERFACES[name].fragments) {
        if (fragment.type !== "function") continue;
        const method = (fragment as unknown as { readonly name: string }).name;
        const { selector } = INTERFACES[name].getFunction(fragment.format()) ?? { selector: "" };
        const address = market.deployment.contracts[name];
        const { immediate } = await authority.canCall(guardian.address, address, selector);
        if (immediate) allowed.push(`${name}.${method}`);
      }
    }
    expect(allowed.sort()).to.deep.equal(["exchange.pause", "watt.pauseMint"]);
    const held = ALL_ROLES.filter(({ label }) => label !== "GUARDIAN").map(async ({ id }) => {
      return (await authority.hasRole(id, guardian.address)).isMember;
    });
    expect(new Set(await Promise.all(held))).to.deep.equal(new Set([false]));
  });

  it("threat 75: cannot end a pause, begin another at once, or make it last; whoever sets the rules ends it", async () => {
    const { guardian, rules, exchange, watt, read, market } = await load();
    await exchange.connect(guardian).pause();
    await watt.connect(guardian).pauseMint();
    const [first, second] = await read();
    for (const call of [() => exchange.connect(guardian).unpause(), () => watt.connect(guardian).unpauseMint()]) {
      await expectUnchanged(read, () =>
        expect(call()).to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized").withArgs(guardian.address),
      );
    }
    await expectUnchanged(read, () =>
      expect(watt.connect(guardian).pauseMint()).to.be.revertedWithCustomError(watt, "PauseTooSoon"),
    );
    const ended = await networkHelpers.takeSnapshot();
    await exchange.connect(rules).unpause();
    await watt.connect(rules).unpauseMint();
    expect(await read()).to.deep.equal([0n, 0n]);
    await ended.restore();
    expect([first, second]).to.deep.equal(await read());
    await time.increaseTo(Number(first) - 1);
    expect((await read())[0]).to.equal(first);
    await time.increaseTo(Number(second));
    expect(await read()).to.deep.equal([0n, 0n]);
    expect(Number(second) - LENGTH).to.be.below(await time.latest());
    expect(market.roles.problems).to.deep.equal([]);
  });

  it("threat 75: leaves to others what is no new risk: slots open while it lasts", async () => {
    const { guardian, exchange, market } = await load();
    await exchange.connect(guardian).pause();
    const party = await signerOf(connection, { role: "BALANCING_PARTY", market });
    const slot = Slot.ofNumber(Math.floor((await time.latest()) / 900) + 8);
    const pair = { slot, long: Price.parse("0.05"), short: Price.parse("0.35") };
    const client = createClient({ deployment: market.deployment, runner: party });
    expect((await openSlots(client, { pairs: [pair] })).events.map(({ name }) => name)).to.include("SlotOpened");
    expect(await ethers.provider.getCode(market.deployment.contracts.exchange)).not.to.equal("0x");
  });
});
