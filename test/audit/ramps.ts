import {
  approveWatt,
  assignZone,
  attestIdentity,
  attestReserve,
  confirmRedemptions,
  deposit,
  getReserve,
  giveBackRedemption,
  markRedemptions,
  markSetAside,
  mintWatt,
  Money,
  openAccount,
  payToOf,
  requestRedemption,
  setFrozenTokens,
  signIdentity,
  signReserve,
  type Client,
  type ContractName,
} from "@gridwatt/sdk";
import { id, parseEther, type Signer } from "ethers";

import type { RoleName } from "../../deploy/roles.ts";
import { addressOf, OPERATOR, OWNER } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { bytesOf } from "../helpers/compliance.ts";
import { domainOf, signTypedData } from "../helpers/typed-data.ts";
import { recoverKeys } from "./recovery.ts";

/** Account of the buyer, whom the story leaves in debt. */
export const BUYER = 2;
/** Zone of the seller. */
const ZONE = 1;
const DAY = 86_400;
/** What the reserve may grow by, and what an operator may make, at once and in each day. */
const LIMIT = [parseEther("1000"), DAY];
const CANCELLED = id("a payment that was signed and cancelled");
export const SANDBOX = bytesOf("SANDBOX", 8);

/** Who uses the ramps, and how well they are known: a day's limit is 50 WATT in tier 1 and 500 in tier 2. */
export const PEOPLE = { visitor: "rita", participant: "max", revoked: "rolf" } as const;

/** A market's ramps and its compliance, used by the roles that may. */
export class Ramps {
  readonly #market: EmbeddedMarket;

  constructor(market: EmbeddedMarket) {
    this.#market = market;
  }

  /** Somebody asks a contract for what no action of the SDK covers. */
  async call(of: Client, { contract, name, args }: { contract: ContractName; name: string; args: readonly unknown[] }) {
    await this.#market.at(async () => (await of.contracts[contract].getFunction(name).send(...args, OVERRIDES)).wait());
  }

