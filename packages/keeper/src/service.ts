import { connect, Money, type Client } from "@gridwatt/sdk";
import {
  ConfigurationError,
  headOf,
  Sender,
  timesOf,
  type Environment,
  type ServiceParts,
  type ServiceTools,
} from "@gridwatt/service";
import type { Provider } from "ethers";

import { Keeper } from "./keeper.ts";
import { Oracles } from "./oracles.ts";

/**
 * A keeper as a process.
 * @param market for reads, on the deployment's chain
 */
export async function keeperService(
  market: { readonly client: Client; readonly provider: Provider },
  { environment, tools }: { readonly environment: Environment; readonly tools: ServiceTools },
): Promise<ServiceParts> {
  const { log, metrics } = tools;
  const { provider } = market;
  const wallet = environment.wallet("KEEPER_KEY").connect(provider);
  const client = connect(market.client, wallet);
  const urls = environment.urls("KEEPER_ORACLES");
  const sender = new Sender({ provider, address: wallet.address, log, metrics });
  const keeper = new Keeper({
    client,
    sender,
    oracles: new Oracles({ urls, client, log, metrics }),
    times: await timesOf(client, await headOf(client)),
    residualSupply: (await client.contracts.exchange.getFunction("RESIDUAL_SUPPLY").staticCall()) as boolean,
    leastFees: moneyOf(environment, "KEEPER_LEAST_FEES"),
    takeover: environment.whole("KEEPER_TAKEOVER_MS", { otherwise: 120_000, most: 3_600_000 }),
    log,
    metrics,
  });
  return {
    host: environment.text("KEEPER_HOST", "127.0.0.1"),
    port: environment.whole("KEEPER_PORT", { otherwise: 9200, most: 65_535 }),
    everyMs: environment.whole("POLL_MS", { otherwise: 5_000, most: 60_000 }),
    routes: [],
    work: async (signal) => {
      await sender.measure();
      await keeper.round(signal);
    },
    close: () => sender.idle(),
  };
}

function moneyOf(environment: Environment, name: string): Money {
  try {
    return Money.parse(environment.text(name, "1"));
  } catch {
    throw new ConfigurationError(`${name} is no amount of WATT, like 0.5.`);
  }
}
