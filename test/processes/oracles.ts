import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

import { id } from "ethers";

import { keyOf, OPERATORS, type ProcessMarket } from "./market.ts";
import { RunningProcess } from "./process.ts";

const SECRET = id("the operators of a test");

/** Where the operators' nodes are, each of which may run or not. */
export class OracleNodes {
  readonly urls: readonly string[];
  readonly #market: ProcessMarket;

  private constructor(market: ProcessMarket, ports: readonly number[]) {
    this.#market = market;
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
  }

  static async for(market: ProcessMarket): Promise<OracleNodes> {
    return new OracleNodes(market, await Promise.all(OPERATORS.map(() => freePort())));
  }

  /** Starts the n-th node on the data that it left. */
  start(at: number): Promise<RunningProcess> {
    return this.#run(at, "scripts/oracle.ts");
  }

  /** Starts somebody who has the n-th operator's key and lies. */
  startLiar(at: number): Promise<RunningProcess> {
    return this.#run(at, "test/processes/liar.ts");
  }

  #run(at: number, script: string): Promise<RunningProcess> {
    return RunningProcess.start(script, {
      ...this.#market.variables,
      ORACLE_KEY: keyOf(OPERATORS[at] ?? 0),
      ORACLE_SECRET: SECRET,
      ORACLE_PORT: new URL(this.urls[at] ?? "").port,
      ORACLE_PEERS: this.urls.filter((_, other) => other !== at).join(","),
      ORACLE_DATA: join(this.#market.folder, `oracle-${at}`),
      ORACLE_GRACE_SECONDS: "600",
      ORACLE_TAKEOVER_MS: "1000",
    });
  }
}

/** Starts a keeper, that gives oracle nodes so long {ms} to submit a root. */
export function startKeeper(
  market: Pick<ProcessMarket, "variables">,
  of: { readonly key: string; readonly oracles: readonly string[]; readonly takeover: number },
) {
  return RunningProcess.start("scripts/keeper.ts", {
    ...market.variables,
    KEEPER_KEY: of.key,
    KEEPER_PORT: "0",
    KEEPER_ORACLES: of.oracles.join(","),
    KEEPER_LEAST_FEES: "0",
    KEEPER_TAKEOVER_MS: `${of.takeover}`,
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
