import {
  isQuorum,
  operatorBy,
  proposalOfJson,
  rewardsOfJson,
  signerOf,
  treeOfJson,
  type Proposal,
} from "@gridwatt/oracle";
import {
  getOperators,
  GridwattError,
  rewardsSigner,
  type Client,
  type MakerRewards,
  type ReadingTree,
  type Slot,
  type SlotRoot,
} from "@gridwatt/sdk";
import { fetchJson, FetchError, HttpError, type Logger, type Metrics } from "@gridwatt/service";

/** A root with the signatures of a quorum. */
export interface Attestation {
  readonly root: SlotRoot;
  readonly signatures: readonly string[];
}

/** What makers of a day earned, with the signatures of a quorum. */
export interface AttestedRewards {
  readonly rewards: MakerRewards;
  readonly signatures: readonly string[];
}

/** The oracle's nodes, any of which may be down or lie: what they say is held against the chain. */
export class Oracles {
  readonly #urls: readonly string[];
  readonly #client: Client;
  readonly #log: Logger;
  readonly #wrong;

  constructor(of: {
    readonly urls: readonly string[];
    readonly client: Client;
    readonly log: Logger;
    readonly metrics: Metrics;
  }) {
    this.#urls = of.urls;
    this.#client = of.client;
    this.#log = of.log;
    this.#wrong = of.metrics.counter("wrong_leaves_total", "Leaves that do not make the root on chain.", ["oracle"]);
  }

  /** The tree of a root on chain, from the first node that has it; undefined while none has. */
  async tree(slot: Slot, root: string): Promise<ReadingTree | undefined> {
    for (const url of this.#urls) {
      const tree = await this.#ask(async () =>
        treeOfJson(await fetchJson(`${url}/slots/${slot.number}/leaves?root=${root}`)),
      );
      if (tree?.root === root) return tree;
      if (tree === undefined) continue;
      this.#wrong.inc({ oracle: url });
      this.#log.warn("an oracle node gave wrong leaves", { oracle: url, slot });
    }
    return undefined;
  }

  /** The root that a quorum of nodes signed for a slot without one; undefined while there is none. */
  async quorum(slot: Slot): Promise<Attestation | undefined> {
    const asked = this.#urls.map((url) =>
      this.#ask(async () => proposalOfJson(await fetchJson(`${url}/slots/${slot.number}`))),
    );
    const proposals = (await Promise.all(asked)).filter((proposal) => proposal?.signed !== undefined);
    if (proposals.length === 0) return undefined;
    const { operators, configuration } = await getOperators(this.#client);
    for (const root of new Set(proposals.map((proposal) => proposal?.root ?? ""))) {
      const wanted = { slot, root, sequence: 1n, configuration };
      const signatures = this.#signaturesOf(wanted, { proposals, operators });
      if (isQuorum(signatures.size, operators.length)) return { root: wanted, signatures: [...signatures.values()] };
    }
    return undefined;
  }

  /** What a quorum of nodes signed that makers earned on a day after one; undefined while there is none. */
  async rewards({ after }: { readonly after: number }): Promise<AttestedRewards | undefined> {
    const asked = this.#urls.map((url) => this.#ask(async () => rewardsOfJson(await fetchJson(`${url}/rewards`))));
    const answers = (await Promise.all(asked)).filter((answer) => answer !== undefined);
    const said = answers.filter(({ rewards }) => rewards.epoch > after);
    if (said.length === 0) return undefined;
    const { operators, configuration } = await getOperators(this.#client);
    const present = said.filter(({ rewards }) => rewards.configuration === configuration);
    const same = Map.groupBy(present, ({ rewards: { epoch, root, total, fees } }) =>
      [epoch, root, total, fees].join(" "),
    );
    for (const group of same.values()) {
      const signatures = new Map<string, string>();
      for (const { rewards, signature } of group) {
        const signer = operatorBy(operators, () => rewardsSigner(this.#client, rewards, signature));
        if (signer !== undefined) signatures.set(signer, signature);
      }
      const [first] = group;
      if (first === undefined || !isQuorum(signatures.size, operators.length)) continue;
      return { rewards: first.rewards, signatures: [...signatures.values()] };
    }
    return undefined;
  }

  #signaturesOf(
    root: SlotRoot,
    { proposals, operators }: { proposals: readonly (Proposal | undefined)[]; operators: readonly string[] },
  ): Map<string, string> {
    const signatures = new Map<string, string>();
    for (const proposal of proposals) {
      if (proposal?.signed === undefined) continue;
      const signer = signerOf(this.#client, { proposal, root, operators });
      if (signer !== undefined) signatures.set(signer, proposal.signed.signature);
    }
    return signatures;
  }

  async #ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FetchError || error instanceof HttpError || error instanceof GridwattError) return undefined;
      throw error;
    }
  }
}
