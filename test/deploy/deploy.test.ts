import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { DeployedMarket } from "../../deploy/deploy.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { ALL_ROLES } from "../../deploy/roles.ts";
import { failAfter, onNode } from "../helpers/node.ts";

const JOURNAL = "test-resume";

describe("deployMarket", () => {
  let connection: NetworkConnection;
  let market: DeployedMarket;

  before(async () => {
    connection = await network.create();
    market = await deployMarket({ connection, parameters: local });
  });

  it("tells chain, first block and addresses", async () => {
    const { provider } = connection.ethers;
    const { deployment, contracts } = market;
    assert.equal(deployment.chainId, 31337);
    for (const address of Object.values(deployment.contracts)) assert.notEqual(await provider.getCode(address), "0x");
    const [first] = await contracts.authority.queryFilter(contracts.authority.filters.RoleGranted());
    assert.equal(deployment.startBlock, first?.blockNumber);
  });

  it("sets the area up as the parameters say", async () => {
    const { area, exchange, registry, feeRouter } = market.contracts;
    assert.equal(await area.zoneCount(), BigInt(local.zones.length));
    assert.equal(await area.tariffCap(), 5000n);
    assert.equal((await area.openingRules()).horizon, 172_800n);
    assert.equal(await registry.isArea(exchange), true);
    assert.equal(await exchange.settlement(), market.deployment.contracts.settlement);
    assert.deepEqual(
      (await feeRouter.payeesOf(1)).map(({ weight }) => weight),
      [10_000n],
    );
  });

  it("shares the market's fees among those whom the parameters name, each able to keep WATT whoever is frozen", async () => {
    const { feeRouter, watt } = market.contracts;
    const { contracts } = market.deployment;
    const shares = local.market.payees.map(({ payee, share }) => {
      return [contracts[payee as keyof typeof contracts], BigInt(10_000 * Number(share))];
    });
    assert.deepEqual(
      (await feeRouter.payeesOf(0)).map(({ payee, weight }) => [payee, weight]),
      shares,
    );
    for (const [payee] of shares) assert.equal(await watt.isEscrow(payee as string), true);
    assert.equal(await feeRouter.adminOf(0), ZeroAddress);
  });

  it("leaves the deployer without any power", async () => {
    const [deployer] = await connection.ethers.getSigners();
    assert(deployer !== undefined);
    for (const role of ALL_ROLES) {
      const { isMember }: { isMember: boolean } = await market.contracts.authority.hasRole(role.id, deployer.address);
      assert.equal(isMember, false, role.label);
    }
    await assert.rejects(market.contracts.watt.mint(deployer, 1n), /AccessManagedUnauthorized/);
    await assert.rejects(market.contracts.authority.grantRole(4n, deployer, 0), /AccessManagerUnauthorizedAccount/);
  });

  for (const method of ["eth_sendTransaction", "eth_getTransactionReceipt"]) {
    it(`goes on where a run was interrupted in ${method}, to the same addresses`, async () => {
      await onNode(async (connect) => {
        const request = { parameters: local, deploymentId: JOURNAL };
        const broken = await connect();
        failAfter(broken, method, 25);
        await assert.rejects(deployMarket({ ...request, connection: broken }), /the line is dead/);

        const whole = await connect();
        const { provider } = whole.ethers;
        const halfway = await provider.getBlockNumber();
        const resumed = await deployMarket({ ...request, connection: whole });
        const end = await provider.getBlockNumber();
        const again = await deployMarket({ ...request, connection: whole });

        assert(halfway > 20 && halfway < end, `stopped after ${halfway} of ${end} blocks`);
        assert.deepEqual(again.deployment, resumed.deployment);
        assert.equal(await provider.getBlockNumber(), end);
        // Contracts that nothing hangs on are sent in any order.
        const addresses = ({ deployment: { contracts } }: DeployedMarket) => {
          // The governor makes its timelock, whose address is by the governor's.
          return Object.values({ ...contracts, timelock: "" }).sort();
        };
        assert.deepEqual(addresses(resumed), addresses(market));
        assert.equal(resumed.deployment.startBlock, market.deployment.startBlock);
      });
    });
  }

  it("starts afresh where a local node has lost the chain", async () => {
    await onNode(async (connect) => {
      await deployMarket({ connection: await connect(), parameters: local, deploymentId: JOURNAL });
    });
    await onNode(async (connect) => {
      const anew = await connect();
      const { deployment } = await deployMarket({ connection: anew, parameters: local, deploymentId: JOURNAL });
      assert.notEqual(await anew.ethers.provider.getCode(deployment.contracts.exchange), "0x");
    });
  });

  it("starts afresh where the lost chain had not even told the first contract's address", async () => {
    await onNode(async (connect) => {
      const broken = await connect();
      failAfter(broken, "eth_getTransactionReceipt", 0);
      const request = { connection: broken, parameters: local, deploymentId: JOURNAL };
      await assert.rejects(deployMarket(request), /the line is dead/);
    });
    await onNode(async (connect) => {
      const { deployment } = await deployMarket({
        connection: await connect(),
        parameters: local,
        deploymentId: JOURNAL,
      });
      assert.deepEqual(deployment, market.deployment);
    });
  });

  afterEach(() => {
    rmSync(fileURLToPath(new URL(`../../deploy/deployments/${JOURNAL}`, import.meta.url)), {
      recursive: true,
      force: true,
    });
  });
});
