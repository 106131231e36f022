import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  ABIS,
  createClient,
  readingDigest,
  Slot,
  type Client,
  type Deployment,
  type MeterReading,
} from "@gridwatt/sdk";
import { createLogger, Metrics, startServer, BODY_LIMIT, type HttpServer, type MeterBook } from "@gridwatt/service";
import { Energy } from "@gridwatt/sdk";
import { id, VoidSigner, Wallet } from "ethers";

import { oracleRoutes } from "../../packages/oracle/src/node/api.ts";
import { Intake } from "../../packages/oracle/src/node/intake.ts";
import { peerAuthorization } from "../../packages/oracle/src/node/peers.ts";
import type { GivenRewards } from "../../packages/oracle/src/node/rewards.ts";
import { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { readingToJson, READINGS_LIMIT, rewardsOfJson } from "../../packages/oracle/src/node/wire.ts";
import { secp256k1Meter } from "../helpers/metering.ts";

const SLOT = Slot.ofNumber(1_995_264);
const SECRET = id("a secret");
const METER = secp256k1Meter("a meter");
const rated = Energy.parse("5");

describe("an oracle node's API", () => {
  const contracts = Object.fromEntries(
    Object.keys(ABIS).map((name) => [name, Wallet.createRandom().address]),
  ) as unknown as Deployment["contracts"];
  const deployment = { chainId: 31_337, startBlock: 0, contracts };
  const client: Client = createClient({ deployment, runner: new VoidSigner(contracts.exchange) });
  const meter = {
    ...{ meter: 7, account: 1, parent: null, ratedImport: rated, ratedExport: rated },
    ...{ importDigits: 6, exportDigits: 6, validFrom: SLOT.plus(-9), validTo: null },
    key: { curve: "secp256k1", x: METER.key.x, y: METER.key.y } as const,
  };
  const meters = { get: (number: number) => (number === 7 ? meter : undefined) } as unknown as MeterBook;
  let folder: string;
  let store: ReadingStore;
  let server: HttpServer;
  let changed: number[];
  let rewards: { signed: GivenRewards | undefined };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    store = await ReadingStore.open(folder, { first: SLOT.plus(-9), last: SLOT.plus(9) });
    const log = createLogger("oracle", () => undefined);
    const intake = new Intake({ client, store, meters, log, metrics: new Metrics("oracle") });
    changed = [];
    intake.onChange((slot) => changed.push(slot.number));
    intake.setWindow({ first: SLOT.plus(-9), last: SLOT.plus(1) });
    const node = { proposal: () => undefined };
    rewards = { signed: undefined };
    const routes = oracleRoutes({ intake, store, node, rewards, secret: SECRET });
    server = await startServer({ host: "127.0.0.1", port: 0, routes, log });
  });

  afterEach(async () => {
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function reading(fields: Partial<MeterReading> = {}) {
    const said = { meter: 7, slot: SLOT, importRegister: 5n, exportRegister: 0n, sequence: 1n, ...fields };
    return readingToJson({ ...said, signature: METER.sign(readingDigest(client, said)) }) as Record<string, unknown>;
  }

  async function post(body: unknown): Promise<[number, Record<string, unknown>]> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`${server.url}/readings`, { method: "POST", body: text });
    return [answer.status, (await answer.json()) as Record<string, unknown>];
  }

  it("takes a reading once, however often it is sent", async () => {
    assert.deepEqual(await post({ readings: [reading()] }), [200, { outcomes: ["stored"] }]);
    assert.deepEqual(await post({ readings: [reading()] }), [200, { outcomes: ["known"] }]);
    assert.equal(store.of(SLOT).length, 1);
    assert.deepEqual(changed, [SLOT.number]);
  });

  it("keeps for disputes what is never attested: registers out of range, contradictions", async () => {
    const far = reading({ slot: SLOT.plus(1), importRegister: 1_000_000n });
    assert.deepEqual(await post({ readings: [far, reading()] }), [200, { outcomes: ["out of range", "stored"] }]);
    const other = reading({ importRegister: 6n });
    assert.deepEqual(await post({ readings: [other] }), [200, { outcomes: ["contradicts"] }]);
    assert.deepEqual([store.of(SLOT).length, store.of(SLOT.plus(1)).length], [2, 1]);
  });

  const refused: [string, () => Record<string, unknown>, string][] = [
    ["of no meter", () => reading({ meter: 8 }), "unknown meter"],
    ["of a time to come", () => reading({ slot: SLOT.plus(2) }), "not now"],
    ["of a slot that is final", () => reading({ slot: SLOT.plus(-10) }), "not now"],
    ["that its meter has not signed", () => ({ ...reading(), importRegister: "6" }), "unsigned"],
    ["with half a signature", () => ({ ...reading(), signature: "0x1234" }), "unsigned"],
  ];
  for (const [what, make, outcome] of refused) {
    it(`refuses a reading ${what}, and takes the others`, async () => {
      assert.deepEqual(await post({ readings: [make(), reading()] }), [422, { outcomes: [outcome, "stored"] }]);
      assert.equal(store.of(SLOT).length, 1);
    });
  }

  const malformed: [string, () => unknown, number, RegExp][] = [
    ["no JSON", () => "{", 400, /^The body is no JSON\.$/],
    ["null", () => null, 400, /^An object was expected\.$/],
    ["no list", () => ({ readings: {} }), 400, /^There is no list "readings"\.$/],
    ["a float", () => ({ readings: [{ ...reading(), meter: 1.5 }] }), 400, /^"meter" is no whole number/],
    ["a number for 64 bits", () => ({ readings: [{ ...reading(), sequence: 1 }] }), 400, /^"sequence" is no decimal/],
    ["65 bits", () => ({ readings: [{ ...reading(), sequence: `${1n << 64n}` }] }), 400, /^"sequence" is no decimal/],
    [
      "a word for a signature",
      () => ({ readings: [{ ...reading(), signature: "me" }] }),
      400,
      /^"signature" is no hex/,
    ],
    [
      "too many",
      () => ({ readings: Array(READINGS_LIMIT + 1).fill(reading()) }),
      413,
      /^At most 500 readings at once\.$/,
    ],
    ["too much", () => " ".repeat(BODY_LIMIT + 1), 413, /^A body has at most 1048576 bytes\.$/],
  ];
  for (const [what, make, status, sentence] of malformed) {
    it(`refuses a body with ${what}`, async () => {
      const [given, { error }] = await post(make());
      assert.equal(given, status);
      assert.match(String(error), sentence);
      assert.equal(store.of(SLOT).length, 0);
    });
  }

  it("gives readings to operators only", async () => {
    await post({ readings: [reading()] });
    const url = `${server.url}/readings?slot=${SLOT.number}`;
    assert.equal((await fetch(url)).status, 401);
    const guess = { authorization: peerAuthorization(id("another secret")) };
    assert.equal((await fetch(url, { headers: guess })).status, 401);
    const answer = await fetch(url, { headers: { authorization: peerAuthorization(SECRET) } });
    assert.deepEqual(await answer.json(), { readings: [reading()] });
  });

  it("gives everybody the rewards that it signed, and the file with their proofs", async () => {
    const given = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`);
      return [answer.status, await answer.json()] as const;
    };
    assert.deepEqual(await given("/rewards"), [404, { error: "This node has signed no rewards." }]);
    const said = { epoch: 20_785, root: id("root"), total: 1n << 127n, fees: 3n, configuration: id("set") };
    rewards.signed = { rewards: said, signature: "0x12", file: '{"rewards":[]}' };
    const [status, told] = await given("/rewards");
    assert.deepEqual([status, rewardsOfJson(told)], [200, { rewards: said, signature: "0x12" }]);
    assert.deepEqual(await given("/rewards/20785"), [200, { rewards: [] }]);
    const absent = { error: "This node has no rewards of this day at hand." };
    assert.deepEqual(await given("/rewards/20784"), [404, absent]);
    assert.deepEqual(await given("/rewards/today"), [400, { error: "A day is a number of 32 bits." }]);
  });

  it("knows no slot that it has not built, and no path besides its own", async () => {
    const statuses = ["/slots/7", "/slots/seven", "/slots/7/leaves?root=0x00", "/slots", "/readings?slot=7"].map(
      async (path) => (await fetch(`${server.url}${path}`)).status,
    );
    assert.deepEqual(await Promise.all(statuses), [404, 400, 404, 404, 401]);
    assert.equal((await fetch(`${server.url}/slots/7`, { method: "POST" })).status, 405);
  });
});
