import {
  formatRewards,
  lastReadyEpoch,
  parseRewards,
  readOldestIncentives,
  type Incentives,
} from "@gridwatt/incentives";
import { getBlockTimes, readContract, signRewards, type Client } from "@gridwatt/sdk";
import type { Head, Logger } from "@gridwatt/service";

import type { Operators } from "./quorum.ts";
import type { SignedRewards } from "./wire.ts";

/** {s} */
const DAY = 86_400;
/** {day} Days looked at in one go: as much as is done at once after a long silence. */
const DAYS_AT_ONCE = 32;
/** {s} of the chain, after which what failed is tried again: it reads all that the market ever told */
const PAUSE = 600;

export interface RewardSignerParts {
  /** As the operator. */
  readonly client: Client;
  /** Of the operator. */
  readonly address: string;
  readonly log: Logger;
}

/** What is known of the days after the last that was submitted, as long as that and the cap stay the same. */
interface Found {
  readonly basis: string;
  /** The last day of which it is known that nobody earned anything on it, nor on those before. */
  passed: number;
  /** Of the first day on which somebody did. */
  incentives: Incentives | null;
}

/** A day's rewards as this node gives them out. */
export interface GivenRewards extends SignedRewards {
  /** As `formatRewards` writes them, and the signature: made once, however often it is asked for. */
  readonly file: string;
}

/**
 * Signs what makers earned, as everybody can compute it from the market's events. A day at a time: the oldest that is ready and
 * newer than what was submitted last. Whoever had signatures of a later one could submit it first, and take the earlier day from
 * its makers, since days are submitted in rising order.
 */
export class RewardSigner {
  readonly #parts: RewardSignerParts;
  #found: Found = nothing();
  #signed: GivenRewards | undefined;
  #running: Promise<void> | undefined;
  /** {s} of the chain */
  #lookAgain = 0;

  constructor(parts: RewardSignerParts) {
    this.#parts = parts;
  }

  /** What it signed last; undefined where it has nothing to sign, or is no operator. */
  get signed(): GivenRewards | undefined {
    return this.#signed;
  }

  /** The chain was reorganised: what is being computed counts no more, and all is computed again. */
  clear(): void {
    [this.#found, this.#signed, this.#lookAgain] = [nothing(), undefined, 0];
  }

  /** Does what there is to do beside the round that calls it, and nothing while it still does. What fails is told. */
  begin(head: Head, operators: Operators): void {
    if (this.#running !== undefined || head.time < this.#lookAgain) return;
    this.#running = this.#keep(head, operators)
      .catch((error: unknown) => {
        this.#lookAgain = head.time + PAUSE;
        this.#parts.log.warn("makers' rewards are not signed yet", { error });
      })
      .finally(() => (this.#running = undefined));
  }

  /** Returns once nothing is being done. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #keep(head: Head, { operators, configuration }: Operators): Promise<void> {
    const { client, address } = this.#parts;
    if (!operators.includes(address)) return void (this.#signed = undefined);
    const [last, cap] = await Promise.all([
      readContract(client, { contract: "incentives", name: "lastEpoch", args: [] }),
      readContract(client, { contract: "incentives", name: "epochCap", args: [] }),
    ]);
    const basis = `${last} ${cap}`;
    if (this.#found.basis !== basis) {
      this.#found = { basis, passed: Number(last), incentives: null };
      // What was submitted is still given out, for those who claim it.
      if (this.#signed !== undefined && this.#signed.rewards.epoch > Number(last)) this.#signed = undefined;
    }
    const found = this.#found;
    if (found.incentives === null) await this.#look(found, head);
    if (found.incentives !== null) await this.#sign(found, { ...found.incentives, configuration });
  }

  async #look(found: Found, { time }: Head): Promise<void> {
    const { client } = this.#parts;
    const { startBlock } = client.deployment;
    const begun = (await getBlockTimes(client, { blocks: [startBlock] })).get(startBlock)?.getTime() ?? 0;
    const from = Math.max(found.passed + 1, Math.floor(begun / 1000 / DAY));
    const to = Math.min(lastReadyEpoch(time), from + DAYS_AT_ONCE - 1);
    if (from > to) return;
    found.incentives = await readOldestIncentives(client, { from, to, now: time });
    if (found.incentives === null) found.passed = to;
  }

  async #sign(found: Found, incentives: Incentives & { readonly configuration: string }): Promise<void> {
    const { client, log } = this.#parts;
    const { configuration } = incentives;
    const before = this.#signed?.rewards;
    if (before?.epoch === incentives.epoch && before.configuration === configuration) return;
    const text = formatRewards(incentives);
    const { epoch, root, total, fees, rewards: earned } = parseRewards(text);
    const rewards = { epoch, root, total, fees, configuration };
    const signature = await signRewards(client, rewards);
    // The chain was reorganised meanwhile.
    if (found !== this.#found) return;
    const file = JSON.stringify({ ...(JSON.parse(text) as object), configuration, signature });
    this.#signed = { rewards, signature, file };
    log.info("rewards signed", { epoch, root, total, accounts: earned.length });
  }
}

function nothing(): Found {
  return { basis: "", passed: 0, incentives: null };
}
