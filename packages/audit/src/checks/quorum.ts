import { toGridwattError } from "@gridwatt/sdk";

import { each, type Compared, type Subject } from "../check.ts";
import { configurationOf, type Quorum } from "../parts/quorum.ts";

/** A set of operators: who they are, nobody else being one, that each has a place, and what signatures are bound to. */
export async function* compareQuorum({ client, stored }: Subject, told: Quorum): AsyncGenerator<Compared> {
  const { contract, operators, named } = told;
  yield { what: "operators", expected: operators, found: [...(await stored.ask(contract, "operators"))] };
  yield* each(named, async (one) => {
    const found = await stored.ask(contract, "isOperator", one);
    return { what: `${one} is an operator`, expected: operators.includes(one), found };
  });
  // A bit for each; refused where one of them is none.
  const places = stored.ask(contract, "requireQuorum", [...operators]).catch((error) => toGridwattError(error).name);
  yield { what: "places of all", expected: (1n << BigInt(operators.length)) - 1n, found: await places };
  const expected = configurationOf(client.deployment, told);
  yield { what: "configuration", expected, found: await stored.ask(contract, "configuration") };
}
