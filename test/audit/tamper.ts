import assert from "node:assert/strict";

import { audit, formatReport } from "@gridwatt/audit";
import { getEvents, type Client, type ContractName, type MarketEventName, type MarketEventOf } from "@gridwatt/sdk";
import { id, keccak256, toBeHex } from "ethers";

import { mappingAt } from "../helpers/storage.ts";
import { playedMarket } from "./played.ts";

/** Where something is changed, by how much, and which checks have to see it. */
export interface Tampering {
  readonly what: string;
  readonly contract: ContractName;
  readonly place: () => Promise<bigint> | bigint;
  /** Added to the word. */
  readonly by: bigint;
  readonly red: readonly string[];
}

/** What lies above the lower half of a word, a time, an address and an amount in it. */
export const ABOVE = { half: 1n << 128n, time: 1n << 48n, address: 1n << 160n, amount: 1n << 208n } as const;

/** Value of keys in mappings of mappings. */
export const at = (place: bigint, ...keys: readonly bigint[]) =>
  keys.reduce((outer, key) => mappingAt(key, outer), place);
/** Item of a list. */
export const itemAt = (place: bigint, index: bigint) => BigInt(keccak256(toBeHex(place, 32))) + index;

/** Where things lie in the market that was played. */
export function ask(clientOf: () => Client) {
  const all = <Name extends MarketEventName>(name: Name) => getEvents(clientOf(), { names: [name] });
  const first = async <Name extends MarketEventName>(name: Name): Promise<MarketEventOf<Name>> =>
    (await all(name))[0] ?? assert.fail(`no event ${name}`);
  const last = async <Name extends MarketEventName>(name: Name): Promise<MarketEventOf<Name>> =>
    (await all(name)).at(-1) ?? assert.fail(`no event ${name}`);
  const walletOf = async (person: string) => {
    const attested = await all("IdentityAttested");
    return BigInt(attested.find(({ subject }) => subject === id(person))?.wallet ?? assert.fail(`nobody is ${person}`));
  };
  const attestors = async () =>
    (await all("OperatorsSet")).findLast(({ contract }) => contract === "attestorSet")?.operators ?? [];
  const addressOf = (contract: ContractName) => BigInt(clientOf().deployment.contracts[contract]);
  return { first, last, walletOf, attestors, addressOf };
}

export type Asked = ReturnType<typeof ask>;

/** Plays the story, then audits it once for each change of storage, which the next does not see. */
export function seeEach(cases: (clientOf: () => Client) => readonly Tampering[]): void {
  const clientOf = playedMarket();
  for (const { what, contract, place, by, red } of cases(clientOf)) {
    it(`sees ${what} changed, and nothing else`, async () => {
      const client = clientOf();
      const address = client.deployment.contracts[contract];
      const restore = await change(client, { address, place: await place(), by });
      try {
        await assertRed(client, red);
      } finally {
        await restore();
      }
    });
  }
}

/** Certain checks, and no others, find differences and tell them. */
async function assertRed(client: Client, red: readonly string[]): Promise<void> {
  const report = await audit(client, {});
  const found = report.checks.filter(({ differences }) => differences.length > 0);
  assert.deepEqual(
    found.map(({ id }) => id),
    red,
  );
  assert.equal(report.isGreen, false);
  const text = formatReport(report);
  for (const { id, differences } of found) {
    assert(text.includes(`✗ ${id} `));
    for (const { what: of, expected, found: is } of differences) {
      assert(text.includes(`    ${of}: ${is}, and not ${expected}\n`));
    }
  }
}

/** Adds to a word of a contract's storage. Returns what takes it off again. */
async function change(
  { runner }: Client,
  { address, place, by }: { readonly address: string; readonly place: bigint; readonly by: bigint },
): Promise<() => Promise<unknown>> {
  const provider = runner.provider as unknown as { send(method: string, params: unknown[]): Promise<unknown> };
  const at = toBeHex(place);
  const before = BigInt(String(await provider.send("eth_getStorageAt", [address, at, "latest"])));
  const set = (word: bigint) => provider.send("hardhat_setStorageAt", [address, at, toBeHex(word, 32)]);
  await set(before + by);
  return () => set(before);
}