  async rule(role: RoleName, call: { contract: ContractName; name: string; args: readonly unknown[] }): Promise<void> {
    await this.call(await this.#market.as(role), call);
  }

  /** Has a person checked. @param wallet name of the key; default: the person's */
  async know(person: string, { tier, wallet = person }: { tier: number; wallet?: string }): Promise<Client> {
    const [provider, client] = [await this.#market.provider(), await this.#market.asNamed(wallet)];
    const issuedAt = new Date(this.#market.now * 1000);
    const identity = await signIdentity(provider, {
      ...{ wallet: await addressOf(client), subject: id(person), jurisdiction: "SANDBOX", country: "DE", tier },
      ...{ issuedAt, validUntil: new Date(issuedAt.getTime() + 300 * DAY * 1000) },
    });
    await this.#market.at(() => attestIdentity(provider, { identity, overrides: OVERRIDES }));
    return client;
  }

  /** All attestors see so much in the bank. */
  async attest(amount: Money): Promise<void> {
    const { configuration } = await getReserve(this.#market.client);
    const asOf = new Date((this.#market.now - 1) * 1000);
    const statement = { amount, asOf, document: id(`statement of ${asOf.toISOString()}`), configuration };
    const signing = (await this.#market.attestors()).map((attestor) => signReserve(attestor, statement));
    const [keeper, signatures] = [await this.#market.asNamed("keeper"), await Promise.all(signing)];
    await this.#market.at(() => attestReserve(keeper, { statement, signatures, overrides: OVERRIDES }));
  }

  /** Makes WATT for somebody who has paid. */
  async mint(of: Client, watt: string): Promise<void> {
    const [ramp, to] = [await this.#market.as("RAMP"), await addressOf(of)];
    const reference = id(`${watt} of ${to} at ${this.#market.now}`);
    const amount = Money.parse(watt);
    await this.#market.at(() => mintWatt(ramp, { to, amount, reference, overrides: OVERRIDES }));
  }

  async deposit(of: Client, account: number, watt: string): Promise<void> {
    const amount = Money.parse(watt);
    await this.#market.at(() => approveWatt(of, { amount, overrides: OVERRIDES }));
    await this.#market.at(() => deposit(of, { account, amount, overrides: OVERRIDES }));
  }

  async request(of: Client, watt: string): Promise<bigint> {
    const [amount, spender] = [Money.parse(watt), "redemptions"] as const;
    const { payTo } = payToOf("DE02120300000000202051", id(watt));
    await this.#market.at(() => approveWatt(of, { amount, spender, overrides: OVERRIDES }));
    return (await this.#market.at(() => requestRedemption(of, { amount, payTo, overrides: OVERRIDES }))).id;
  }

  async mark(count: number): Promise<void> {
    const ramp = await this.#market.as("RAMP");
    await this.#market.at(() => markRedemptions(ramp, { count, overrides: OVERRIDES }));
  }

  async confirm(redemption: bigint): Promise<void> {
    const ramp = await this.#market.as("RAMP");
    const payments = [{ id: redemption, reference: id(`payment for ${redemption}`) }];
    await this.#market.at(() => confirmRedemptions(ramp, { payments, overrides: OVERRIDES }));
  }

  /** @param amount "account" or WATT; zero frees it */
  async freeze(of: Client, amount: Money | "account"): Promise<void> {
    const [freezer, holder] = [await this.#market.as("FREEZER"), await addressOf(of)];
    await this.#market.at(() => setFrozenTokens(freezer, { holder, amount, overrides: OVERRIDES }));
  }

  /** Puts the clock forward {s}. */
  wait(seconds: number): void {
    this.#market.advanceTo(this.#market.now + seconds);
  }
}

/**
 * Keys are lost, then money comes in and goes out: persons with limits are paid and deposit, redemptions are paid, given back, set aside and
 * wait, the reserve falls short, an identity is revoked, and rules change.
 */
export async function useRamps(market: EmbeddedMarket): Promise<void> {
  const ramps = new Ramps(market);
  await recoverKeys(market, ramps);
  await ramps.rule("RESERVE_MANAGER", { contract: "reserve", name: "setGrowthLimit", args: LIMIT });
  const { max, rita } = await payIn(market, ramps);
  ramps.wait(600);
  await redeem(market, { ramps, max, rita });
  await ramps.call(max, {
    contract: "watt",
    name: "transfer",
    args: [market.client.deployment.contracts.redemptions, 3n],
  });
  await cancelPayment(market, ramps);
  await changeRules(market, ramps);
}

async function payIn(market: EmbeddedMarket, ramps: Ramps): Promise<{ max: Client; rita: Client }> {
  const [max, rita] = [
    await ramps.know(PEOPLE.participant, { tier: 2 }),
    await ramps.know(PEOPLE.visitor, { tier: 1 }),
  ];
  const { backing } = await getReserve(market.client);
  await ramps.attest(backing.plus(Money.parse("500")));
  await ramps.mint(max, "300");
  // All that was made before has refilled by the limit that ends here.
  await ramps.rule("RESERVE_MANAGER", { contract: "onRamp", name: "setMintLimit", args: LIMIT });
  await ramps.mint(rita, "20");
  ramps.wait(60);
  await ramps.mint(rita, "15");
  const { account } = await market.at(() => openAccount(rita, { overrides: OVERRIDES }));
  const registrar = await market.asNamed(OPERATOR("dso"));
  await market.at(() => assignZone(registrar, { account, zone: ZONE, overrides: OVERRIDES }));
  await ramps.deposit(rita, account, "12");
  await ramps.deposit(rita, account, "1");
  // What pays a debt does not count towards the day.
  const bo = await ramps.know(OWNER("bo"), { tier: 2 });
  await ramps.mint(bo, "5");
  await ramps.deposit(bo, BUYER, "1");
  return { max, rita };
}

async function redeem(
  market: EmbeddedMarket,
  { ramps, max, rita }: { ramps: Ramps; max: Client; rita: Client },
): Promise<void> {
  const ramp = await market.as("RAMP");
  const [paid, given] = [await ramps.request(max, "40"), await ramps.request(max, "10")];
  const aside = await ramps.request(rita, "4");
  await ramps.freeze(rita, "account");
  await ramps.mark(3);
  await ramps.confirm(paid);
  await market.at(() => giveBackRedemption(ramp, { id: given, overrides: OVERRIDES }));
  await ramps.freeze(rita, Money.parse("2"));
  await market.at(() => markSetAside(ramp, { id: aside, overrides: OVERRIDES }));
  ramps.wait(60);
  // Money is missing: those who are marked from now on get a share, and the last waits.
  const { backing } = await getReserve(market.client);
  await ramps.attest(backing.minus(Money.parse("700")));
  const [short] = [await ramps.request(max, "20"), await ramps.request(max, "30"), await ramps.request(max, "5")];
  await ramps.mark(2);
  ramps.wait(60);
  await ramps.confirm(short);
}

async function cancelPayment(market: EmbeddedMarket, ramps: Ramps): Promise<void> {
  const ramp = await market.as("RAMP");
  const [signer, authorizer] = [ramp.runner as Signer, await addressOf(ramp)];
  const domain = await domainOf(ramp.contracts.watt as never);
  const message = { authorizer, nonce: CANCELLED };
  const signature = await signTypedData(signer, { domain, type: "CancelAuthorization", message });
  const args = [authorizer, CANCELLED, signature];
  await ramps.call(ramp, { contract: "watt", name: "cancelAuthorization(address,bytes32,bytes)", args });
}

async function changeRules(market: EmbeddedMarket, ramps: Ramps): Promise<void> {
  const revoked = await ramps.know(PEOPLE.revoked, { tier: 1 });
  ramps.wait(30);
  const provider = await market.provider();
  await ramps.call(provider, { contract: "identities", name: "revoke", args: [await addressOf(revoked)] });
  for (const licensed of [true, false]) {
    const args = [SANDBOX, await addressOf(revoked), licensed];
    await ramps.rule("COMPLIANCE", { contract: "identities", name: "setProvider", args });
  }
  const countries = [SANDBOX, [bytesOf("GB", 2)], false];
  await ramps.rule("COMPLIANCE", { contract: "compliance", name: "setCountries", args: countries });
  const attestors = await Promise.all((await market.attestors()).map(addressOf));
  const fewer = attestors.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)).slice(1);
  await ramps.rule("RESERVE_MANAGER", { contract: "attestorSet", name: "setOperators", args: [fewer] });
  await ramps.rule("GUARDIAN", { contract: "watt", name: "pauseMint", args: [] });
}
