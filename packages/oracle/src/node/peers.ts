import { createHmac, timingSafeEqual } from "node:crypto";

import type { SignedReading, Slot } from "@gridwatt/sdk";
import { fetchJson, FetchError, HttpError, postJson, type Gauge, type Logger } from "@gridwatt/service";

import { proposalOfJson, readingsOfJson, readingToJson, READINGS_LIMIT, type Proposal } from "./wire.ts";

/**
 * How nodes know each other: readings show when a household is at home, so they are given to operators only, who share
 * the secret of the salts already.
 */
export function peerAuthorization(secret: string): string {
  return `Bearer ${createHmac("sha256", Buffer.from(secret.slice(2), "hex"))
    .update("gridwatt oracle peers")
    .digest("hex")}`;
}

export function isPeer(authorization: string | undefined, secret: string): boolean {
  const [given, expected] = [Buffer.from(authorization ?? ""), Buffer.from(peerAuthorization(secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Another node, of which nothing is believed that is not signed. */
export class Peer {
  readonly url: string;
  readonly #authorization: string;
  readonly #log: Logger;
  readonly #up: Gauge<"peer">;
  #wasUp = true;

  /** @param of.up is set to 1 while the peer answers, to 0 while it does not */
  constructor(of: { readonly url: string; readonly secret: string; readonly log: Logger; readonly up: Gauge<"peer"> }) {
    this.url = of.url;
    this.#authorization = peerAuthorization(of.secret);
    this.#log = of.log;
    this.#up = of.up;
  }

  /** What it says of a slot: null where it says nothing yet, undefined where it cannot be reached. */
  async proposal(slot: Slot): Promise<Proposal | null | undefined> {
    return this.#ask(async () => {
      const proposal = await proposalAt(`${this.url}/slots/${slot.number}`);
      return proposal?.slot.equals(slot) === true ? proposal : null;
    });
  }

  /** The readings that it knows of the begin of a slot. */
  async readings(slot: Slot): Promise<SignedReading[]> {
    const url = `${this.url}/readings?slot=${slot.number}`;
    return (await this.#ask(async () => readingsOfJson(await fetchJson(url, this.#authorization)))) ?? [];
  }

  /** Gives it readings, that it checks as anybody's. */
  async give(readings: readonly SignedReading[]): Promise<void> {
    for (let at = 0; at < readings.length; at += READINGS_LIMIT) {
      const body = { readings: readings.slice(at, at + READINGS_LIMIT).map(readingToJson) };
      await this.#ask(() => postJson(`${this.url}/readings`, body));
    }
  }

  async #ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      this.#tell(true);
      return answer;
    } catch (error) {
      if (!(error instanceof FetchError || error instanceof HttpError)) throw error;
      // An answer with a status is one: the peer is there, and knows nothing.
      this.#tell(error instanceof FetchError && error.status !== 0, error);
      return undefined;
    }
  }

  #tell(isUp: boolean, error?: Error): void {
    this.#up.set({ peer: this.url }, isUp ? 1 : 0);
    if (isUp !== this.#wasUp)
      this.#log.warn(isUp ? "a peer is back" : "a peer gives no answer", { peer: this.url, error });
    this.#wasUp = isUp;
  }
}

async function proposalAt(url: string): Promise<Proposal | null> {
  try {
    return proposalOfJson(await fetchJson(url));
  } catch (error) {
    if (error instanceof FetchError && error.status === 404) return null;
    throw error;
  }
}
