import type { Client } from "@gridwatt/sdk";
import {
  approveWatt,
  assignZone,
  deposit,
  Energy,
  getMeter,
  mintWatt,
  Money,
  openAccount,
  registerMeter,
} from "@gridwatt/sdk";
import { id as hashOf } from "ethers";

import { checkIdentity } from "../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../onboarding/reserve.ts";
import { OVERRIDES as overrides } from "../scenario/overrides.ts";
import type { Actor, SimulatedChain } from "./chain.ts";
import { Meters, type Meter } from "./meters.ts";
import type { Part } from "./part.ts";

/** What a simulation keeps secret from nobody. */
const SECRET = hashOf("the operators of a simulation");

/** Somebody with an account, a meter and money. */
export interface Member {
  readonly account: number;
  readonly zone: number;
  readonly actor: Actor;
}

/** A community whose members are ready to trade. */
export interface Community {
  readonly members: readonly Member[];
  readonly meters: Meters;
}

/** Opens an account for everybody, registers its meter, and pays its money in. */
export async function setUp(
  chain: SimulatedChain,
  of: {
    part: Part;
    meters: readonly Meter[];
    /** {s} */
    now: number;
  },
): Promise<Community> {
  const { part, meters, now } = of;
  const amount = (at: number) => Money.ofUnits(part.deposits[at] ?? 0n);
  const actors: Actor[] = [];
  for (const _ of part.names) actors.push(await chain.newActor());
  const everybody = <T>(act: (client: Client, at: number) => Promise<T>) =>
    chain.round(
      now,
      actors.map((actor, at) => ({ actor, act: (client: Client) => act(client, at) })),
    );
  const oneByOne = async <T>(actor: Actor, act: (client: Client, at: number) => Promise<T>): Promise<T[]> => {
    const all: T[] = [];
    for (const at of actors.keys())
      all.push(...(await chain.round(now, [{ actor, act: (client) => act(client, at) }])));
    return all;
  };
  const provider = chain.provider();
  const signed = await chain.signerOf(provider);
  await oneByOne(provider, (client, at) => {
    const [wallet, person] = [actors[at]?.address ?? "", part.names[at] ?? ""];
    return checkIdentity(client, { provider: signed, wallet, person, now: new Date(now * 1000), overrides });
  });
  const opened = await everybody((client, at) => openAccount(client, { owner: actors[at]?.address ?? "", overrides }));
  const members = opened.map(({ account }, at) => ({
    account,
    zone: part.neighbourhood.homes[at] ?? 0,
    actor: actors[at] as Actor,
  }));
  const registrar = chain.registrar();
  const member = (at: number) => members[at] as Member;
  await oneByOne(registrar, (client, at) => assignZone(client, { ...member(at), overrides }));
  const registered = await oneByOne(registrar, (client, at) => {
    const peak = part.peaks[at] ?? { generation: 0n, consumption: 0n };
    const rated = { ratedImport: Energy.ofWh(peak.consumption + 1n), ratedExport: Energy.ofWh(peak.generation + 1n) };
    return registerMeter(client, { account: member(at).account, key: (meters[at] as Meter).key, ...rated, overrides });
  });
  const ramp = chain.as("RAMP");
  const attestors = await chain.attestors();
  const received = Money.ofUnits(part.deposits.reduce((sum, units) => sum + units, 0n));
  const asOf = new Date((now - 1) * 1000);
  const attest = (client: Client) => attestPayments(client, { attestors, received, asOf, overrides });
  await chain.round(now, [{ actor: ramp, act: attest }]);
  await oneByOne(ramp, (client, at) =>
    mintWatt(client, { to: member(at).actor.address, amount: amount(at), reference: paymentReference(at), overrides }),
  );
  await everybody((client, at) => approveWatt(client, { amount: amount(at), overrides }));
  await everybody((client, at) => deposit(client, { account: member(at).account, amount: amount(at), overrides }));
  const known = [];
  for (const { meter } of registered) {
    const found = await getMeter(chain.client, { meter });
    if (found === null) throw new Error(`meter ${meter} is not there`);
    known.push(found);
  }
  return { members, meters: new Meters(chain.client, { meters, known, secret: SECRET }) };
}
