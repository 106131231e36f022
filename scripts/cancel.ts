// npm run --silent cancel -- ID...
// Cancels open orders.
import { cancelOrders, toOrderId } from "@gridwatt/sdk";

import { printJson, readable, runCommand } from "./command.ts";
import { UsageError } from "./connection.ts";

await runCommand({
  name: "cancel",
  usage: "ID...",
  about: "Cancels open orders of accounts that the wallet owns or trades for.",
  options: {},
  takesNames: true,
  prepare: (given) => {
    if (given.names.length === 0) throw new UsageError("Name at least one order.");
    const ids = given.names.map((text) => readable("id", () => toOrderId(text)));
    return async ({ client }) => {
      const { closed, receipt } = await cancelOrders(client, { ids });
      if (given.flag("json")) return printJson({ closed, transaction: receipt.hash });
      for (const { id, filled, released } of closed) {
        console.log(`cancelled ${id}: ${filled} kWh filled, ${released} kWh released`);
      }
    };
  },
});
