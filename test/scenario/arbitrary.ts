import fc from "fast-check";

/** Scenario files of a few zones, accounts and orders that meet often, and of steps that are refused now and then. */
export function scenarioFile(steps: { readonly min: number; readonly max: number }): fc.Arbitrary<object> {
  const file = fc
    .record({
      zones: zones(),
      accounts: fc.array(account(), { minLength: 2, maxLength: 5 }),
      residualSupply: fc.boolean(),
      pair: fc.constantFrom({}, {}, { short: "0.4", long: "-0.1" }, { short: "0.2", long: "0.05" }),
      collateral: fc.constantFrom("1000000", "1000000", "0.3", "0.0000001"),
      marketFee: fc.constantFrom("0", "0.002"),
      steps: fc.array(step(), { minLength: steps.min, maxLength: steps.max, size: "max" }),
    })
    .map((drawn) => ({
      name: "random",
      zones: drawn.zones,
      accounts: drawn.accounts.map((of, at) => ({ ...of, id: `a${at}`, zone: `z${of.zone % drawn.zones.length}` })),
      residualSupply: drawn.residualSupply,
      pair: { ...drawn.pair, watt: drawn.collateral },
      marketFee: drawn.marketFee,
      steps: named(drawn.steps, drawn.accounts.length),
    }));
  return fc.noBias(file);
}

const ENERGY = fc.constantFrom("1", "2", "0.5", "3.25", "4");
const PRICE = fc.constantFrom("0.1", "0.11", "0.12", "0.15", "0.15", "0.18", "0.2", "-0.05");
const SLOT = fc.constantFrom(...Array<number>(30).fill(0), ...Array<number>(9).fill(1), 300);

function zones(): fc.Arbitrary<object[]> {
  const bands = [
    { from: "0.3", add: "0.01" },
    { from: "0.6", add: "0.02" },
  ];
  const link = fc.constantFrom(
    {},
    {},
    { capacity: "0" },
    { capacity: "2.5" },
    { capacity: "7.001", congestion: bands },
  );
  const zone = fc.record({
    operator: fc.constantFrom("tso", "dso", "other"),
    tariff: fc.constantFrom("0", "0", "0.001", "0.0005", "0.01"),
    parent: fc.nat(99),
    link,
  });
  return fc.array(zone, { minLength: 1, maxLength: 5 }).map((list) =>
    list.map(({ operator, tariff, parent, link: limit }, at) => {
      return { id: `z${at}`, operator, tariff, ...(at === 0 ? {} : { parent: `z${parent % at}`, ...limit }) };
    }),
  );
}

function account() {
  return fc.record({
    zone: fc.nat(99),
    watt: fc.constantFrom("100", "1000", "1000", "20.0000001"),
    owner: fc.constantFrom("ann", "ann", "ben", "cleo", "dan"),
    rated: fc.record({
      import: fc.constantFrom("10", "3.5", "0", "40"),
      export: fc.constantFrom("10", "0", "7.25"),
    }),
  });
}

/** A step whose accounts and orders are still numbers; `named` gives them names. */
type Draft = readonly [kind: string, of: Record<string, unknown> & { account: number; ref: number }];

function step(): fc.Arbitrary<Draft> {
  const of = fc.record({ account: fc.nat(99), ref: fc.nat(999) });
  const order = fc.record({
    account: fc.nat(99),
    ref: fc.nat(999),
    side: fc.constantFrom("buy", "sell"),
    slot: SLOT,
    energy: ENERGY,
    price: PRICE,
    tif: fc.constantFrom(...Array<string>(8).fill("GTC"), "IOC", "FOK"),
    postOnly: fc.constantFrom(...Array<boolean>(11).fill(false), true),
    minFill: fc.constantFrom(...Array<string>(19).fill("0"), "1"),
    cancelOwn: fc.constantFrom(...Array<boolean>(7).fill(false), true),
  });
  const change = fc.record({ account: fc.nat(99), ref: fc.nat(999), energy: ENERGY, price: PRICE });
  const amounts = {
    slot: fc.constant(0),
    energy: fc.constantFrom("0.25", "0.5", "1"),
    watt: fc.constantFrom("1", "0.0000001", "50"),
  };
  const money = fc.record({ account: fc.nat(99), ref: fc.nat(999), ...amounts });
  const reading = fc.record({
    account: fc.nat(99),
    ref: fc.nat(999),
    slot: fc.constantFrom(0, 0, 1),
    export: fc.constantFrom("0", "0", "1", "4.5", "8"),
    import: fc.constantFrom("0", "0", "2", "3.75", "20"),
  });
  const settled = fc.record({ account: fc.nat(99), ref: fc.nat(999), slot: fc.constantFrom(0, 0, 1, 300) });
  const draft = (kind: string, arbitrary: fc.Arbitrary<Draft[1]>) => arbitrary.map((value): Draft => [kind, value]);
  return fc.oneof(
    { weight: 25, arbitrary: draft("place", order) },
    { weight: 1, arbitrary: draft("basket", order) },
    { weight: 2, arbitrary: draft("cancel", of) },
    { weight: 2, arbitrary: draft("replace", change) },
    { weight: 2, arbitrary: draft("net", money) },
    { weight: 1, arbitrary: draft("withdraw", money) },
    { weight: 1, arbitrary: draft("advance", of) },
    { weight: 4, arbitrary: draft("meter", reading) },
    { weight: 1, arbitrary: draft("settle", settled) },
  );
}

/** Gives orders and accounts their names; what speaks of an order before there is one is left out. */
function named(drafts: readonly Draft[], accounts: number): object[] {
  const moments = [-5, 0, 10, 15];
  let [count, moment] = [0, 0];
  return drafts.flatMap(([kind, { account: number, ref, ...rest }]): object[] => {
    const id = `a${number % accounts}`;
    const known = `r${ref % Math.max(count, 1)}`;
    if (kind === "place" || kind === "basket") {
      const { cancelOwn, ...order } = rest;
      const own = cancelOwn === true && count > 0 && kind === "place" ? [known] : [];
      const leg = { ...order, account: id, ref: `r${count++}`, cancelOwn: own };
      return kind === "place" ? [{ place: leg }] : [{ basket: [leg, { ...leg, ref: `r${count++}`, energy: "0.25" }] }];
    }
    if (kind === "advance")
      return moment < moments.length ? [{ advanceTo: { slot: 0, minutes: moments[moment++] } }] : [];
    const { slot, energy, price, watt } = rest;
    if (kind === "settle") {
      moment = moments.length;
      return [{ settle: slot }];
    }
    if (kind === "meter") return [{ meter: { slot, account: id, export: rest["export"], import: rest["import"] } }];
    // What is claimed after the gate to be netted also ends what rests of the order; the model has no claims.
    if (kind === "net" && moment > 0) return [];
    if (kind === "net") return [{ net: { slot, account: id, energy } }];
    if (kind === "withdraw") return [{ withdraw: { account: id, watt } }];
    if (count === 0) return [];
    return kind === "cancel" ? [{ cancel: known }] : [{ replace: { ref: known, energy, price, as: `r${count++}` } }];
  });
}
