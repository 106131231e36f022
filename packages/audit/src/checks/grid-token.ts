import { each, sumOver, type Check, type Subject } from "../check.ts";

const balanceOf = ({ stored }: Subject, holder: string) => stored.ask("grid", "balanceOf", holder);

export const GRID_TOKEN: readonly Check[] = [
  {
    id: "grid.supply",
    name: "what all holders have is the supply of GRID, as it was made",
    compare: async function* (subject) {
      const { grid } = subject.rebuilt;
      const found = await subject.stored.ask("grid", "totalSupply");
      yield { what: "supply", expected: grid.supply, found };
      const held = await sumOver(grid.balances.keys(), (holder) => balanceOf(subject, holder));
      yield { what: "held by all", expected: found, found: held };
    },
  },
  {
    id: "grid.balances",
    name: "every holder of GRID has what came to it less what it sent",
    compare: (subject) =>
      each(subject.rebuilt.grid.balances, async ([holder, expected]) => {
        return { what: `GRID of ${holder}`, expected, found: await balanceOf(subject, holder) };
      }),
  },
];
