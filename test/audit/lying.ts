import { connect, decodeEvents, type Client, type MarketEvent, type RawLog } from "@gridwatt/sdk";
import type { Filter, Provider } from "ethers";

/** A market whose node gives other logs than there are when it is asked for the market's; null leaves one out. */
export function lying(client: Client, tell: (log: RawLog, event: MarketEvent | undefined) => RawLog | null): Client {
  const provider = client.runner.provider;
  if (provider === null || provider === undefined) throw new Error("the market has no provider");
  const getLogs = async (filter: Filter): Promise<RawLog[]> => {
    const logs = await provider.getLogs(filter);
    if (filter.address === undefined) return [...logs];
    return logs.flatMap((log) => tell(log, decodeEvents(client, [log])[0]) ?? []);
  };
  const liar: Provider = new Proxy(provider, {
    get: (target, property) => {
      if (property === "getLogs") return getLogs;
      if (property === "provider") return liar;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return connect(client, liar);
}
