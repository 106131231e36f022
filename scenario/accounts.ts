import type { Client, MarketEvent } from "@gridwatt/sdk";
import { approveWatt, assignZone, deposit, mintWatt, Money, openAccount } from "@gridwatt/sdk";
import type { Signer } from "ethers";

import type { EmbeddedMarket } from "./embedded.ts";
import { OVERRIDES } from "./overrides.ts";
import type { Scenario } from "./types.ts";

/** An account of the scenario on the chain. */
export interface PlayedAccount {
  readonly id: string;
  readonly number: number;
  readonly zone: number;
  /** The market as its owner calls it. */
  readonly owner: Client;
}

/** Names that owners, operators and the market's payee have among the addresses of the embedded market. */
export const OWNER = (id: string): string => `owner ${id}`;
export const OPERATOR = (id: string): string => `operator ${id}`;
export const MARKET = "market";

/**
 * Opens a scenario's accounts, the balancing party's last, in their zones, and funds them by the on-ramp.
 * @param tell takes what the market tells of it
 */
export async function openAccounts(
  market: EmbeddedMarket,
  scenario: Scenario,
  tell: (event: MarketEvent) => void,
): Promise<PlayedAccount[]> {
  const { pair } = scenario;
  const party = { id: pair.party, owner: pair.party, zone: 0, watt: pair.watt };
  const registrars = await Promise.all(
    scenario.zones.map(async ({ operator }) => await market.asNamed(OPERATOR(operator))),
  );
  const played: PlayedAccount[] = [];
  for (const { id, owner: name, zone, watt } of [...scenario.accounts, party]) {
    // The party posts the pairs, so its account is the role holder's.
    const owner = name === pair.party ? await market.as("BALANCING_PARTY") : await market.asNamed(OWNER(name));
    const registrar = registrars[zone];
    if (registrar === undefined) throw new Error(`no zone ${zone}`);
    const address = await addressOf(owner);
    const { account: number } = await market.at(() => openAccount(owner, { owner: address, overrides: OVERRIDES }));
    await market.at(() => assignZone(registrar, { account: number, zone, overrides: OVERRIDES }));
    for (const event of await fund(market, { owner, number, watt: Money.ofUnits(watt) })) tell(event);
    played.push({ id, number, zone, owner });
  }
  return played;
}

async function fund(
  market: EmbeddedMarket,
  of: { owner: Client; number: number; watt: Money },
): Promise<readonly MarketEvent[]> {
  if (of.watt.isZero()) return [];
  const ramp = await market.as("RAMP");
  const to = await addressOf(of.owner);
  await market.at(() => mintWatt(ramp, { to, amount: of.watt, overrides: OVERRIDES }));
  await market.at(() => approveWatt(of.owner, { amount: of.watt, overrides: OVERRIDES }));
  const order = { account: of.number, amount: of.watt, overrides: OVERRIDES };
  return (await market.at(() => deposit(of.owner, order))).events;
}

export async function addressOf({ runner }: Client): Promise<string> {
  return (runner as Signer).getAddress();
}
