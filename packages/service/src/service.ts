import { createLogger, type Logger } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { Rounds } from "./rounds.ts";
import { startServer, type HttpServer, type Route } from "./server.ts";

/** What a process is made of. */
export interface ServiceParts {
  readonly host: string;
  readonly port: number;
  /** {ms} between rounds */
  readonly everyMs: number;
  readonly routes: readonly Route[];
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Called once nothing runs any more. */
  readonly close: () => Promise<void>;
}

/** What a process gets to build itself with. */
export interface ServiceTools {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Runs a process: its rounds of work, and a server with its routes, `/healthz` and `/metrics`. SIGTERM and SIGINT let the
 * running round end first; then it returns.
 */
export async function runService(name: string, build: (tools: ServiceTools) => Promise<ServiceParts>): Promise<void> {
  const log = createLogger(name);
  const metrics = new Metrics(name);
  const parts = await build({ log, metrics });
  const rounds = new Rounds({ work: parts.work, everyMs: parts.everyMs, log, metrics });
  const routes = [...parts.routes, ...routesOf(rounds, metrics)];
  const server: HttpServer = await startServer({ host: parts.host, port: parts.port, routes, log });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      log.info("stopping", { signal });
      rounds.stop();
    });
  }
  log.info("listening", { url: server.url });
  await rounds.run();
  await server.close();
  await parts.close();
  log.info("stopped");
}

function routesOf(rounds: Rounds, metrics: Metrics): Route[] {
  return [
    {
      method: "GET",
      path: /^\/healthz$/,
      handle: async () => ({ status: rounds.health.healthy ? 200 : 503, body: rounds.health }),
    },
    {
      method: "GET",
      path: /^\/metrics$/,
      handle: async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType }),
    },
  ];
}
