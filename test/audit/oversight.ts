import {
  commitmentOf,
  eventsNamed,
  getEvents,
  linkOf,
  openSlots,
  Price,
  ReadingTree,
  readBackers,
  readContract,
  readingDigest,
  registerMeter,
  retireMeter,
  settle,
  signRoot,
  Slot,
  Energy,
  type Backer,
  type Client,
  type MeterSpan,
  type SlotRoot,
} from "@gridwatt/sdk";
import { id, ZeroHash } from "ethers";

import { addressOf, OPERATOR, OWNER } from "../../scenario/accounts.ts";
import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { COMMITMENT_AGE, commitmentOf as reportCommitment } from "../helpers/commitments.ts";
import { bits } from "../helpers/election.ts";
import { secp256k1Meter } from "../helpers/metering.ts";
import { Ramps } from "./ramps.ts";
import { DAY, grid, JUDGE, NEUTRAL, Stakers } from "./stakers.ts";

const SLOT_SECONDS = 900;
/** {slot} of a day */
const SLOTS = 96;
/** Roots of a day of which attendance is counted. */
const ROOTS = 48;
/** Whose meter signs other than was attested. */
export const VICTIM = 4;
/** Whose meter signs twice. */
const CHEAT = 3;
const SALT = id("salt of the victim");
const METERS = new Map([VICTIM, CHEAT].map((account) => [account, secp256k1Meter(`new meter of ${account}`)]));
/** {wad} of each operator, and of who backs them */
const STAKES = { operator: 5_000, backer: 900 } as const;
/** Who backs operators, and who reports them. */
const [BACKER, REPORTER] = ["bea", "rae"] as const;

/** What an operator was elected with, and has signed. */
interface Elected {
  /** In the order of their addresses, as the set has them, with the numbers of their pools. */
  readonly operators: readonly { readonly client: Client; readonly address: string; readonly pool: number }[];
  readonly set: { readonly version: bigint; readonly operators: readonly string[] };
  readonly configuration: string;
  readonly exposures: { readonly owns: readonly bigint[]; readonly chains: readonly string[] };
  readonly backing: ReadonlyMap<number, readonly Backer[]>;
}

/** What a meter signed of a slot. */
interface Signed {
  readonly begin: unknown;
  readonly beginSignature: string;
  readonly end: unknown;
  readonly endSignature: string;
}

/** A false root that was proven, and what is shown of it. */
interface Lie {
  readonly offence: string;
  readonly slot: number;
  /** By account: what {showLoss} takes, and the meter. */
  readonly shown: ReadonlyMap<number, { readonly meter: number; readonly args: readonly unknown[] }>;
}

/**
 * Four operators who hold keys are elected, as the chain solves it. One of them signs no roots and is stopped for a day; three
 * sign a false one, one signs two for one slot. Both are executed, others are cancelled and expire; a victim, a reporter
 * and the insurance are paid.
 */
export async function useOversight(market: EmbeddedMarket): Promise<void> {
  await new Oversight(market).play();
}

class Oversight {
  readonly #market: EmbeddedMarket;
  readonly #stakers: Stakers;
  readonly #ramps: Ramps;

