import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import {
  ConfigurationError,
  createLogger,
  Environment,
  fetchJson,
  Metrics,
  Rounds,
  startServer,
} from "@gridwatt/service";
import { FetchRequest, makeError } from "ethers";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const silent = createLogger("test", () => undefined);

describe("what processes share", () => {
  it("logs one JSON object a line", () => {
    const lines: string[] = [];
    const log = createLogger("keeper", (line) => void lines.push(line));
    log.warn("two\nlines", { units: 1n << 70n, error: new Error("no") });
    assert.equal(lines.length, 1);
    assert(lines[0]?.endsWith("}\n") && lines[0].indexOf("\n") === lines[0].length - 1);
    const { time, ...rest } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const told = { level: "warn", service: "keeper", message: "two\nlines", units: `${1n << 70n}`, error: "no" };
    assert.deepEqual(rest, told);
  });

  it("writes metrics as Prometheus reads them", async () => {
    const metrics = new Metrics("test");
    metrics.counter("things_total", "Things by kind.", ["kind"]).inc({ kind: 'a "b"' }, 2);
    metrics.gauge("block", "Newest block.").set(7);
    const text = await metrics.text();
    assert.match(
      text,
      /^# HELP gridwatt_test_things_total Things by kind\.\n# TYPE gridwatt_test_things_total counter$/m,
    );
    assert.match(text, /^gridwatt_test_things_total\{kind="a \\"b\\""\} 2$/m);
    assert.match(text, /^# TYPE gridwatt_test_block gauge\ngridwatt_test_block 7$/m);
    assert.match(text, /^process_cpu_seconds_total /m);
    assert.match(metrics.contentType, /^text\/plain; version=0\.0\.4/);
  });

  it("reads the environment, and never repeats a key", () => {
    const key = `0x${"ff".repeat(32)}`;
    const environment = new Environment({
      PORT: "70000",
      EMPTY: " ",
      PEERS: "http://a/, http://b:1",
      KEY: key,
      SHORT: "0x12",
    });
    assert.equal(environment.text("EMPTY", "default"), "default");
    assert.deepEqual(environment.urls("PEERS"), ["http://a", "http://b:1"]);
    assert.deepEqual(environment.urls("EMPTY"), []);
    assert.equal(environment.whole("NONE", { otherwise: 5, most: 9 }), 5);
    const refused: [() => unknown, RegExp][] = [
      [() => environment.text("NONE"), /^NONE is missing\.$/],
      [() => environment.whole("PORT", { otherwise: 1, most: 65_535 }), /^PORT is no whole number up to 65535\.$/],
      [() => environment.url("KEY"), /^KEY is no address like/],
      [() => environment.wallet("KEY"), /^KEY is no private key\.$/],
      [() => environment.secret("SHORT"), /^SHORT is not 0x and 64 hexadecimal digits\.$/],
      [() => environment.deployment("PORT"), /^PORT: the file 70000 cannot be read\.$/],
    ];
    for (const [read, sentence] of refused) {
      assert.throws(read, (error: Error) => error instanceof ConfigurationError && sentence.test(error.message));
    }
  });

  it("explains every variable that a process reads, and no other, in .env.example", () => {
    const files = ["scripts/service.ts", "packages/oracle/src/node/service.ts", "packages/keeper/src/service.ts"];
    const source = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
    const read = [...source.matchAll(/environment(?:\.\w+\(|, )"([A-Z_]+)"/g)].map(([, name]) => name);
    const example = readFileSync(join(ROOT, ".env.example"), "utf8");
    const explained = [...example.matchAll(/^(?:# .*\n)+#?([A-Z_]+)=.*$/gm)].map(([, name]) => name);
    assert.deepEqual(new Set(explained), new Set(read));
    assert.equal(explained.length, [...example.matchAll(/^#?[A-Z_]+=/gm)].length);
  });

  it("goes on after a round that failed, tells it, and stops after the one that runs", async () => {
    const metrics = new Metrics("test");
    let [begun, ended] = [0, 0];
    const rounds: Rounds = new Rounds({
      work: async () => {
        if (++begun === 1) throw new Error("the node is away");
        if (begun === 3) rounds.stop();
        await sleep(1);
        ++ended;
      },
      everyMs: 1,
      log: silent,
      metrics,
    });
    const running = rounds.run();
    await sleep(0);
    assert.deepEqual(rounds.health, { healthy: true, detail: "the node is away" });
    await running;
    assert.deepEqual([begun, ended], [3, 2]);
    assert.match(await metrics.text(), /^gridwatt_test_rounds_total\{outcome="done"\} 2$/m);
    assert.match(await metrics.text(), /^gridwatt_test_rounds_total\{outcome="failed"\} 1$/m);
  });

  it("tells of a node that fails without its address, in which there may be a key", async () => {
    const lines: string[] = [];
    const log = createLogger("test", (line) => void lines.push(line));
    const info = { requestUrl: "http://node/a-key", responseStatus: "500" };
    const rounds: Rounds = new Rounds({
      work: async () => {
        rounds.stop();
        throw makeError("server response 500", "SERVER_ERROR", { request: new FetchRequest("http://node"), info });
      },
      everyMs: 1,
      log,
      metrics: new Metrics("test"),
    });
    await rounds.run();
    assert.equal(rounds.health.detail, "server response 500");
    assert.equal((JSON.parse(lines[0] ?? "") as { error: string }).error, "server response 500");
  });

  it("says why nothing can be served at an address", async () => {
    const server = await startServer({ host: "127.0.0.1", port: 0, routes: [], log: silent });
    const port = Number(new URL(server.url).port);
    const refused = (host: string, message: RegExp) =>
      assert.rejects(startServer({ host, port, routes: [], log: silent }), { name: "CannotListen", message });
    await refused("127.0.0.1", /^Nothing can be served at 127\.0\.0\.1:\d+: another process has it\.$/);
    await refused("no.such.host.invalid", /^Nothing can be served at no\.such\.host\.invalid:\d+: it is none of this/);
    await server.close();
  });

  it("answers a failure without its reason", async () => {
    const fail = { method: "GET", path: /^\/fail$/, handle: () => Promise.reject(new Error("a secret")) } as const;
    const server = await startServer({ host: "127.0.0.1", port: 0, routes: [fail], log: silent });
    const answer = await fetch(`${server.url}/fail`);
    assert.equal(answer.status, 500);
    assert(!(await answer.text()).includes("a secret"));
    await assert.rejects(fetchJson(`${server.url}/fail`), /answered with status 500/);
    assert.equal(await statusOf(server.url, "//"), "HTTP/1.1 400 Bad Request");
    await server.close();
    await assert.rejects(fetchJson(`${server.url}/fail`), /gave no answer that can be read/);
  });

  it("closes though clients send nothing, or half a request", async () => {
    const take = { method: "POST", path: /^\/$/, handle: async () => ({ status: 200, body: {} }) } as const;
    const server = await startServer({ host: "127.0.0.1", port: 0, routes: [take], log: silent });
    const clients = ["", "POST / HT", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"].map(
      (sent) => {
        const client = connect(Number(new URL(server.url).port), "127.0.0.1").on("error", () => undefined);
        client.write(sent);
        return client;
      },
    );
    await Promise.all(clients.map((client) => once(client, "connect")));
    const closed = await Promise.race([server.close().then(() => true), sleep(20_000, false, { ref: false })]);
    for (const client of clients) client.destroy();
    assert(closed);
  });
});

/** The first line that a server answers to a path which no client would send. */
async function statusOf(url: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString().split("\r\n", 1)[0] ?? "";
}
