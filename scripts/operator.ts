// npm run --silent operator -- [open-pool|announce-commission|set-candidate] [--commission PERCENT] [--candidate yes|no]
// What an operator of the oracle does with its pool. Without a verb: shows the pool, and whether it serves.
import {
  announceCommission,
  getOperator,
  getStaking,
  GridwattError,
  openPool,
  setCandidate,
  type Client,
} from "@gridwatt/sdk";

import { spending } from "./allowance.ts";
import { printJson, runCommand, type Given, type Market } from "./command.ts";
import { UsageError } from "./connection.ts";
import { operatorText, recordOf } from "./operator-report.ts";
import { preparing, type Done, type Verbs } from "./verbs.ts";

const VERBS: Verbs = {
  "open-pool": (given) => {
    const commission = commissionOf(given);
    return (market) => opened(market, commission);
  },
  "announce-commission": (given) => {
    const commission = commissionOf(given);
    return async ({ client, wallet }) => {
      const pool = await ownPool(client, wallet.address);
      const written = await announceCommission(client, { pool, commission });
      const text = `announced a commission of ${commission / 100}% for pool ${pool}`;
      return { text, told: { pool, commission }, written };
    };
  },
  "set-candidate": (given) => {
    const isCandidate = given.read("candidate", yesOrNo);
    return async ({ client, wallet }) => {
      const pool = await ownPool(client, wallet.address);
      const written = await setCandidate(client, { isCandidate });
      const text = `pool ${pool} ${isCandidate ? "stands" : "does not stand"} for election from tomorrow on`;
      return { text, told: { pool, isCandidate }, written };
    };
  },
};

await runCommand({
  name: "operator",
  usage: "[open-pool|announce-commission|set-candidate] [--commission PERCENT] [--candidate yes|no]",
  about: `Without a verb: the wallet's pool, what it needs to be elected, and whether it serves.
  open-pool --commission PERCENT            opens the wallet's pool, at what staking asks for one
  announce-commission --commission PERCENT  announces another commission of rewards, like 5 or 7.25
  set-candidate --candidate yes|no          lets the pool be elected from tomorrow on, or takes that back`,
  options: { commission: { type: "string" }, candidate: { type: "string" } },
  takesNames: true,
  prepare: preparing(VERBS, show),
});

async function show({ client, wallet }: Market, json: boolean): Promise<void> {
  const operator = await getOperator(client, { operator: wallet.address });
  const { openingPrice, epoch } = await getStaking(client);
  if (operator === null) {
    if (json) printJson({ operator: null, openingPrice });
    else console.log(`${wallet.address} has no pool; opening one costs ${openingPrice} GRID`);
    return;
  }
  const record = await recordOf(client, operator.pool.pool);
  if (json) printJson({ ...operator, ...record });
  else console.log(operatorText(operator, { ...record, epoch }));
}

async function opened({ client, wallet }: Market, commission: number): Promise<Done> {
  const { openingPrice: price } = await getStaking(client);
  const act = () => openPool(client, { commission });
  const written = await spending({ client, wallet }, { amount: price, spender: "staking", act });
  const { pool } = written;
  const text = `opened pool ${pool} with a commission of ${commission / 100}% for ${price} GRID`;
  return { text, told: { pool, commission, price }, written };
}

async function ownPool(client: Client, address: string): Promise<number> {
  const operator = await getOperator(client, { operator: address });
  if (operator !== null) return operator.pool.pool;
  throw new GridwattError("NotPoolOwner", { message: `${address} has no pool: open one first.` });
}

/** {basis point} of a percentage with two decimals at most. Throws `UsageError`. */
function commissionOf(given: Given): number {
  return given.read("commission", (text) => {
    const [, whole, decimals = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
    if (whole === undefined) throw new UsageError(`--commission: ${JSON.stringify(text)} is no percentage like 7.25.`);
    return Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  });
}

function yesOrNo(text: string): boolean {
  if (text !== "yes" && text !== "no") throw new UsageError(`--candidate: yes or no, not ${JSON.stringify(text)}.`);
  return text === "yes";
}
