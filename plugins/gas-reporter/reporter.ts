import type { HookContext } from "hardhat/types/hooks";
import type { EthereumProvider } from "hardhat/types/providers";
import { getContracts } from "hardhat-gas-reporter/dist/lib/artifacts.js";
import { Collector } from "hardhat-gas-reporter/dist/lib/collector.js";
import { getDefaultOptions } from "hardhat-gas-reporter/dist/lib/options.js";
import { render } from "hardhat-gas-reporter/dist/lib/render/index.js";

/** Fixed, so that two reports differ only where the contracts do; not the prices of any day. */
const PRICES = { gasPrice: 1 /* {gwei} */, tokenPrice: "3000" /* {EUR/ETH} */, token: "ETH", currency: "EUR" };

type Context = Pick<HookContext, "artifacts" | "config">;

const reporters = new WeakMap<Context["artifacts"], GasReporter>();

/** The one reporter of a Hardhat environment. */
export function reporterOf(context: Context): GasReporter {
  const known = reporters.get(context.artifacts);
  if (known !== undefined) return known;
  const reporter = new GasReporter(context);
  reporters.set(context.artifacts, reporter);
  return reporter;
}

/** Prints the table of everything sent so far. */
export async function printGasReport(context: Context): Promise<void> {
  await reporterOf(context).print();
}

class GasReporter {
  readonly #options = {
    ...getDefaultOptions({}),
    ...PRICES,
    offline: true,
    noColors: !process.stdout.isTTY,
    excludeContracts: ["mocks", "Mock"],
  };
  /** As much of Hardhat 2's environment as the tables read. */
  readonly #environment;
  readonly #collector: Collector;
  readonly #pending = new Map<string, EthereumProvider>();
  /** One collection at a time: the collector keeps the provider and the names of addresses in fields. */
  #queue: Promise<unknown> = Promise.resolve();
  #initialized = false;

  constructor({ artifacts, config }: Context) {
    const compilers = [config.solidity.profiles["default"]?.compilers[0]];
    const provider: { send?: (method: string, params?: unknown[]) => Promise<unknown> } = {};
    this.#environment = {
      artifacts,
      config: { paths: { sources: config.paths.root, cache: config.paths.cache }, solidity: { compilers } },
      network: { provider },
      __hhgrec: {} as Record<string, unknown>,
    };
    this.#collector = new Collector(this.#environment as never, this.#options);
    this.#environment.__hhgrec["collector"] = this.#collector;
  }

  /** Counts the transaction once it is mined; one that never is, or that a snapshot undid, is not counted. */
  collect(provider: EthereumProvider, hash: string): Promise<unknown> {
    this.#pending.set(hash, provider);
    this.#queue = this.#queue.then(() => this.#collectMined());
    return this.#queue;
  }

  async print(): Promise<void> {
    await this.#queue;
    await this.#collectMined();
    if (!this.#initialized) return;
    await this.#collector.data.runAnalysis(this.#environment as never, this.#options);
    render(this.#environment as never, this.#options, []);
  }

  async #collectMined(): Promise<void> {
    for (const [hash, provider] of this.#pending) {
      const receipt = await provider.request({ method: "eth_getTransactionReceipt", params: [hash] });
      if (receipt === null) continue;
      this.#pending.delete(hash);
      const transaction = await provider.request({ method: "eth_getTransactionByHash", params: [hash] });
      await this.#connect(provider);
      await this.#collector.collectTransaction(transaction as never, receipt as never);
    }
  }

  /** Another network, or the same one after a snapshot, may have another contract at an address known before. */
  async #connect(provider: EthereumProvider): Promise<void> {
    const legacy = this.#environment.network.provider;
    legacy.send = (method, params = []) => provider.request({ method, params });
    const { data } = this.#collector;
    if (!this.#initialized) {
      this.#initialized = true;
      data.initialize(legacy as never, await getContracts(this.#environment as never, this.#options));
    }
    data.resetAddressCache();
  }
}
