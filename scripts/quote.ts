// npm run --silent quote -- --zone N|--account N --slot SLOT --side buy|sell --energy KWH --limit PRICE ...
// Tells what an order would do now, without placing it.
import { quote } from "@gridwatt/sdk";

import { printJson, runCommand, whole } from "./command.ts";
import { UsageError } from "./connection.ts";
import { ORDER_OPTIONS, ORDER_USAGE, orderOf } from "./order-options.ts";

await runCommand({
  name: "quote",
  usage: `--zone N|--account N ${ORDER_USAGE}`,
  about: "Tells what an order would do now. Its limit is the worst price looked at.",
  options: ORDER_OPTIONS,
  prepare: (given) => {
    const account = given.readOptional("account", whole);
    const wanted = orderOf(given);
    const zone = given.optional("zone");
    if (account === undefined && zone === undefined) throw new UsageError("--zone or --account is missing.");
    if (account !== undefined && zone !== undefined) {
      throw new UsageError("Name --zone or --account, not both: an account has its own zone.");
    }
    return async ({ client, now }) => {
      const order = wanted(now);
      const result = await quote(client, { ...order, ...(account === undefined ? {} : { account }) });
      if (given.flag("json")) return printJson(result);
      const { filled, total, limit, cost, marketFee, gridFees } = result;
      console.log(`would fill ${filled} kWh of ${order.energy}`);
      if (limit === null) return;
      console.log(`${order.side === "buy" ? "pays" : "gets"} ${total} WATT with all fees, ${limit} per kWh at worst`);
      console.log(`takes ${cost} WATT from free funds until it is settled`);
      console.log(`fees: market ${marketFee}, zones ${gridFees.map((fee, zone) => `${zone}: ${fee}`).join(", ")}`);
    };
  },
});
