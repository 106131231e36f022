import { expect } from "chai";
import { network } from "hardhat";
import {
  approveGrid,
  castSignedVote,
  castVote,
  connect,
  createClient,
  delegateVotes,
  executeProposal,
  getProposal,
  getVotes,
  Grid,
  propose,
  proposedCall,
  queueProposal,
  signVote,
  stake,
  type Client,
} from "@gridwatt/sdk";

import { checkRoles } from "../../deploy/check-roles.ts";
import { INTERFACES } from "../../deploy/contracts.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { signerOf } from "../../deploy/impersonate.ts";
import { local } from "../../deploy/parameters/local.ts";
import { ALL_ROLES, type ContractName } from "../../deploy/roles.ts";
import { refusal } from "../sdk/fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const EACH = Grid.parse("40000000");
const STAKED = Grid.parse("30000000");

const load = () => networkHelpers.loadFixture(fixture);

/** A market as it is deployed everywhere. Alice and bob have 40 million GRID each, bob most of it staked; they delegate. */
async function fixture() {
  const market = await deployMarket({ connection, parameters: local });
  const { deployment } = market;
  const client = createClient({ deployment, runner: ethers.provider });
  const [alice, bob, carol, relayer] = (await ethers.getSigners()).slice(12);
  if (!alice || !bob || !carol || !relayer) throw new Error("too few accounts");
  const minter = await signerOf(connection, { role: "GRID_MINTER", market });
  const grid = market.contracts.grid.connect(minter);
  for (const one of [alice, bob]) await grid.mint(one, EACH.base - (await grid.balanceOf(one)));
  const as = (who: typeof alice): Client => connect(client, who);
  await approveGrid(as(bob), { amount: STAKED });
  await stake(as(bob), { pool: 0, amount: STAKED });
  for (const one of [alice, bob]) await delegateVotes(as(one), { to: one.address, of: "grid" });
  // Bob's stake votes with alice.
  await delegateVotes(as(bob), { to: alice.address, of: "staking" });
  const until = (date: Date) => time.increaseTo(date.getTime() / 1000 + 1);
  const people = { alice, bob, carol, relayer };
  return { market, client, as, until, people, addresses: deployment.contracts };
}

/** The tariff cap, how market fees are split, how old an attestation of the reserve may be, and how many attest readings. */
async function reform() {
  const f = await load();
  const payees = [
    { payee: f.people.alice.address, weight: 6_500n },
    { payee: f.people.carol.address, weight: 3_500n },
  ];
  const calls = [
    proposedCall(f.client, { contract: "area", name: "setTariffCap", args: [4_000n] }),
    proposedCall(f.client, { contract: "feeRouter", name: "setMarketPayees", args: [payees] }),
    proposedCall(f.client, { contract: "reserve", name: "setMaxAge", args: [86_400n] }),
    proposedCall(f.client, { contract: "election", name: "setSeats", args: [7n] }),
  ];
  const { area, feeRouter, reserve, election } = f.market.contracts;
  const read = async () => ({
    cap: await area.tariffCap(),
    payees: (await feeRouter.payeesOf(0)).map(({ payee, weight }) => ({ payee, weight })),
    maxAge: await reserve.maxAge(),
    seats: await election.seats(),
  });
  return { ...f, payees, read, proposed: { calls, description: "Reform" } };
}

