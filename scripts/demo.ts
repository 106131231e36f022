// npm start [-- --json]
// Ten steps of a day on the market, on the embedded EVM. Exit 0 only where the final balances add up to the last
// unit, and an audit finds nothing.
import { parseArgs } from "node:util";

import { audit } from "@gridwatt/audit";

import { DemoChain } from "../demo/chain.ts";
import { Demo } from "../demo/demo.ts";
import { differencesFound, differencesOf } from "../demo/differences.ts";
import { gasStepOf } from "../demo/gas.ts";
import * as print from "../demo/print.ts";
import type { Story } from "../demo/story.ts";
import "./output.ts";

const json = wantsJson();
const say = (text: string): void => {
  if (!json) console.log(text);
};

say("Gridwatt: two sellers, one buyer, one quarter of an hour. Amounts in WATT, energy in kWh.");
const chain = await DemoChain.start();
const story = await tell(chain);
await chain.close();
if (json) console.log(JSON.stringify(story, (_, value: unknown) => plain(value), 2));
if (story.differences.length > 0) process.exitCode = 1;

async function tell(chain: DemoChain): Promise<Story> {
  const demo = new Demo(chain, await chain.nextNoon());

  say(print.heading(1, "Set up: zones, prosumers, a slot to trade"));
  const market = await demo.setUp();
  say(print.marketText(market));

  say(print.heading(2, "Record generation and consumption"));
  const energy = await demo.recordEnergy();
  say(print.energyText(energy));

  say(print.heading(3, "Fund accounts by bank and on-ramp"));
  const funds = await demo.fund();
  say(print.fundsText(funds));

  say(print.heading(4, "Place orders"));
  const offers = await demo.offer();
  const demand = await demo.buy();
  say(print.quoteText(demand, market));
  say("");
  say(print.ordersText([...offers, demand.order]));

  say(print.heading(5, "Match: best price with all fees first"));
  const trades = await demo.trades();
  say(print.tradesText(trades));

  say(print.heading(6, "Settle on chain after delivery"));
  const settlement = await demo.settle();
  say(print.settlementText(settlement));

  say(print.heading(7, "Final balances"));
  const balances = await demo.balances();
  say(print.balancesText(balances));

  say(print.heading(8, "Fees paid out, WATT redeemed"));
  const fees = await demo.payFees(trades);
  const redemptions = await demo.redeem();
  const totals = await demo.totals({ fees, trades, funds, redemptions });
  say(print.feesText(fees));
  say("");
  say(print.redemptionsText(redemptions));

  say(print.heading(9, "GRID staked, oracle operators nominated and elected"));
  const election = await demo.elect();
  say(print.electionText(election));

  say(print.heading(10, "What it all cost"));
  const gas = gasStepOf(chain.gas, chain.deploymentGas, totals.traded);
  say(print.gasText(gas));

  const step8 = { fees, redemptions, totals };
  const told = { market, energy, funds, offers, demand, trades, settlement, balances, ...step8, election };
  const differences = [...differencesOf(told), ...differencesFound(await audit(chain.client, {}))];
  say(print.endText(totals, differences));
  return { ...told, gas, differences };
}

function wantsJson(): boolean {
  try {
    return parseArgs({ options: { json: { type: "boolean", default: false } } }).values.json;
  } catch (error) {
    console.error(`usage: npm start [-- --json]: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

/** JSON has no bigints. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
