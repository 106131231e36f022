import type { Client, Money } from "@gridwatt/sdk";
import {
  Follower,
  headOf,
  MeterBook,
  type Logger,
  type Metrics,
  type Sender,
  type Times,
  type Told,
} from "@gridwatt/service";

import { RootSubmitter } from "./attest.ts";
import { Financier, payAllCredits, payAllReceivables } from "./credits.ts";
import { HostKeeper } from "./hosts.ts";
import { FOLLOWED, MarketIndex, type FollowedEvent, type FollowedName } from "./market-index.ts";
import { OffenceKeeper } from "./offences.ts";
import { DayKeeper, enact, resumePools } from "./operators.ts";
import type { Oracles } from "./oracles.ts";
import { RewardKeeper } from "./rewards.ts";
import { Settler } from "./settle.ts";
import { TreasuryKeeper } from "./treasury.ts";
import { claimOrders, collectSlots, FeePayer } from "./upkeep.ts";
import type { Work } from "./work.ts";

export interface KeeperParts {
  /** As the keeper's wallet. */
  readonly client: Client;
  readonly sender: Sender;
  readonly oracles: Oracles;
  readonly times: Times;
  readonly residualSupply: boolean;
  /** What makes a payment of fees worth its gas. */
  readonly leastFees: Money;
  /** {ms} that oracle nodes are given to submit a root by themselves */
  readonly takeover: number;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Does the upkeep of a market that anybody may do. Its only state is the chain: each round looks for what there is to do,
 * asks the chain before it sends, and calls only what does nothing where it was done before. So it may be killed at any
 * point, and any number of keepers may run.
 */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #meters: MeterBook;
  readonly #follower;
  readonly #submitter;
  readonly #fees;
  readonly #hosts;
  readonly #treasury;
  readonly #days = new DayKeeper();
  readonly #rewards = new RewardKeeper();
  readonly #gauges;
  readonly #failures;
  #index = new MarketIndex();
  #settler = new Settler();
  #offences = new OffenceKeeper();
  readonly #financier = new Financier();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#meters = new MeterBook(parts.client);
    this.#follower = new Follower(parts.client, FOLLOWED);
    this.#submitter = new RootSubmitter(parts.takeover);
    this.#fees = new FeePayer(parts.leastFees);
    this.#hosts = new HostKeeper(parts.leastFees);
    this.#treasury = new TreasuryKeeper(parts.leastFees);
    const { metrics } = parts;
    this.#gauges = {
      block: metrics.gauge("block", "Newest block that was read."),
      orders: metrics.gauge("open_orders", "Orders that rest or may have fills to claim."),
    };
    this.#failures = metrics.counter("task_failures_total", "Tasks that failed in a round.", ["task"]);
  }

  /** One round. A task that fails is told, and tried again in the next round; the others are done nevertheless. */
  async round(signal: AbortSignal): Promise<void> {
    const { client, residualSupply, log } = this.#parts;
    const head = await headOf(client);
    await this.#follower.readTo(head, (told) => this.#takeIn(told));
    const work: Work = { ...this.#parts, index: this.#index, meters: this.#meters, head, signal };
    const tasks: [string, () => Promise<void>][] = [
      ["attest", () => this.#submitter.submit(work)],
      ["claim", () => claimOrders(work)],
      ["settle", () => this.#settler.settle(work)],
      ["collect", () => collectSlots(work)],
      ["hosts", () => this.#hosts.keep(work)],
      ["fees", () => this.#fees.pay(work)],
      ["treasury", () => this.#treasury.keep(work)],
      ["rewards", () => this.#rewards.keep(work)],
      ["enact", () => enact(work)],
      ["days", () => this.#days.keep(work)],
      ["resume", () => resumePools(work)],
      ["offences", () => this.#offences.keep(work)],
    ];
    if (residualSupply) tasks.push(["finance", () => this.#financier.finance(work, this.#settler)]);
    if (residualSupply) tasks.push(["credits", () => payAllCredits(work)]);
    tasks.push(["receivables", () => payAllReceivables(work)]);
    for (const [task, run] of tasks) {
      if (signal.aborted) return;
      await run().catch((error: unknown) => {
        this.#failures.inc({ task });
        log.warn("a task failed", { task, error });
      });
    }
    this.#gauges.block.set(head.block);
    this.#gauges.orders.set(this.#index.slots().reduce((sum, { orders }) => sum + orders.size, 0));
  }

  async #takeIn({ afresh, events }: Told<FollowedName>): Promise<void> {
    if (afresh) {
      this.#index = new MarketIndex();
      this.#settler = new Settler();
      this.#offences = new OffenceKeeper();
      this.#meters.clear();
    }
    for (const event of events) this.#index.apply(event);
    const isOfMeter = (event: FollowedEvent) => event.name === "MeterRegistered" || event.name === "MeterRetired";
    await this.#meters.apply(events.filter(isOfMeter));
  }
}
