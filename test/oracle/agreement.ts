import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ABIS, createClient, Energy, readingDigest, Slot, type Deployment, type SignedReading } from "@gridwatt/sdk";
import { createLogger, Metrics, Sender, startServer, type HttpServer, type MeterBook } from "@gridwatt/service";
import { id, VoidSigner, Wallet, type Provider } from "ethers";

import { Agreement } from "../../packages/oracle/src/node/agreement.ts";
import { Intake } from "../../packages/oracle/src/node/intake.ts";
import { Peer } from "../../packages/oracle/src/node/peers.ts";
import { SlotWork } from "../../packages/oracle/src/node/slot-work.ts";
import { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { readingToJson, READINGS_LIMIT } from "../../packages/oracle/src/node/wire.ts";
import { secp256k1Meter } from "../helpers/metering.ts";

const SLOT = Slot.ofNumber(1_995_264);
const METER = secp256k1Meter("a meter");
const rated = Energy.parse("5");

describe("what a node takes from its peers", () => {
  const contracts = Object.fromEntries(
    Object.keys(ABIS).map((name) => [name, Wallet.createRandom().address]),
  ) as unknown as Deployment["contracts"];
  const deployment = { chainId: 31_337, startBlock: 0, contracts };
  const client = createClient({ deployment, runner: new VoidSigner(contracts.exchange) });
  const log = createLogger("oracle", () => undefined);
  const meters = { get: meterOf } as unknown as MeterBook;
  let folder: string;
  let store: ReadingStore;
  let server: HttpServer;
  let metrics: Metrics;
  let theirs: SignedReading[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    store = await ReadingStore.open(folder, { first: SLOT, last: SLOT.plus(1) });
    metrics = new Metrics("oracle");
    const readings = async ({ query }: { readonly query: URLSearchParams }) => {
      const given = query.get("slot") === `${SLOT.number}` ? theirs : [];
      return { status: 200, body: { readings: given.map(readingToJson) } };
    };
    const proposal = async () => ({ status: 200, body: { slot: SLOT.number, root: id("theirs") } });
    const routes = [
      { method: "GET", path: /^\/readings$/, handle: readings } as const,
      { method: "GET", path: /^\/slots\/\d+$/, handle: proposal } as const,
    ];
    server = await startServer({ host: "127.0.0.1", port: 0, routes, log });
  });

  afterEach(async () => {
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function meterOf(meter: number) {
    return {
      ...{ meter, account: meter, parent: null, ratedImport: rated, ratedExport: rated },
      ...{ importDigits: 6, exportDigits: 6, validFrom: SLOT.plus(-9), validTo: null },
      key: { curve: "secp256k1", x: METER.key.x, y: METER.key.y } as const,
    };
  }

  function reading(meter: number): SignedReading {
    const said = { meter, slot: SLOT, importRegister: 5n, exportRegister: 0n, sequence: 1n };
    return { ...said, signature: METER.sign(readingDigest(client, said)) };
  }

  async function exchange(): Promise<void> {
    const intake = new Intake({ client, store, meters, log, metrics });
    intake.setWindow({ first: SLOT, last: SLOT.plus(1) });
    const up = metrics.gauge("peer_up", "Whether a peer answers.", ["peer"]);
    const peers = [new Peer({ url: server.url, secret: id("a secret"), log, up })];
    const sender = new Sender({ provider: {} as Provider, address: contracts.watt, log, metrics });
    const parts = { client, address: contracts.watt, store, intake, peers, sender, takeover: 0, log, metrics };
    await new Agreement(parts).exchange(new SlotWork(SLOT));
  }

  it("is all that their meters signed", async () => {
    theirs = Array.from({ length: READINGS_LIMIT + 1 }, (_, at) => reading(at + 1));
    await exchange();
    assert.deepEqual(store.of(SLOT), theirs);
  });

  it("loses no time with a list of what nobody signed", async () => {
    const { signature } = reading(1);
    theirs = Array.from({ length: 4 * READINGS_LIMIT }, (_, at) => ({ ...reading(1), meter: at + 2, signature }));
    await exchange();
    assert.match(await metrics.text(), /^gridwatt_oracle_readings_total\{outcome="unsigned"\} 500$/m);
  });
});
