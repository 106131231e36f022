// npm run --silent place -- --account N --slot SLOT --side buy|sell --energy KWH --limit PRICE ...
// Places an order and tells what became of it.
import { placeOrder, placeOrderClosing, toOrderId } from "@gridwatt/sdk";

import { printJson, readable, runCommand, whole } from "./command.ts";
import { ORDER_OPTIONS, ORDER_USAGE, orderOf } from "./order-options.ts";

await runCommand({
  name: "place",
  usage: `--account N ${ORDER_USAGE} [--close ID,...]`,
  about: "Places an order. --close names own orders to close first, so that they do not stop it.",
  options: { ...ORDER_OPTIONS, close: { type: "string" } },
  prepare: (given) => {
    const [wanted, account] = [orderOf(given), given.read("account", whole)];
    const close = given.optional("close")?.split(",") ?? [];
    const ids = close.map((text) => readable("close", () => toOrderId(text)));
    return async ({ client, now }) => {
      const order = { ...wanted(now), account };
      const { id, filled, trades, receipt } =
        ids.length === 0 ? await placeOrder(client, order) : await placeOrderClosing(client, { ...order, close: ids });
      if (given.flag("json")) return printJson({ id, filled, trades, transaction: receipt.hash });
      for (const { energy, price, zone, pathFee, marketFee } of trades) {
        console.log(`traded ${energy} kWh at ${price} with zone ${zone}, fees ${pathFee.plus(marketFee)} per kWh`);
      }
      console.log(`filled ${filled} kWh of ${order.energy}`);
      console.log(id === null ? "nothing rests" : `rests as ${id}`);
    };
  },
});
