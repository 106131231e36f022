import assert from "node:assert/strict";

import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { checkRoles } from "../../deploy/check-roles.ts";
import type { DeployedMarket } from "../../deploy/deploy.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { ROLES } from "../../deploy/roles.ts";

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
    const [governor, manager, stranger] = [signers[1], signers[6], signers[12]];
    assert(governor !== undefined && manager !== undefined && stranger !== undefined);
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
      "AccessManager.(all) GOVERNOR",
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

  it("finds another registrar and another admin of an operator", async () => {
    const { contracts, manager, problems, stranger } = await fixture();
    await contracts.area.connect(manager).setRegistrar(1, stranger);
    await contracts.feeRouter.connect(manager).setAdmin(2, stranger);
    const found = await problems();
    assert.equal(found.length, 2);
    assert.match(found.join("\n"), /registrar of zone 1 is .*\n.*admin of operator 2 is /);
  });
});
