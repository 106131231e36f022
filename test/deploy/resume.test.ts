import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Deployment } from "@gridwatt/sdk";
import type { NetworkConnection } from "hardhat/types/network";

import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { failAfter, onNode } from "../helpers/node.ts";

const JOURNAL = "test-mended";
const FOLDER = fileURLToPath(new URL(`../../deploy/deployments/${JOURNAL}`, import.meta.url));
const FILE = join(FOLDER, "journal.jsonl");
const LOCK = `${FOLDER}.lock`;
/** {line} */
const CUT = 5;
const DEEP = process.env["TEST_DEPTH"] === "deep";

/** A moment at which a run may die: what its journal then is, and how many transactions the chain has. */
interface Death {
  readonly told: string;
  readonly journal: string;
  readonly mined: number;
}

/** A whole deployment, and the chain as it was before each of its transactions. */
interface Recording {
  readonly deployment: Deployment;
  readonly lines: readonly string[];
  readonly folder: string;
  readonly snapshots: string[];
}

describe("a deployment that died", function () {
  this.timeout(DEEP ? 3_600_000 : 600_000);

  it(`goes on wherever it was, and sends nothing twice${DEEP ? "" : " (each kind of step)"}`, async () => {
    await onNode(async (connect) => {
      const connection = await connect();
      const recording = await record(connection);
      try {
        const deaths = recording.lines.flatMap((_, at) => {
          const chosen = isChosen(recording.lines, at);
          // A line that is cut off is as none, of whatever kind it was.
          const within = DEEP ? chosen : at < CUT;
          return DEEP || chosen ? deathsAt(recording.lines, { at, within }) : [];
        });
        // A chain goes back only: the latest death is first.
        for (const death of deaths.sort((one, other) => other.mined - one.mined)) {
          await resume(connection, { recording, death });
        }
      } finally {
        rmSync(recording.folder, { recursive: true });
      }
    });
  });

  it("sends again what another transaction of the deployer's took the place of", async () => {
    await onNode(async (connect) => {
      const request = { parameters: local, deploymentId: JOURNAL };
      const broken = await connect();
      failAfter(broken, "eth_sendTransaction", 30);
      await assert.rejects(deployMarket({ ...request, connection: broken }), /the line is dead/);
      assert.match(readFileSync(FILE, "utf8").split("\n").at(-1) ?? "", /TRANSACTION_PREPARE_SEND/);

      const connection = await connect();
      const [deployer] = await connection.ethers.getSigners();
      await deployer?.sendTransaction({ to: deployer.address });
      assert.deepEqual((await deployMarket({ ...request, connection })).roles.problems, []);
    });
  });

  it("tells where the journal is broken before its end", async () => {
    await onNode(async (connect) => {
      const request = { connection: await connect(), parameters: local, deploymentId: JOURNAL };
      await deployMarket(request);
      const lines = readFileSync(FILE, "utf8").split("\n");
      const broken = lines.with(3, lines[3]?.slice(0, 40) ?? "").join("\n");
      writeFileSync(FILE, broken);
      await assert.rejects(deployMarket(request), { message: `entry 3 of ${FILE} cannot be read` });
      assert.equal(readFileSync(FILE, "utf8"), broken);
    });
  });

  afterEach(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    rmSync(LOCK, { force: true });
  });
});

describe("two deployments to one chain", () => {
  it("are not made at once: the second is refused, and the first is not disturbed", async () => {
    await onNode(async (connect) => {
      const request = { parameters: local, deploymentId: JOURNAL };
      const first = deployMarket({ ...request, connection: await connect() });
      const second = deployMarket({ ...request, connection: await connect() });
      const problem = `another deployment to this chain is running: process ${process.pid} holds ${LOCK}`;
      await assert.rejects(second, { message: problem });
      assert.deepEqual((await first).roles.problems, []);
      assert(!existsSync(LOCK));
    });
  });

  it("takes over from a process that is dead", async () => {
    await onNode(async (connect) => {
      // Far above what any system numbers its processes with.
      writeFileSync(LOCK, "99999999");
      const request = { connection: await connect(), parameters: local, deploymentId: JOURNAL };
      assert.deepEqual((await deployMarket(request)).roles.problems, []);
    });
  });

  it("refuses while the lock's process lives, and leaves the lock", async () => {
    await onNode(async (connect) => {
      writeFileSync(LOCK, String(process.ppid));
      const request = { connection: await connect(), parameters: local, deploymentId: JOURNAL };
      await assert.rejects(deployMarket(request), /^Locked: another deployment to this chain is running/);
      assert.equal(readFileSync(LOCK, "utf8"), String(process.ppid));
    });
  });

  afterEach(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    rmSync(LOCK, { force: true });
  });
});

