import assert from "node:assert/strict";

import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { checkRoles } from "../../deploy/check-roles.ts";
import type { DeployedMarket } from "../../deploy/deploy.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { signerOf } from "../../deploy/impersonate.ts";
import { local } from "../../deploy/parameters/local.ts";
import { sepolia } from "../../deploy/parameters/sepolia.ts";
import { ALL_ROLES, ROLES } from "../../deploy/roles.ts";

describe("checkRoles", () => {
  let connection: NetworkConnection;
  let market: DeployedMarket;
  let restore: () => Promise<void>;

  before(async () => {
    connection = await network.create();
    market = await deployMarket({ connection, parameters: local });
  });

  beforeEach(async () => {
    const snapshot = await connection.networkHelpers.takeSnapshot();
    restore = () => snapshot.restore();
  });

  afterEach(() => restore());

  async function fixture() {
    const signers = await connection.ethers.getSigners();
    const [manager, stranger] = [signers[6], signers[12]];
    assert(manager !== undefined && stranger !== undefined);
    const governor = await signerOf(connection, { role: "GOVERNOR", market });
    const authority = market.contracts.authority.connect(governor);
    const problems = async () => {
      const { deployment, parameters } = market;
      return (await checkRoles(deployment, parameters, connection.ethers.provider)).problems;
    };
    return { ...market, authority, governor, manager, stranger, problems };
  }

  it("lists every restricted function with role and holders", async () => {
    const { roles } = await fixture();
    assert.deepEqual(roles.problems, []);
    const listed = roles.rows.map((row) => `${row.contract}.${row.function} ${row.role}`);
    for (const line of [
      "WattToken.mint MINTER",
      "Exchange.openSlots BALANCING_PARTY",
      "Staking.setStopped ATTENDANCE",
      "AccessManager.(all) GOVERNOR",
      "GridTimelock.schedule PROPOSER",
      "GridTimelock.updateDelay itself",
      "GridGovernor.setVotingDelay itself",
      "GridGovernor.cancel proposal guardian",
    ]) {
      assert(listed.includes(line), line);
    }
  });

  it("finds a holder too many, one too few, and one with a delay", async () => {
    const { authority, governor, stranger, problems } = await fixture();
    await authority.grantRole(ROLES.RAMP.id, stranger, 0);
    assert.deepEqual(await problems(), [`RAMP is held by ${stranger.address}, who should not have it`]);
    await authority.revokeRole(ROLES.RAMP.id, stranger);
    await authority.grantRole(ROLES.GOVERNOR.id, governor, 60);
    assert.deepEqual(await problems(), [`GOVERNOR of ${governor.address} has a delay of 60 s, not of 0 s`]);
  });

  it("finds a function under another role, one given to everybody, and a role nobody knows", async () => {
    const { authority, deployment, stranger, problems } = await fixture();
    const { watt } = deployment.contracts;
    const mint = "0x40c10f19";
    await authority.setTargetFunctionRole(watt, [mint], ROLES.GUARDIAN.id);
    assert.deepEqual(await problems(), ["watt.mint asks for role 1, not for MINTER"]);
    await authority.setTargetFunctionRole(watt, [mint], 2n ** 64n - 1n);
    assert.match((await problems()).join("\n"), /watt.mint is not restricted/);
    await authority.setTargetFunctionRole(watt, [mint], ROLES.MINTER.id);
    await authority.grantRole(77n, stranger, 0);
    assert.deepEqual(await problems(), ["role 77 is none of the market's, and has holders"]);
  });

  it("leaves what sets parameters to the timelock alone", async () => {
    const { roles, deployment } = await fixture();
    const { timelock } = deployment.contracts;
    const governed = ALL_ROLES.filter(({ isGoverned }) => isGoverned === true).map(({ label }) => label);
    const rows = roles.rows.filter(({ role }) => governed.includes(role));
    assert(rows.length > 25);
    assert.deepEqual([...new Set(rows.flatMap(({ holders }) => holders))], [timelock]);
    assert.deepEqual(roles.keys, []);
  });

  it("threat 80: finds another part in the timelock, another admin of it, and other settings", async () => {
    const { contracts, deployment, governor, stranger, problems } = await fixture();
    const { timelock } = contracts;
    const own = timelock.connect(governor);
    for (const role of [await timelock.PROPOSER_ROLE(), await timelock.DEFAULT_ADMIN_ROLE()]) {
      await own.grantRole(role, stranger);
    }
    await own.updateDelay(3n * 86_400n);
    const both = (first: string) => `${first} ${stranger.address}`;
    assert.deepEqual(await problems(), [
      "the timelock's delay is 259200, not 172800",
      `PROPOSER of the timelock is ${both(deployment.contracts.governor)}, not ${deployment.contracts.governor}`,
      `DEFAULT_ADMIN of the timelock is ${both(deployment.contracts.timelock)}, not ${deployment.contracts.timelock}`,
    ]);
    await own.revokeRole(await timelock.PROPOSER_ROLE(), deployment.contracts.governor);
    assert.match((await problems()).join("\n"), new RegExp(`PROPOSER of the timelock is ${stranger.address}, not`));
    await own.grantRole(`0x${"77".repeat(32)}`, stranger);
    assert.match((await problems()).join("\n"), /is none of the timelock's, and has holders/);
  });

  it("tells which keys hold what holders of GRID should", async () => {
    const trial = await network.create();
    const { roles } = await deployMarket({ connection: trial, parameters: sepolia });
    const [deployer] = await trial.ethers.getSigners();
    assert.deepEqual(roles.problems, []);
    const governed = ALL_ROLES.filter(({ isGoverned }) => isGoverned === true).map(({ label }) => label);
    assert.deepEqual([...new Set(roles.keys.map(({ role }) => role))].sort(), governed.sort());
    assert(roles.keys.every(({ holder }) => holder === deployer?.address));
  });

  it("finds another registrar and another admin of an operator", async () => {
    const { contracts, manager, problems, stranger } = await fixture();
    await contracts.area.connect(manager).setRegistrar(1, stranger);
    await contracts.feeRouter.connect(manager).setAdmin(2, stranger);
    const found = await problems();
    assert.equal(found.length, 2);
    assert.match(found.join("\n"), /registrar of zone 1 is .*\n.*admin of operator 2 is /);
  });
});
