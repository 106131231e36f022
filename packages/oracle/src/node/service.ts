import { join } from "node:path";

import { connect, Slot, type Client } from "@gridwatt/sdk";
import {
  headOf,
  lock,
  MeterBook,
  Sender,
  timesOf,
  type Environment,
  type ServiceParts,
  type ServiceTools,
} from "@gridwatt/service";
import type { Provider } from "ethers";

import { Agreement } from "./agreement.ts";
import { oracleRoutes } from "./api.ts";
import { Defence } from "./defence.ts";
import { Intake } from "./intake.ts";
import { OracleNode } from "./node.ts";
import { Peer } from "./peers.ts";
import { Refutation } from "./refutation.ts";
import { RewardSigner } from "./rewards.ts";
import { ReadingStore } from "./store.ts";

/**
 * An oracle node as a process.
 * @param market for reads, on the deployment's chain
 */
export async function oracleService(
  market: { readonly client: Client; readonly provider: Provider },
  { environment, tools }: { readonly environment: Environment; readonly tools: ServiceTools },
): Promise<ServiceParts> {
  const { log, metrics } = tools;
  const { provider } = market;
  const wallet = environment.wallet("ORACLE_KEY").connect(provider);
  const secret = environment.secret("ORACLE_SECRET");
  const client = connect(market.client, wallet);
  const head = await headOf(client);
  const { finality } = await timesOf(client, head);
  const first = Slot.at(new Date((head.time - finality) * 1000));
  const last = Slot.at(new Date(head.time * 1000)).plus(1);
  const folder = environment.text("ORACLE_DATA");
  // Two that append to the same file would overwrite what each has acknowledged.
  const unlock = lock(join(folder, "lock"), "another oracle node keeps its readings here");
  const store = await ReadingStore.open(folder, { first, last });
  const meters = new MeterBook(client);
  const intake = new Intake({ client, store, meters, log, metrics });
  const up = metrics.gauge("peer_up", "Whether a peer answers.", ["peer"]);
  const peers = environment.urls("ORACLE_PEERS").map((url) => new Peer({ url, secret, log, up }));
  const sender = new Sender({ provider, address: wallet.address, log, metrics });
  const takeover = environment.whole("ORACLE_TAKEOVER_MS", { otherwise: 30_000, most: 3_600_000 });
  const parts = { client, address: wallet.address, store, intake, peers, sender, takeover, log, metrics };
  const agreement = new Agreement(parts);
  const grace = environment.whole("ORACLE_GRACE_SECONDS", { otherwise: 120, most: 86_400 });
  const defence = new Defence({ client, store, sender, log });
  const refutation = new Refutation({ client, store, sender, log });
  const rewards = new RewardSigner({ client, address: wallet.address, log });
  const node = new OracleNode({
    ...{
      client,
      store,
      intake,
      meters,
      agreement,
      defence,
      refutation,
      rewards,
      finality,
      secret,
      grace,
      log,
      metrics,
    },
  });
  intake.onChange((boundary) => node.readingsChanged(boundary));
  return {
    host: environment.text("ORACLE_HOST", "127.0.0.1"),
    port: environment.whole("ORACLE_PORT", { otherwise: 9100, most: 65_535 }),
    everyMs: environment.whole("POLL_MS", { otherwise: 5_000, most: 60_000 }),
    routes: oracleRoutes({ intake, store, node, rewards, secret }),
    work: async (signal) => {
      await sender.measure();
      await node.round(signal);
    },
    close: async () => {
      await rewards.idle();
      await sender.idle();
      await store.close();
      unlock();
    },
  };
}
