// npm run --silent open -- --slot SLOT [--count N] --long PRICE --short PRICE
// Opens slots for trade: the balancing party posts their price pairs.
import { GridwattError, openSlots, Price } from "@gridwatt/sdk";

import { printJson, runCommand, whole } from "./command.ts";
import { UsageError } from "./connection.ts";
import { walletThatMay } from "./wallets.ts";

/** Slots in the longest horizon that the rules can have, 7 days. */
const MAX_COUNT = 672;

await runCommand({
  name: "open",
  usage: "--slot SLOT [--count N] --long PRICE --short PRICE",
  about: `Opens a slot, or --count slots from it on, under the present rules: --long is what the balancing party pays for
surplus, --short what it asks for shortfall. Without --from it acts as the wallet of the network that has the role.`,
  options: {
    slot: { type: "string" },
    count: { type: "string" },
    long: { type: "string" },
    short: { type: "string" },
  },
  prepare: (given) => {
    const wanted = given.slot();
    const count = given.readOptional("count", whole) ?? 1;
    if (count < 1 || count > MAX_COUNT) throw new UsageError(`--count lies within 1 and ${MAX_COUNT}.`);
    const pair = {
      long: given.read("long", (text) => Price.parse(text)),
      short: given.read("short", (text) => Price.parse(text)),
    };
    const isNamed = given.optional("from") !== undefined;
    return async (market) => {
      const first = wanted(market.now);
      const pairs = Array.from({ length: count }, (_, at) => ({ slot: first.plus(at), ...pair }));
      const party = isNamed ? market.wallet : await walletThatMay(market, { contract: "exchange", name: "openSlots" });
      if (party === undefined) {
        throw new GridwattError("NoBalancingParty", { message: "None of the wallets at hand is the balancing party." });
      }
      const { opened, receipt } = await openSlots(market.as(party), { pairs });
      if (given.flag("json")) {
        const told = opened.map(({ slot, long, short, gate }) => ({ slot, long, short, gate }));
        return printJson({ opened: told, transaction: receipt.hash });
      }
      for (const { slot, long, short, gate } of opened) {
        const until = new Date((slot.beginSeconds - gate) * 1000).toISOString();
        console.log(`opened slot ${slot.number} from ${slot}: pair ${long} to ${short}, tradable until ${until}`);
      }
    };
  },
});