describe("governance of a deployed market", () => {
  it("changes tariff cap, fee split and oracle by one proposal: voted by tokens, stakes and signatures", async () => {
    const { client, as, until, people, proposed, read, payees } = await reform();
    const { alice, bob, relayer } = people;
    expect(await getVotes(client, { holder: alice.address })).to.deep.equal(EACH.plus(STAKED));
    const before = await read();
    expect(before).to.deep.include({ cap: 5_000n, maxAge: 172_800n, seats: 4n });

    const { proposal, snapshot, events } = await propose(as(alice), proposed);
    expect(events.map(({ name }) => name)).to.deep.equal(["ProposalCreated"]);
    expect((await getProposal(client, { proposal })).state).to.equal("pending");
    await until(snapshot);
    const ballot = await signVote(as(alice), { proposal, support: "for" });
    const signed = await castSignedVote(as(relayer), ballot);
    expect(signed.votes).to.deep.equal(EACH.plus(STAKED));
    expect((await refusal(castSignedVote(as(relayer), ballot))).name).to.equal("GovernorInvalidSignature");
    const cast = await castVote(as(bob), { proposal, support: "against" });
    expect(cast.votes).to.deep.equal(EACH.minus(STAKED));
    const open = await getProposal(client, { proposal });
    expect(open).to.deep.include({ state: "active", proposer: alice.address, executableFrom: null });
    expect(open.votes).to.deep.equal({ for: signed.votes, against: cast.votes, abstain: Grid.ZERO });

    await until(open.deadline);
    const { executableFrom } = await queueProposal(as(relayer), proposed);
    const early = await refusal(executeProposal(as(relayer), proposed));
    expect(early.name).to.equal("TimelockUnexpectedOperationState");
    expect(await read()).to.deep.equal(before);

    await until(executableFrom);
    const done = await executeProposal(as(relayer), proposed);
    expect(done.events.map(({ contract, name }) => `${contract}.${name}`)).to.deep.equal([
      "area.TariffCapSet",
      "feeRouter.PayeesSet",
      "reserve.MaxAgeSet",
      "election.SeatsSet",
      "governor.ProposalExecuted",
    ]);
    expect(await read()).to.deep.equal({ cap: 4_000n, payees, maxAge: 86_400n, seats: 7n });
    expect((await getProposal(client, { proposal })).state).to.equal("executed");
    expect((await refusal(executeProposal(as(relayer), proposed))).name).to.equal("GovernorUnexpectedProposalState");
  });

  it("does nothing of a proposal of which one call is refused", async () => {
    const { client, as, until, people, proposed, read } = await reform();
    const beyond = proposedCall(client, { contract: "area", name: "setMarketFeeCap", args: [4_096n] });
    const reformed = { calls: [...proposed.calls, beyond], description: "Too far" };
    const { proposal, snapshot } = await propose(as(people.alice), reformed);
    await until(snapshot);
    await castVote(as(people.alice), { proposal, support: "for" });
    await until((await getProposal(client, { proposal })).deadline);
    const { executableFrom } = await queueProposal(as(people.alice), reformed);
    await until(executableFrom);
    const before = await read();
    expect((await refusal(executeProposal(as(people.alice), reformed))).name).to.equal("CapOutOfRange");
    expect(await read()).to.deep.equal(before);
  });

  it("reaches every restricted function, by the timelock's own roles or ones that it gives itself", async () => {
    const { market, addresses } = await load();
    const { authority } = market.contracts;
    const timelock = await signerOf(connection, { role: "GOVERNOR", market });
    const restricted = ALL_ROLES.flatMap((role) =>
      Object.entries(role.functions).flatMap(([name, methods]) =>
        methods.map((method) => ({ role, name: name as ContractName, method })),
      ),
    );
    expect(restricted.length).to.be.above(60);
    for (const { role } of restricted) await authority.connect(timelock).grantRole(role.id, timelock, 0);
    for (const { name, method } of restricted) {
      const selector = INTERFACES[name].getFunction(method)?.selector ?? "";
      const { immediate } = await authority.canCall(timelock, addresses[name], selector);
      expect(immediate, `${name}.${method}`).to.equal(true);
    }
  });

  it("gives and takes roles by a proposal, as the role table then tells", async () => {
    const { market, client, as, until, people } = await load();
    const args = [6n, people.carol.address, 0n] as const;
    const calls = [proposedCall(client, { contract: "authority", name: "grantRole", args })];
    const given = { calls, description: "Another grid manager" };
    const { proposal, snapshot } = await propose(as(people.alice), given);
    await until(snapshot);
    await castVote(as(people.alice), { proposal, support: "for" });
    await until((await getProposal(client, { proposal })).deadline);
    await until((await queueProposal(as(people.alice), given)).executableFrom);
    await executeProposal(as(people.alice), given);
    const { problems } = await checkRoles(market.deployment, market.parameters, ethers.provider);
    expect(problems).to.deep.equal([`GRID_MANAGER is held by ${people.carol.address}, who should not have it`]);
    await market.contracts.area.connect(people.carol).setTariff(0, 90);
  });
});
