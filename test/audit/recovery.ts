import {
  cancelRecovery,
  getReserve,
  Money,
  openAccount,
  proposeRecovery,
  recoverKey,
  refuseRecovery,
} from "@gridwatt/sdk";

import { addressOf } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import type { Ramps } from "./ramps.ts";

/** {s} How long a proposal waits. */
const DELAY = 7 * 86_400;
/** Name of the key that a person lost, and of the next; whoever is found again needs none. */
export const KEYS = { lost: "lara", next: "lara's next", found: "finn" } as const;

/**
 * One person's account and WATT move to the next key; another's recovery is called off. One wallet refuses recovery, and one
 * allows it again.
 */
export async function recoverKeys(market: EmbeddedMarket, ramps: Ramps): Promise<void> {
  const provider = await market.provider();
  const lost = await ramps.know(KEYS.lost, { tier: 1 });
  const next = await ramps.know(KEYS.lost, { tier: 1, wallet: KEYS.next });
  const found = await ramps.know(KEYS.found, { tier: 1 });
  const other = await ramps.know(KEYS.found, { tier: 1, wallet: `${KEYS.found}'s next` });
  const [from, to] = [await addressOf(lost), await addressOf(next)];
  const { backing } = await getReserve(market.client);
  await ramps.attest(backing.plus(Money.parse("1")));
  await ramps.mint(lost, "1");
  const { account } = await market.at(() => openAccount(lost, { overrides: OVERRIDES }));
  await market.at(() => proposeRecovery(provider, { from, to, overrides: OVERRIDES }));
  const second = { from: await addressOf(found), to: await addressOf(other) };
  await market.at(() => proposeRecovery(provider, { ...second, overrides: OVERRIDES }));
  await market.at(() => cancelRecovery(found, { from: second.from, overrides: OVERRIDES }));
  for (const refused of [true, false]) await market.at(() => refuseRecovery(other, { refused, overrides: OVERRIDES }));
  await market.at(() => refuseRecovery(found, { refused: true, overrides: OVERRIDES }));
  ramps.wait(DELAY);
  const keeper = await market.asNamed("keeper");
  await market.at(() => recoverKey(keeper, { from, accounts: [account], overrides: OVERRIDES }));
}
