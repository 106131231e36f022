export { ConfigurationError, Environment } from "./environment.ts";
export { fetchJson, FetchError, postJson } from "./fetch-json.ts";
export { Follower, headOf, timesOf, type Head, type Times, type Told } from "./follower.ts";
export { lock, LockedError, withLock } from "./lock.ts";
export { createLogger, type LogFields, type Logger } from "./log.ts";
export { MeterBook } from "./meters.ts";
export { Metrics } from "./metrics.ts";
export type { Counter, Gauge } from "prom-client";
export { ChainProvider, requestTo } from "./provider.ts";
export { Rounds, type Health } from "./rounds.ts";
export { Sender } from "./sender.ts";
export {
  BODY_LIMIT,
  HttpError,
  startServer,
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  type Route,
} from "./server.ts";
export { runService, type ServiceParts, type ServiceTools } from "./service.ts";
