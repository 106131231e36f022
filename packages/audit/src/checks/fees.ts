import { each, sumOver, type Check, type Subject } from "../check.ts";
import { feesWaiting } from "./pool.ts";
import { sum } from "../parts/part.ts";
import type { Pull } from "../parts/fees.ts";

/** {basis point} */
const WHOLE = 10_000n;

const owedTo = ({ stored }: Subject, payee: string) => stored.ask("feeRouter", "owed", payee);

/** The payees' parts of an amount, rounded down; the first gets what that leaves. */
function partsOf({ amount, payees }: Pull): bigint[] {
  const others = payees.slice(1).map(({ weight }) => (amount * BigInt(weight)) / WHOLE);
  return [amount - sum(others), ...others];
}

const EXCHANGE: readonly Check[] = [
  {
    id: "fees.owed",
    name: "every operator's collected fees left for the router or are owed by the exchange",
    compare: (subject) =>
      each(subject.rebuilt.fees.operators, async (operator) => {
        const expected = subject.rebuilt.fees.waiting(operator);
        return { what: `fees of operator ${operator}`, expected, found: await feesWaiting(subject, operator) };
      }),
  },
  {
    id: "fees.pulled",
    name: "what left the exchange for an operator is what the router took in",
    compare: function* ({ rebuilt: { fees } }) {
      for (const operator of fees.operators) {
        const [expected, found] = [fees.withdrawn.get(operator) ?? 0n, fees.pulled.get(operator) ?? 0n];
        yield { what: `fees of operator ${operator}`, expected, found };
      }
    },
  },
];

const ROUTER: readonly Check[] = [
  {
    id: "router.parts",
    name: "the payees' parts of what was pulled are by their weights, and sum to it",
    compare: function* ({ rebuilt: { fees } }) {
      for (const [at, pull] of fees.pulls.entries()) {
        const what = `pull ${at + 1}, of operator ${pull.operator}`;
        yield { what: `sum of ${what}`, expected: pull.amount, found: sum(pull.parts) };
        yield { what, expected: partsOf(pull), found: pull.parts };
      }
    },
  },
  {
    id: "router.owed",
    name: "every payee is owed what was credited less what was paid out",
    compare: (subject) =>
      each(subject.rebuilt.fees.owed, async ([payee, expected]) => {
        return { what: `owed to ${payee}`, expected, found: await owedTo(subject, payee) };
      }),
  },
  {
    id: "router.total",
    name: "what the router owes is what it owes its payees",
    compare: async function* (subject) {
      const expected = await sumOver(subject.rebuilt.fees.owed.keys(), (payee) => owedTo(subject, payee));
      yield { what: "owed to all", expected, found: await subject.stored.ask("feeRouter", "totalOwed") };
    },
  },
  {
    id: "router.balance",
    name: "the router's WATT is what it owes, and gifts on top",
    compare: async function* ({ client, rebuilt, stored }) {
      const owed = await stored.ask("feeRouter", "totalOwed");
      const found = await stored.ask("watt", "balanceOf", client.deployment.contracts.feeRouter);
      yield { what: "balance", expected: owed + rebuilt.token.giftsTo("feeRouter"), found };
    },
  },
  {
    id: "router.payees",
    name: "admins and payees of every operator are those told",
    compare: ({ rebuilt: { fees }, stored }) =>
      each(fees.operators, async (operator) => {
        const payees = await stored.ask("feeRouter", "payeesOf", operator);
        const admin = await stored.ask("feeRouter", "adminOf", operator);
        const found = payees.map(({ payee, weight }) => ({ payee, weight: Number(weight) }));
        return [
          { what: `payees of operator ${operator}`, expected: fees.payees.get(operator) ?? [], found },
          { what: `admin of operator ${operator}`, expected: fees.adminOf(operator), found: admin },
        ];
      }),
  },
];

export const FEES: readonly Check[] = [...EXCHANGE, ...ROUTER];
