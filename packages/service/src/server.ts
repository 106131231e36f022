import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { GridwattError } from "@gridwatt/sdk";

import type { Logger } from "./log.ts";

/** A request that is refused, with the status and the one sentence of its answer. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "HttpError";
    this.status = status;
  }
}

/** What a handler gets of a request. */
export interface HttpRequest {
  /** Groups of the route's path. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** The body as JSON; throws `HttpError` where it is none, or larger than the limit. */
  readonly json: () => Promise<unknown>;
}

/** An answer: JSON unless it is text. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Of a text; default: JSON. */
  readonly type?: string;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** Matches the whole path. */
  readonly path: RegExp;
  readonly handle: (request: HttpRequest) => Promise<HttpAnswer>;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests, and returns once the running ones are answered, or have not arrived in time. */
  readonly close: () => Promise<void>;
}

/** {byte} of a request's body */
export const BODY_LIMIT = 1_048_576;
/** {ms} in which a request must have arrived, so that slow senders hold no connection. */
const REQUEST_TIMEOUT = 10_000;
/** {ms} that a server which closes gives to requests that are still arriving. */
const CLOSE_TIMEOUT = 3_000;

/** Serves routes until it is closed. */
export async function startServer(of: {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Logger;
}): Promise<HttpServer> {
  const times = {
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: REQUEST_TIMEOUT,
    connectionsCheckingInterval: REQUEST_TIMEOUT / 10,
  };
  const server = createServer(times, (request, response) => {
    void answerTo(request, of.routes, of.log).then((answer) => send(response, answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(of, error)));
    server.listen(of.port, of.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${of.host}:${port}`, close: () => closed(server) };
}

function cannotListen({ host, port }: { host: string; port: number }, cause: NodeJS.ErrnoException): GridwattError {
  const why =
    cause.code === "EADDRINUSE"
      ? "another process has it"
      : `it is none of this machine's, or not allowed (${cause.code})`;
  return new GridwattError("CannotListen", { message: `Nothing can be served at ${host}:${port}: ${why}.`, cause });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A server that closes looks at no timeouts any more: a client that sends nothing would hold it for ever.
    const late = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answerTo(request: IncomingMessage, routes: readonly Route[], log: Logger): Promise<HttpAnswer> {
  try {
    const url = URL.parse(request.url ?? "/", "http://localhost");
    if (url === null) throw new HttpError(400, "The path is none.");
    const matching = routes.filter(({ path }) => path.test(url.pathname));
    const route = matching.find(({ method }) => method === request.method);
    if (route === undefined) {
      throw matching.length > 0
        ? new HttpError(405, "There is no such method here.")
        : new HttpError(404, "There is nothing here.");
    }
    const { authorization } = request.headers;
    const params = (route.path.exec(url.pathname) ?? []).slice(1);
    return await route.handle({ params, query: url.searchParams, authorization, json: () => jsonOf(request) });
  } catch (error) {
    if (error instanceof HttpError) return { status: error.status, body: { error: error.message } };
    log.error("a request failed", { method: request.method, path: request.url, error });
    return { status: 500, body: { error: "The service failed: its log tells why." } };
  }
}

function send(response: ServerResponse, { status, body, type }: HttpAnswer): void {
  const text = type === undefined ? JSON.stringify(body) : String(body);
  // What is left of a refused body is not waited for.
  const connection = status >= 400 ? { connection: "close" } : {};
  response.writeHead(status, { "content-type": type ?? "application/json", ...connection }).end(text);
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_LIMIT) throw new HttpError(413, `A body has at most ${BODY_LIMIT} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "The body did not arrive.");
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpError(400, "The body is no JSON.");
  }
}