  constructor(market: EmbeddedMarket) {
    [this.#market, this.#stakers, this.#ramps] = [market, new Stakers(market), new Ramps(market)];
  }

  async play(): Promise<void> {
    await this.#stakers.staking(JUDGE, "fundRewards", grid(2_000));
    const elected = await this.#elect();
    await this.#attend(elected);
    const lie = await this.#lie(elected);
    const [first, second] = [await this.#signTwice(elected, 3), await this.#signTwice(elected, 0)];
    await this.#appeal(second);
    await this.#hold(elected, first);
    this.#stakers.wait(3 * DAY);
    for (const offence of [first, lie.offence]) await this.#slasher("execute", offence, elected.exposures);
    await this.#slashBackers(elected, first);
    const last = await this.#signTwice(elected, 1);
    await this.#compensate(lie);
    this.#stakers.wait(6 * DAY);
    await this.#slasher("expire", last);
    await this.#slasher("payVictim", 1, VICTIM);
    await this.#slasher("payReporter", first);
    await this.#slasher("payRest", 1);
  }

  // --- election ---------------------------------------------------------------------------------------------------

  async #elect(): Promise<Elected> {
    const stakers = this.#stakers;
    await stakers.rule("election", "setSeats", 4);
    const clients = await this.#market.operators();
    const pools = new Map<string, number>();
    for (const client of clients) pools.set(await addressOf(client), await this.#stand(client));
    await stakers.pay(BACKER, grid(STAKES.backer));
    await stakers.staking(BACKER, "stake", NEUTRAL, grid(STAKES.backer));
    await stakers.election(BACKER, "nominate", bits(...pools.values()));
    await stakers.nextDay();
    await stakers.election(JUDGE, "solve", [await stakers.address(BACKER)]);
    await stakers.nextDay();
    await stakers.election(JUDGE, "enact");
    const events = await getEvents(this.#market.client, { names: ["OperatorsSet", "Elected", "SolutionSolved"] });
    const named = eventsNamed(events, "OperatorsSet").findLast(({ contract }) => contract === "operatorSet");
    const [term, solved] = [eventsNamed(events, "Elected").at(-1), eventsNamed(events, "SolutionSolved").at(-1)];
    if (named === undefined || term === undefined || solved === undefined) throw new Error("nobody was elected");
    const backing = readBackers([solved.page]);
    const byAddress = new Map(await Promise.all(clients.map(async (one) => [await addressOf(one), one] as const)));
    return {
      operators: named.operators.map((address) => {
        const client = byAddress.get(address);
        if (client === undefined) throw new Error(`${address} was elected and has no key`);
        return { client, address, pool: pools.get(address) ?? 0 };
      }),
      set: { version: named.version, operators: [...named.operators] },
      configuration: term.configuration,
      exposures: {
        owns: term.winners.map(() => grid(STAKES.operator) / 10n ** 9n),
        chains: term.winners.map((pool) => linkOf(backing.get(pool) ?? [])),
      },
      backing,
    };
  }

  /** An operator opens a pool and stands for election. @returns the pool */
  async #stand(client: Client): Promise<number> {
    const [ramps, address] = [this.#ramps, await addressOf(client)];
    const amount = grid(STAKES.operator);
    await ramps.rule("GRID_MINTER", { contract: "grid", name: "mint", args: [address, amount] });
    await ramps.call(client, { contract: "grid", name: "approve", args: [this.#stakers.contract("staking"), amount] });
    await ramps.call(client, { contract: "staking", name: "openPool", args: [0] });
    const pool = Number(await client.contracts.staking.getFunction("poolOf").staticCall(address));
    await ramps.call(client, { contract: "staking", name: "stake", args: [pool, amount] });
    await ramps.call(client, { contract: "election", name: "setCandidate", args: [true] });
    return pool;
  }

  // --- roots ------------------------------------------------------------------------------------------------------

  /** The last operator signs none of a day's roots. */
  async #attend(elected: Elected): Promise<void> {
    const epoch = this.#stakers.today - 2;
    const calls = [];
    for (let slot = epoch * SLOTS; slot < epoch * SLOTS + ROOTS; slot += 1) {
      calls.push(await this.#rootCall(elected, { slot, root: id(`root of ${slot}`), sequence: 1n }));
    }
    await this.#market.together(await this.#market.asNamed("keeper"), calls);
    const [keeper, absent] = [await this.#market.asNamed("keeper"), elected.operators.at(-1)];
    await this.#ramps.call(keeper, { contract: "attendance", name: "closeDay", args: [epoch, elected.set] });
    await this.#stakers.nextDay();
    await this.#ramps.call(keeper, { contract: "attendance", name: "resume", args: [absent?.pool] });
  }

  /** By all operators but the last. */
  async #rootCall(elected: Elected, of: { slot: number; root: string; sequence: bigint }) {
    const { slot, root, sequence } = of;
    const message = { slot: Slot.ofNumber(slot), root, sequence, configuration: elected.configuration };
    const signing = elected.operators.slice(0, -1).map(({ client }) => signRoot(client, message));
    return {
      contract: "oracle",
      name: "submitRoot",
      args: [slot, root, sequence, await Promise.all(signing)],
    } as const;
  }

  /** Two meters export, and a root says that they did not. Their accounts are settled with the root. */
  async #lie(elected: Elected): Promise<Lie> {
    const slot = Math.floor(this.#market.now / SLOT_SECONDS) + 2;
    const meters = new Map<number, number>();
    for (const account of METERS.keys()) meters.set(account, await this.#replaceMeters(account));
    const party = await this.#market.as("BALANCING_PARTY");
    const pair = { slot: Slot.ofNumber(slot), long: Price.parse("0.05"), short: Price.parse("0.40") };
    await this.#market.at(() => openSlots(party, { pairs: [pair], overrides: OVERRIDES }));
    this.#stakers.wait(4 * SLOT_SECONDS);
    const spansOf = (account: number): MeterSpan[] => {
      return [{ meter: meters.get(account) ?? 0, importBegin: 0n, exportBegin: 0n, importEnd: 0n, exportEnd: 0n }];
    };
    const accounts = [...meters.keys()].sort();
    const leaves = accounts.map((account) => ({ account, net: 0n, commitment: commitmentOf(SALT, spansOf(account)) }));
    const tree = new ReadingTree(leaves);
    const keeper = await this.#market.asNamed("keeper");
    await this.#ramps.call(keeper, await this.#rootCall(elected, { slot, root: tree.root, sequence: 1n }));
    this.#stakers.wait(2 * DAY);
    const readings = tree.show(accounts);
    await this.#market.at(() =>
      settle(keeper, { slot: Slot.ofNumber(slot), accounts, readings, overrides: OVERRIDES }),
    );
    const shown = new Map(
      accounts.map((account) => {
        const attested = { slot, root: tree.root, ...tree.proofOf(account), salt: SALT, spans: spansOf(account) };
        return [account, { meter: meters.get(account) ?? 0, args: [attested, [this.#signed(slot, account, meters)]] }];
      }),
    );
    const [attested, [{ end, endSignature }]] = shown.get(VICTIM)?.args as [unknown, [Signed]];
    const reporter = await this.#market.asNamed(REPORTER);
    await this.#report(reporter, { contract: "oracle", name: "accuse", args: [attested, end, endSignature] });
    const accused = await getEvents(this.#market.client, { names: ["FaultAccused"] });
    const fault = accused.at(-1)?.fault ?? "";
    this.#stakers.wait(DAY);
    await this.#ramps.call(keeper, { contract: "oracle", name: "convict", args: [fault] });
    await this.#slasher("reportFalseRoot", fault, elected.set);
    return { offence: await this.#reported(), slot, shown };
  }

  /** Whoever shows a loss shows all meters: a new one is all that the account has. @returns its number */
  async #replaceMeters(account: number): Promise<number> {
    const registrar = await this.#market.asNamed(OPERATOR(account === VICTIM ? "dso" : "tso"));
    const args = [account, 0n, 10n] as const;
    for (const number of await readContract(registrar, { contract: "meters", name: "metersOf", args })) {
      await this.#market.at(() => retireMeter(registrar, { meter: Number(number), overrides: OVERRIDES }));
    }
    const rated = { ratedImport: Energy.parse("5"), ratedExport: Energy.parse("5") };
    const { x, y } = METERS.get(account)?.key ?? { x: "", y: "" };
    const key = { curve: "secp256k1", x, y } as const;
    const { meter } = await this.#market.at(() =>
      registerMeter(registrar, { account, key, ...rated, overrides: OVERRIDES }),
    );
    return meter;
  }

  /** What a meter says: that it exported a kWh. */
  #signed(slot: number, account: number, meters: ReadonlyMap<number, number>): Signed {
    const [begin, beginSignature] = this.#sign(slot, { account, meter: meters.get(account) ?? 0, exportRegister: 0n });
    const last = { account, meter: meters.get(account) ?? 0, exportRegister: 1_000n };
    const [end, endSignature] = this.#sign(slot + 1, last);
    return { begin, beginSignature, end, endSignature };
  }

  #sign(
    boundary: number,
    { account, meter, exportRegister }: { account: number; meter: number; exportRegister: bigint },
  ) {
    const said = { meter, importRegister: 0n, exportRegister, sequence: BigInt(boundary) };
    const digest = readingDigest(this.#market.client, { ...said, slot: Slot.ofNumber(boundary) });
    return [{ ...said, slot: boundary }, METERS.get(account)?.sign(digest) ?? ""] as const;
  }

  // --- offences ---------------------------------------------------------------------------------------------------

  /** An operator, by its place, signs two roots. @returns the offence */
  async #signTwice({ operators, configuration, set }: Elected, place: number): Promise<string> {
    const [slot, sequence] = [Math.floor(this.#market.now / SLOT_SECONDS) - 1, 7n];
    const sign = async (name: string): Promise<[string, string]> => {
      const root: SlotRoot = { slot: Slot.ofNumber(slot), root: id(name), sequence, configuration };
      const client = operators[place]?.client ?? this.#market.client;
      return [root.root, await signRoot(client, root)];
    };
    const [[first, firstSignature], [second, secondSignature]] = [await sign("one"), await sign("another")];
    const roots = { slot, sequence, place, first, firstSignature, second, secondSignature };
    const reporter = await this.#market.asNamed(REPORTER);
    await this.#report(reporter, { contract: "slasher", name: "reportTwoRoots", args: [roots, set] });
    return this.#reported();
  }

  /** Commits to a report, and makes it. */
  async #report(client: Client, call: Parameters<Ramps["call"]>[1]): Promise<void> {
    const data = client.contracts[call.contract].interface.encodeFunctionData(call.name, [...call.args]);
    const args = [reportCommitment(await addressOf(client), data)];
    await this.#ramps.call(client, { contract: "oracle", name: "commit", args });
    this.#stakers.wait(COMMITMENT_AGE);
    await this.#ramps.call(client, call);
  }

  async #appeal(offence: string): Promise<void> {
    await this.#ramps.call(await this.#market.as("APPEALS"), { contract: "slasher", name: "cancel", args: [offence] });
  }

  async #hold({ exposures, ...elected }: Elected, offence: string): Promise<void> {
    const { pool, page, before } = pageOf(elected);
    await this.#slasher("holdBackers", offence, pool, exposures, before, page);
  }

  async #slashBackers(elected: Elected, offence: string): Promise<void> {
    const { pool, page, before } = pageOf(elected);
    await this.#slasher("slashBackers", offence, pool, before, page);
  }

  /** When the slot is final both show what they lost. One of the meters has signed another reading, too. */
  async #compensate({ offence, slot, shown }: Lie): Promise<void> {
    this.#stakers.wait(8 * DAY - 3 * DAY);
    for (const [account, owner] of [
      [VICTIM, "ida"],
      [CHEAT, "bo"],
    ] as const) {
      const args = [offence, ...(shown.get(account)?.args ?? [])];
      await this.#ramps.call(await this.#market.asNamed(OWNER(owner)), { contract: "slasher", name: "showLoss", args });
    }
    const meter = shown.get(CHEAT)?.meter ?? 0;
    const both = [1_000n, 0n].flatMap((exportRegister) =>
      this.#sign(slot + 1, { account: CHEAT, meter, exportRegister }),
    );
    const reporter = await this.#market.asNamed(REPORTER);
    await this.#ramps.call(reporter, { contract: "oracle", name: "accuseDevice", args: both });
    await this.#slasher("refuteLoss", CHEAT, slot, meter);
  }

  /** What somebody without a role asks. */
  async #slasher(name: string, ...args: readonly unknown[]): Promise<void> {
    await this.#ramps.call(await this.#market.asNamed(REPORTER), { contract: "slasher", name, args });
  }

  /** The last. */
  async #reported(): Promise<string> {
    const recorded = await getEvents(this.#market.client, { names: ["OffenceRecorded"] });
    return recorded.at(-1)?.id ?? "";
  }
}

/** The only page of nominators behind the last operator. */
function pageOf({ operators, backing }: Pick<Elected, "operators" | "backing">) {
  const pool = operators.at(-1)?.pool ?? 0;
  return { pool, page: backing.get(pool) ?? [], before: ZeroHash };
}