async function record(connection: NetworkConnection): Promise<Recording> {
  const { provider } = connection;
  const request = provider.request.bind(provider);
  const snapshots: string[] = [];
  const snapshot = async () => snapshots.push((await request({ method: "evm_snapshot" })) as string);
  provider.request = async (call) => {
    if (call.method === "eth_sendTransaction") await snapshot();
    return request(call);
  };
  const { deployment } = await deployMarket({ connection, parameters: local, deploymentId: JOURNAL });
  await snapshot();
  provider.request = request;
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-journal-"));
  cpSync(FOLDER, folder, { recursive: true });
  const lines = readFileSync(FILE, "utf8").split("\n");
  return { deployment, lines: lines.filter((line) => line !== ""), folder, snapshots };
}

/** The deaths around a line: just after it, with and without the transaction that it announces, and within it. */
function deathsAt(lines: readonly string[], { at, within }: { at: number; within: boolean }): Death[] {
  const { type, futureId } = JSON.parse(lines[at] ?? "") as { type: string; futureId?: string };
  const told = `${at}: ${type} ${futureId}`;
  const journal = lines.slice(0, at + 1).map((line) => `\n${line}`);
  const mined = journal.filter((line) => line.includes('"type":"TRANSACTION_SEND"')).length;
  const after = { told, journal: journal.join(""), mined };
  const half = Math.ceil((lines[at] ?? "").length / 2);
  return [
    after,
    ...(type === "TRANSACTION_PREPARE_SEND" ? [{ ...after, told: `${told}, sent`, mined: mined + 1 }] : []),
    ...(within ? [{ ...after, told: `within ${told}`, journal: after.journal.slice(0, -half) }] : []),
  ];
}

/** The first lines, of the first contract, and the last line of every kind. */
function isChosen(lines: readonly string[], at: number): boolean {
  const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
  return types.lastIndexOf(types[at] ?? "") === at || (at < CUT && types.indexOf(types[at] ?? "") === at);
}

async function resume(
  connection: NetworkConnection,
  { recording, death }: { recording: Recording; death: Death },
): Promise<void> {
  const { provider } = connection;
  const { snapshots, deployment, folder } = recording;
  await provider.request({ method: "evm_revert", params: [snapshots[death.mined]] });
  snapshots[death.mined] = (await provider.request({ method: "evm_snapshot" })) as string;
  rmSync(FOLDER, { recursive: true, force: true });
  cpSync(folder, FOLDER, { recursive: true });
  writeFileSync(FILE, death.journal);
  const resumed = await deployMarket({ connection, parameters: local, deploymentId: JOURNAL }).catch(
    (cause: unknown) => {
      throw new Error(`died ${death.told}, with ${death.mined} transactions mined`, { cause });
    },
  );
  // Contracts that nothing hangs on are sent in any order; none is sent twice.
  // The governor makes its timelock, whose address is by the governor's.
  const addresses = ({ contracts }: Deployment) => Object.values({ ...contracts, timelock: "" }).sort();
  assert.deepEqual(addresses(resumed.deployment), addresses(deployment), death.told);
  assert.equal(resumed.deployment.startBlock, deployment.startBlock);
  assert.equal(await connection.ethers.provider.getBlockNumber(), snapshots.length - 1, death.told);
  assert.deepEqual(resumed.roles.problems, []);
}
