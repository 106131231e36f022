// npm run --silent fund -- --amount WATT [--account N] [--zone N]
// Puts WATT into an account, and makes account, zone and WATT where the wallets at hand may: a start on a test network.
import {
  assignZone,
  depositWithPermit,
  getAccount,
  getReserve,
  getWattBalance,
  GridwattError,
  mintWatt,
  Money,
  openAccount,
  PARTY,
  refreshClearance,
  type Client,
} from "@gridwatt/sdk";

import { printJson, requireZone, runCommand, whole, type Market } from "./command.ts";
import { checkIdentity, isPilotProvider } from "../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../onboarding/reserve.ts";
import { UsageError } from "./connection.ts";
import { walletThatMay } from "./wallets.ts";

/** {unit} The most that the pool counts. */
const POOL_MAX = (1n << 64n) - 1n;

await runCommand({
  name: "fund",
  usage: "--amount WATT [--account N] [--zone N]",
  about: `Deposits WATT of the wallet into an account; without --account into a new one, in --zone. What the wallet lacks is
minted, and --zone is assigned, by those wallets of the network that have the role: a start on a test network.`,
  options: { amount: { type: "string" }, account: { type: "string" }, zone: { type: "string" } },
  prepare: (given) => {
    const amount = given.read("amount", (text) => Money.parse(text));
    if (amount.compare(Money.ZERO) <= 0) throw new UsageError("--amount is above zero.");
    const zone = given.readOptional("zone", whole);
    const named = given.readOptional("account", whole);
    if (named === undefined && zone === undefined) throw new UsageError("--zone is missing: a new account needs one.");
    return async (market) => {
      await requireRoom(market, amount);
      if (zone !== undefined) await requireZone(market.client, zone);
      if (named !== undefined) await requireAccount(market, { account: named, zone, amount });
      const registrar = zone === undefined ? null : await registrarOf(market, { account: named, zone });
      await checkIn(market);
      await mintMissing(market, amount);
      const account = named ?? (await openAccount(market.client, {})).account;
      if (zone === undefined) await refreshClearance(market.client, { accounts: [account] });
      if (zone !== undefined && registrar !== null) await assignZone(registrar, { account, zone });
      const latest = new Date((market.now + 3600) * 1000);
      const deadline = latest.getTime() > Date.now() ? latest : new Date(Date.now() + 3_600_000);
      await depositWithPermit(market.client, { account, amount, deadline });
      const funded = await getAccount(market.client, { account });
      if (given.flag("json")) return printJson(funded);
      console.log(`account ${account} of ${funded?.owner}: zone ${funded?.zone}, ${funded?.free} WATT free`);
    };
  },
});

/** Throws where the pool cannot take the money in. */
async function requireRoom({ client }: Market, amount: Money): Promise<void> {
  const pool = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  if (pool.plus(amount).units <= POOL_MAX) return;
  throw new GridwattError("PoolFull", { message: "The market's pool cannot count so much money." });
}

/** Throws where there is no such account, it has no zone and gets none, or its owner may not have deposits. */
async function requireAccount(
  { client, wallet }: Market,
  { account, zone, amount }: { account: number; zone: number | undefined; amount: Money },
): Promise<void> {
  const known = await getAccount(client, { account });
  if (known === null) throw new GridwattError("AccountNotFound", { message: `There is no account ${account}.` });
  const home = zone ?? known.zone;
  if (home === null) {
    throw new GridwattError("UnknownAccount", { message: `Account ${account} has no zone: give it one with --zone.` });
  }
  // The wallet's own holder is checked on the way, the balancing party needs no check, and a debt may be paid for anyone.
  if (account === PARTY || known.owner === wallet.address || amount.compare(known.debt) <= 0) return;
  const { compliance } = client.contracts;
  const of = [client.deployment.contracts.exchange, known.owner, home] as const;
  const [tier] = (await compliance.getFunction("clearanceOf").staticCall(...of)) as [bigint, bigint];
  if (tier !== 0n) return;
  const message = `The owner of account ${account} has not been checked, or not for zone ${home}.`;
  throw new GridwattError("NotAdmitted", { message });
}

/** The market as the zone's registrar. Throws where its wallet is not at hand, or may not assign the account. */
async function registrarOf(
  { client, wallets, as }: Market,
  { account, zone }: { account: number | undefined; zone: number },
): Promise<Client> {
  const registrar = String(await client.contracts.area.getFunction("registrarOf").staticCall(zone));
  const wallet = wallets.find(({ address }) => address === registrar);
  if (wallet === undefined) {
    const message = `Zone ${zone} is assigned by ${registrar}, which is none of the wallets at hand.`;
    throw new GridwattError("NoRegistrar", { message });
  }
  const asRegistrar = as(wallet);
  if (account !== undefined) {
    const { contracts, deployment } = asRegistrar;
    await contracts.registry.getFunction("assignZone").staticCall(account, deployment.contracts.exchange, zone);
  }
  return asRegistrar;
}

/** Has the wallet's holder checked, by those wallets of the network that check identities. */
async function checkIn({ client, wallets, wallet, as, now }: Market): Promise<void> {
  const identities = client.contracts.identities;
  if ((await identities.getFunction("isValid").staticCall(wallet.address)) === true) return;
  const may = await Promise.all(wallets.map(({ address }) => isPilotProvider(client, address)));
  const provider = wallets.find((_, at) => may[at]);
  const message = `The holder of ${wallet.address} has not been checked, and none of the wallets at hand may do so.`;
  if (provider === undefined) throw new GridwattError("NoProvider", { message });
  const person = wallet.address;
  await checkIdentity(as(wallet), {
    provider: as(provider),
    wallet: wallet.address,
    person,
    now: new Date(now * 1000),
  });
}

async function mintMissing(market: Market, amount: Money): Promise<void> {
  const { client, wallet, as } = market;
  const balance = await getWattBalance(client, { holder: wallet.address });
  if (balance.compare(amount) >= 0) return;
  const ramp = await walletThatMay(market, { contract: "onRamp", name: "mint" });
  const message = `The wallet has ${balance.toString()} WATT, and none of the wallets at hand may create more.`;
  if (ramp === undefined) throw new GridwattError("NoRamp", { message });
  const missing = amount.minus(balance);
  await attestMissing(market, missing);
  const reference = paymentReference(wallet.address, market.now, Date.now());
  await mintWatt(as(ramp), { to: wallet.address, amount: missing, reference });
}

/** Attests a reserve that is large enough, by those wallets of the network that attest. */
async function attestMissing({ client, wallets, wallet, as, now }: Market, amount: Money): Promise<void> {
  const { backing, supply, fresh } = await getReserve(client);
  const lacking = supply.plus(amount).minus(backing);
  if (fresh && lacking.compare(Money.ZERO) <= 0) return;
  const set = client.contracts.attestorSet.getFunction("operators");
  const names = (await set.staticCall()) as readonly string[];
  const attestors = wallets.filter(({ address }) => names.includes(address)).map(as);
  const received = lacking.compare(Money.ZERO) > 0 ? lacking : Money.ZERO;
  await attestPayments(as(wallet), { attestors, received, asOf: new Date((now - 1) * 1000) });
}
