import { readFileSync } from "node:fs";
import { join } from "node:path";

import { toGridwattError } from "@gridwatt/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { connectContracts, INTERFACES } from "../../deploy/contracts.ts";
import type { DeployedMarket } from "../../deploy/deploy.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { refusingBy } from "../../deploy/probe.ts";
import { ALL_ROLES, holdersOf, type ContractName } from "../../deploy/roles.ts";
import { SETTINGS, type Setting } from "../governance/bounds.ts";

const TEXT = readFileSync(join(import.meta.dirname, "../../docs/parameters.md"), "utf8");
/** How many values are tried in between, and as many beyond each bound. */
const RUNS = 8;
const WHOLE_TOKEN = 10n ** 18n;

interface Row {
  readonly contract: ContractName;
  readonly method: string;
  readonly cells: readonly string[];
}

const ROWS = [...TEXT.matchAll(/^\| `(\w+)\.(\w+)` \|(.*)\|$/gm)].map(([, contract, method, rest]): Row => {
  const cells = (rest ?? "").split("|").map((cell) => cell.trim());
  return { contract: contract as ContractName, method: method ?? "", cells };
});
const NUMBERS = ROWS.filter(({ cells }) => cells.length === 5);
const keyOf = ({ contract, method, cells: [what] }: Row) => `${contract}.${method} ${what}`;

describe("docs/parameters.md", () => {
  let connection: NetworkConnection;
  let market: DeployedMarket;

  before(async () => {
    connection = await network.create();
    market = await deployMarket({ connection, parameters: local });
  });

  const roleOf = ({ contract, method }: Row) =>
    ALL_ROLES.find((role) => role.functions[contract]?.includes(method) === true);

  it("has every function that asks for a role, or is governance's own, once in one table", async () => {
    const { provider } = connection.ethers;
    const restricted = ALL_ROLES.flatMap(({ functions }) =>
      Object.entries(functions).flatMap(([name, methods]) => methods.map((method) => `${name}.${method}`)),
    );
    for (const [name, error] of [
      ["governor", "GovernorOnlyExecutor"],
      ["timelock", "TimelockUnauthorizedCaller"],
    ] as const) {
      const probed = { provider, address: market.deployment.contracts[name], face: INTERFACES[name] };
      restricted.push(...[...(await refusingBy(probed, error))].map((method) => `${name}.${method}`));
    }
    const own = ["feeRouter.setPayees", "governor.updateTimelock"];
    const named = new Set(ROWS.map(({ contract, method }) => `${contract}.${method}`));
    expect([...named].sort()).to.deep.equal([...restricted, ...own].sort());
    expect(new Set(ROWS.map(keyOf)).size, "a row twice").to.equal(ROWS.length);
  });

  it("says whose each is, and marks what the timelock has", () => {
    const { parameters, deployment } = market;
    for (const row of ROWS) {
      const role = roleOf(row);
      if (role === undefined) continue;
      const holders = holdersOf(role, { parameters, contracts: deployment.contracts });
      const isTimelocks = role.isGoverned === true && holders.includes(deployment.contracts.timelock);
      expect(row.cells.at(-1), keyOf(row)).to.equal(isTimelocks ? `${role.label} *` : role.label);
    }
  });

  it("has a way to try each number", () => {
    expect(NUMBERS.map(keyOf)).to.deep.equal(Object.keys(SETTINGS));
  });

  for (const row of NUMBERS) {
    it(`threats 77, 84: ${keyOf(row)} stays within its bounds`, async () => {
      const setting = SETTINGS[keyOf(row)];
      if (setting === undefined) throw new Error("there is no such row");
      const [least, most] = await boundsOf(row, setting);
      const { widest, lowest } = typeOf(setting);
      const among = (min: bigint, max: bigint) => fc.sample(fc.bigInt({ min, max }), { numRuns: RUNS, seed: 1 });
      for (const value of [least, most, ...among(least, most)]) {
        expect(await refusalOf(row, setting.args(value)), `${value}`).to.equal(null);
      }
      const beyond = most < widest ? [most + 1n, widest, ...among(most + 1n, widest)] : [];
      const below = least > lowest ? [least - 1n, lowest, ...among(lowest, least - 1n)] : [];
      expect(beyond.length + below.length).to.be.above(0);
      for (const value of [...beyond, ...below]) {
        expect(await refusalOf(row, setting.args(value)), `${value}`).to.equal(setting.error);
      }
    });
  }

  async function boundsOf({ cells }: Row, setting: Setting): Promise<[least: bigint, most: bigint]> {
    const [, unit = "", least = "", most = ""] = cells;
    const scale = /^\{(GRID|WATT)\}$/.test(unit) ? WHOLE_TOKEN : 1n;
    const read = async (cell: string, told: bigint | undefined): Promise<bigint> => {
      const [, contract, method] = /^`(\w+)\.(\w+)`$/.exec(cell) ?? [];
      if (contract !== undefined && method !== undefined) {
        const face = connectContracts(market.deployment.contracts, connection.ethers.provider);
        return (await face[contract as ContractName].getFunction(method).staticCall()) as bigint;
      }
      const isNumber = /^-?[\d,]+$/.test(cell);
      if (isNumber) return BigInt(cell.replaceAll(",", "")) * scale;
      if (told === undefined) throw new Error(`nothing tells the bound "${cell}"`);
      return told;
    };
    return [await read(least, setting.least), await read(most, setting.most)];
  }

  /** What the function's own type can hold; prices are signed. */
  function typeOf({ bits = 256, error }: Setting): { widest: bigint; lowest: bigint } {
    const widest = (1n << BigInt(bits)) - 1n;
    return { widest, lowest: /PriceBounds|TierBounds/.test(error) ? -widest : 0n };
  }

  /** The error by which a call of whoever may is refused; null where it is not. */
  async function refusalOf(row: Row, args: readonly unknown[]): Promise<string | null> {
    const { provider } = connection.ethers;
    const { contracts } = market.deployment;
    try {
      if (row.contract === "governor") await provider.call(await newGovernor(args[0] as object));
      else {
        const data = INTERFACES[row.contract].encodeFunctionData(row.method, args);
        await provider.call({ from: holderOf(row), to: contracts[row.contract], data });
      }
      return null;
    } catch (error) {
      return toGridwattError(error).name;
    }
  }

  /** The governor's own settings have the bounds of its constructor, where they can be tried without a vote. */
  async function newGovernor(changed: object) {
    const factory = await connection.ethers.getContractFactory("GridGovernor");
    const { contracts } = market.deployment;
    return factory.getDeployTransaction(contracts.votes, { ...market.parameters.governance, ...changed });
  }

  function holderOf(row: Row): string {
    const { parameters, deployment } = market;
    const role = roleOf(row);
    // What asks for no role is the timelock's own.
    if (role === undefined) return deployment.contracts.timelock;
    const [holder] = holdersOf(role, { parameters, contracts: deployment.contracts });
    if (holder === undefined) throw new Error(`nobody holds ${role.label}`);
    return holder;
  }
});
