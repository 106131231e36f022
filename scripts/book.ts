// npm run --silent book -- --slot SLOT [--zone N] [--count N]
// Prints the book of a zone, or the best prices of all zones.
import { getBestPrices, getBook, getSlot, type Client, type PriceLevel, type Slot } from "@gridwatt/sdk";

import { printJson, requireZone, runCommand, whole } from "./command.ts";
import { formatTable } from "./table.ts";

const SIDES = [right("bid kWh"), right("bid"), right("ask"), right("ask kWh")];

await runCommand({
  name: "book",
  usage: "--slot SLOT [--zone N] [--count N]",
  about: "Prints the bids and asks of a zone, or the best of every zone. Prices are without fees.",
  options: { slot: { type: "string" }, zone: { type: "string" }, count: { type: "string" } },
  prepare: (given) => {
    const wanted = given.slot();
    const zone = given.readOptional("zone", whole);
    const count = given.readOptional("count", whole) ?? 20;
    return async ({ client, now }) => {
      const slot = wanted(now);
      if (zone !== undefined) await requireZone(client, zone);
      const { bids, asks } =
        zone === undefined ? await getBestPrices(client, { slot }) : await getBook(client, { slot, zone, count });
      if (given.flag("json")) return printJson({ slot, ...(zone === undefined ? {} : { zone }), bids, asks });
      console.log(await headOf(client, slot));
      const rows = Array.from({ length: Math.max(bids.length, asks.length) }, (_, row) => {
        const [bid, ask] = [cells(bids[row]), cells(asks[row])];
        return [...(zone === undefined ? [String(row)] : []), bid.energy, bid.price, ask.price, ask.energy];
      });
      console.log(formatTable([...(zone === undefined ? [right("zone")] : []), ...SIDES], rows));
    };
  },
});

function right(head: string) {
  return { head, align: "right" } as const;
}

function cells(level: PriceLevel | null | undefined): { price: string; energy: string } {
  return { price: level?.price.toString() ?? "", energy: level?.energy.toString() ?? "" };
}

async function headOf(client: Client, slot: Slot): Promise<string> {
  const open = await getSlot(client, { slot });
  const name = `slot ${slot.number} from ${slot.toString()}`;
  if (open === null) return `${name}: not open`;
  return `${name}: pair ${open.long.toString()} to ${open.short.toString()}, tradable until ${open.tradableUntil.toISOString()}`;
}
