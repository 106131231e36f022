import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { connect, decodeEvents, type Client, type Slot } from "@gridwatt/sdk";
import { createLogger, Metrics, Sender, type Head } from "@gridwatt/service";
import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { DefenceParts } from "../../packages/oracle/src/node/defence.ts";
import { ReadingStore } from "../../packages/oracle/src/node/store.ts";
import { playRound } from "./keeper.ts";

/** Readings of a slot that an oracle node keeps, in a folder for this test. */
export async function keptReadings(slot: Slot): Promise<{ store: ReadingStore; forget: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
  const store = await ReadingStore.open(folder, { first: slot, last: slot });
  const forget = async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, forget };
}

/** A duty of a node, which knows what the chain has told by events of some names. */
export async function dutyOf<D extends { apply(event: never): void }>(
  { ethers }: NetworkConnection,
  of: {
    readonly client: Client;
    readonly by: Signer & { address: string };
    readonly store: ReadingStore;
    readonly names: readonly string[];
    readonly make: (parts: DefenceParts) => D;
  },
): Promise<D> {
  const { provider } = ethers;
  const log = createLogger("oracle", () => undefined);
  const sender = new Sender({ provider, address: of.by.address, log, metrics: new Metrics("oracle") });
  const duty = of.make({ client: connect(of.client, of.by), store: of.store, sender, log });
  const told = decodeEvents(of.client, await provider.getLogs({ fromBlock: 0 }));
  for (const event of told) if (of.names.includes(event.name)) duty.apply(event as never);
  return duty;
}

/** Lets nodes do a duty at the same time. @returns what was told by what they sent */
export async function dutyRound(
  connection: NetworkConnection,
  of: { readonly client: Client; readonly duties: readonly ((head: Head, signal: AbortSignal) => Promise<void>)[] },
): Promise<string[]> {
  const block = await connection.ethers.provider.getBlock("latest");
  const { number, hash = null, timestamp: time = 0 } = block ?? assert.fail();
  const { signal } = new AbortController();
  const keepers = of.duties.map((duty) => () => duty({ block: number, hash, time }, signal));
  return playRound(connection, { client: of.client, keepers });
}
