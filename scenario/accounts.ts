import type { Client, MarketEvent } from "@gridwatt/sdk";
import {
  approveWatt,
  assignZone,
  deposit,
  Energy,
  mintWatt,
  Money,
  openAccount,
  PARTY,
  registerMeter,
} from "@gridwatt/sdk";
import type { Signer } from "ethers";
import { toBeHex, ZeroHash, zeroPadValue } from "ethers";

import { checkIdentity } from "../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../onboarding/reserve.ts";
import type { EmbeddedMarket } from "./embedded.ts";
import { OVERRIDES } from "./overrides.ts";
import type { Scenario, ScenarioAccount } from "./types.ts";

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
/** Addresses of the meters' keys: nobody has them, as the player says what they read. */
const METER_KEYS = 0x0f0000;

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
  const party = { id: pair.party, owner: pair.party, zone: 0, watt: pair.watt, rated: null };
  const registrars = await Promise.all(
    scenario.zones.map(async ({ operator }) => await market.asNamed(OPERATOR(operator))),
  );
  const played: PlayedAccount[] = [];
  const checked = new Set<string>();
  await receive(
    market,
    [...scenario.accounts, pair].reduce((sum, { watt }) => sum + watt, 0n),
  );
  for (const { id, owner: name, zone, watt, rated } of [...scenario.accounts, party]) {
    // The party posts the pairs, so its account is the role holder's.
    const owner = name === pair.party ? await market.as("BALANCING_PARTY") : await market.asNamed(OWNER(name));
    const registrar = registrars[zone];
    if (registrar === undefined) throw new Error(`no zone ${zone}`);
    if (!checked.has(name)) await checkIn(market, { owner, person: name });
    checked.add(name);
    const number = rated === null ? PARTY : await open(market, { owner, registrar, zone, rated });
    for (const event of await fund(market, { owner, number, watt: Money.ofUnits(watt) })) tell(event);
    played.push({ id, number, zone, owner });
  }
  return played;
}

/** An account with its meter; one that is rated for nothing has none, and reads 0. */
async function open(
  market: EmbeddedMarket,
  of: { owner: Client; registrar: Client; zone: number; rated: ScenarioAccount["rated"] },
): Promise<number> {
  const { owner, registrar, zone, rated } = of;
  const address = await addressOf(owner);
  const { account } = await market.at(() => openAccount(owner, { owner: address, overrides: OVERRIDES }));
  await market.at(() => assignZone(registrar, { account, zone, overrides: OVERRIDES }));
  if (rated.import + rated.export === 0n) return account;
  const [ratedImport, ratedExport] = [Energy.ofWh(rated.import), Energy.ofWh(rated.export)];
  const key = { curve: "secp256k1", x: zeroPadValue(toBeHex(METER_KEYS + account), 32), y: ZeroHash } as const;
  await market.at(() => registerMeter(registrar, { account, key, ratedImport, ratedExport, overrides: OVERRIDES }));
  return account;
}

/** Attests that an owner has been checked. */
async function checkIn(market: EmbeddedMarket, { owner, person }: { owner: Client; person: string }): Promise<void> {
  const [provider, wallet] = [await market.provider(), await addressOf(owner)];
  const now = new Date(market.now * 1000);
  await market.at(() => checkIdentity(provider, { provider, wallet, person, now, overrides: OVERRIDES }));
}

/** Attests that everybody's money {unit} has come to the bank. */
async function receive(market: EmbeddedMarket, units: bigint): Promise<void> {
  if (units === 0n) return;
  const [attestors, ramp] = [await market.attestors(), await market.as("RAMP")];
  const asOf = new Date((market.now - 1) * 1000);
  const received = Money.ofUnits(units);
  await market.at(() => attestPayments(ramp, { attestors, received, asOf, overrides: OVERRIDES }));
}

async function fund(
  market: EmbeddedMarket,
  of: { owner: Client; number: number; watt: Money },
): Promise<readonly MarketEvent[]> {
  if (of.watt.isZero()) return [];
  const ramp = await market.as("RAMP");
  const to = await addressOf(of.owner);
  await market.at(() =>
    mintWatt(ramp, { to, amount: of.watt, reference: paymentReference(of.number), overrides: OVERRIDES }),
  );
  await market.at(() => approveWatt(of.owner, { amount: of.watt, overrides: OVERRIDES }));
  const order = { account: of.number, amount: of.watt, overrides: OVERRIDES };
  return (await market.at(() => deposit(of.owner, order))).events;
}

export async function addressOf({ runner }: Client): Promise<string> {
  return (runner as Signer).getAddress();
}
