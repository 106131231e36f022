// npm run --silent fund -- --amount WATT [--account N] [--zone N]
// Puts WATT into an account, and makes account, zone and WATT where the wallets at hand may: a start on a test network.
import {
  assignZone,
  depositWithPermit,
  getAccount,
  getWattBalance,
  GridwattError,
  mintWatt,
  Money,
  openAccount,
  type Client,
} from "@gridwatt/sdk";

import { printJson, runCommand, whole, type Market } from "./command.ts";
import { walletThatMay } from "./wallets.ts";

await runCommand({
  name: "fund",
  usage: "--amount WATT [--account N] [--zone N]",
  about: `Deposits WATT of the wallet into an account; without --account into a new one. What the wallet lacks is minted,
and --zone is assigned, by those wallets of the network that have the role: a start on a test network.`,
  options: { amount: { type: "string" }, account: { type: "string" }, zone: { type: "string" } },
  prepare: (given) => {
    const amount = given.read("amount", (text) => Money.parse(text));
    const zone = given.readOptional("zone", whole);
    const named = given.readOptional("account", whole);
    return async (market) => {
      const registrar = zone === undefined ? null : await registrarOf(market, zone);
      await mintMissing(market, amount);
      const account = named ?? (await openAccount(market.client, {})).account;
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

/** The market as the zone's registrar. Throws where its wallet is not at hand, before anything is sent. */
async function registrarOf({ client, wallets, as }: Market, zone: number): Promise<Client> {
  const registrar = String(await client.contracts.area.getFunction("registrarOf").staticCall(zone));
  const wallet = wallets.find(({ address }) => address === registrar);
  if (wallet !== undefined) return as(wallet);
  const message = `Zone ${zone} is assigned by ${registrar}, which is none of the wallets at hand.`;
  throw new GridwattError("NoRegistrar", { message });
}

async function mintMissing(market: Market, amount: Money): Promise<void> {
  const { client, wallet, as } = market;
  const balance = await getWattBalance(client, { holder: wallet.address });
  if (balance.compare(amount) >= 0) return;
  const ramp = await walletThatMay(market, { contract: "watt", name: "mint" });
  if (ramp !== undefined) return void (await mintWatt(as(ramp), { to: wallet.address, amount: amount.minus(balance) }));
  const message = `The wallet has ${balance.toString()} WATT, and none of the wallets at hand may create more.`;
  throw new GridwattError("NoRamp", { message });
}
